import { isHomegroundError, messageOf } from "../../core/errors.js";
import type { ImageScorer, ImageToScore, ScoredImage } from "../image-scorer.js";

export interface FallbackOptions {
  /** Opens the engine that is taken when the first one fails. */
  readonly open: () => Promise<ImageScorer>;
  /** Called once, before the other engine is opened. @param why what the first one said */
  readonly onFallback: (why: string) => void | Promise<void>;
}

/**
 * A scorer that goes on with another engine from the image on which the first one fails: that image,
 * those that were under way and all that follow are scored by the other. What the first one said
 * before stays. An image that no engine could have scored (unreadable, of no known format) is no
 * such failure.
 */
export function createFallbackScorer(first: ImageScorer, options: FallbackOptions): ImageScorer {
  let second: ImageScorer | null = null;
  return {
    get engine() {
      return (second ?? first).engine;
    },
    get areProbabilities() {
      return (second ?? first).areProbabilities;
    },
    async *score(images, scoring) {
      const source = createSource(images);
      try {
        if (second === null) {
          const why = yield* untilFailure(first, source, scoring);
          if (why === null) return;
          await options.onFallback(why);
          await first.close();
          second = await options.open();
        }
        yield* second.score(source.rest(), scoring);
      } finally {
        await source.end();
      }
    },
    async close() {
      await Promise.all([first.close(), second?.close()]);
    },
  };
}

type Scoring = Parameters<ImageScorer["score"]>[1];

/** Yields results as long as the engine works. @returns why it does not, or null at the end */
async function* untilFailure(
  scorer: ImageScorer,
  source: Source,
  scoring: Scoring,
): AsyncGenerator<ScoredImage, string | null> {
  try {
    for await (const scored of scorer.score(source.taken(), scoring)) {
      if (isEngineFailure(scored)) return scored.what;
      source.settle(scored.index);
      yield scored;
    }
    return null;
  } catch (cause) {
    if (isHomegroundError(cause) && cause.code === "run/interrupted") throw cause;
    if (scoring?.signal?.aborted === true) throw cause;
    return isHomegroundError(cause) ? cause.what : messageOf(cause);
  }
}

function isEngineFailure(scored: ScoredImage): scored is Extract<ScoredImage, { ok: false }> {
  return !scored.ok && (scored.code === "model-failed" || scored.code === "timeout");
}

/** Images that one engine takes, and the next one again where there was no result. */
interface Source {
  taken(): AsyncIterable<ImageToScore>;
  settle(index: number): void;
  rest(): AsyncIterable<ImageToScore>;
  end(): Promise<void>;
}

function createSource(images: Iterable<ImageToScore> | AsyncIterable<ImageToScore>): Source {
  const inner =
    Symbol.asyncIterator in images ? images[Symbol.asyncIterator]() : images[Symbol.iterator]();
  const pending = new Map<number, ImageToScore>();
  /** An engine that is left may still have asked for one. */
  let asked: Promise<ImageToScore | null> = Promise.resolve(null);
  let isDry = false;
  const next = async (): Promise<ImageToScore | null> => {
    if (isDry) return null;
    const { done, value } = await inner.next();
    if (done === true) {
      isDry = true;
      return null;
    }
    pending.set(value.index, value);
    return value;
  };
  return {
    taken: () => ({
      [Symbol.asyncIterator]: () => ({
        async next() {
          asked = next();
          const value = await asked;
          return value === null ? { done: true, value: undefined } : { done: false, value };
        },
      }),
    }),
    settle: (index) => pending.delete(index),
    async *rest() {
      await asked;
      yield* [...pending.values()];
      for (let image = await next(); image !== null; image = await next()) yield image;
    },
    async end() {
      if (!isDry) await inner.return?.();
    },
  };
}
