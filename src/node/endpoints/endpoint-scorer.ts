import { createHash } from "node:crypto";
import { setMaxListeners } from "node:events";
import { asHomegroundError, HomegroundError, isHomegroundError } from "../../core/errors.js";
import {
  failureCode,
  type ImageScorer,
  type ImageToScore,
  type ScoredImage,
} from "../../models/image-scorer.js";
import { readImageFile } from "../inference/read-image-file.js";
import type { OpenedEndpoint } from "./adapter.js";

export interface EndpointScorerOptions {
  readonly endpoint: OpenedEndpoint;
  /** For results: `endpoint 1 (kserve)`. */
  readonly engine: string;
  readonly areProbabilities: boolean;
  /** Images that are on their way at a time. */
  readonly concurrency: number;
}

/** So many images in a row that the endpoint fails on, and the fault is not theirs. */
const MOST_FAILURES = 10;

/** What no further image can avoid. */
const FATAL: ReadonlySet<string> = new Set([
  "endpoint/no-access",
  "endpoint/not-found",
  "endpoint/redirect",
  "endpoint/busy",
  "network/blocked",
  "image/rule-unsupported",
  "internal/bug",
]);

/** A scorer that asks an endpoint; an image that fails is a result like any other. */
export function createEndpointScorer(options: EndpointScorerOptions): ImageScorer {
  const { endpoint, engine, areProbabilities, concurrency } = options;
  const closing = new AbortController();

  async function scoreOne(
    { index, path }: ImageToScore,
    signal: AbortSignal,
  ): Promise<{ readonly scored: ScoredImage; readonly error: HomegroundError | null }> {
    let seen: { readonly sha256?: string } = {};
    try {
      const bytes = await readImageFile(path);
      const own = { sha256: createHash("sha256").update(bytes).digest("hex") };
      seen = own;
      const scores = await endpoint.score({ bytes, path }, signal);
      return { scored: { index, ok: true, ...scores, ...own }, error: null };
    } catch (cause) {
      if (signal.aborted) throw interrupted(path, cause);
      const error = asHomegroundError(cause, path, "Report it, with the file if it may be shown");
      const { code, what } = error;
      return {
        scored: { index, ok: false, code: failureCode(code), error: code, what, ...seen },
        error,
      };
    }
  }

  async function* score(
    images: Iterable<ImageToScore> | AsyncIterable<ImageToScore>,
    { signal: outside }: Parameters<ImageScorer["score"]>[1] = {},
  ): AsyncGenerator<ScoredImage> {
    if (closing.signal.aborted) throw spent();
    const leaving = new AbortController();
    const stop = (): void => leaving.abort();
    outside?.addEventListener("abort", stop, { once: true });
    const signal = AbortSignal.any([leaving.signal, closing.signal]);
    setMaxListeners(0, signal); // every image on its way listens
    const source =
      Symbol.asyncIterator in images ? images[Symbol.asyncIterator]() : images[Symbol.iterator]();
    const working = new Map<number, ReturnType<typeof scoreOne>>();
    const tally = createTally();
    let isDry = false;
    try {
      for (;;) {
        if (outside?.aborted === true || closing.signal.aborted) throw interrupted("the images");
        while (!isDry && tally.fatal() === null && working.size < concurrency) {
          const next = await source.next();
          if (next.done === true) isDry = true;
          else {
            const one = scoreOne(next.value, signal);
            one.catch(() => {}); // looked at when its turn comes
            working.set(next.value.index, one);
          }
        }
        if (working.size === 0) break;
        const { scored, error } = await Promise.race(working.values());
        working.delete(scored.index);
        tally.add(error);
        yield scored;
      }
      // What was on its way has come, and is kept.
      const reason = tally.fatal() ?? tally.commonReason();
      if (reason !== null) throw reason;
    } finally {
      outside?.removeEventListener("abort", stop);
      leaving.abort();
      await Promise.allSettled(working.values());
      await source.return?.();
    }
  }

  return {
    engine,
    areProbabilities,
    score,
    async close() {
      closing.abort();
    },
  };
}

/** Knows when the endpoint rather than the images is to blame. */
function createTally() {
  let successes = 0;
  let inARow = 0;
  let fatal: HomegroundError | null = null;
  const reasons = new Map<string, HomegroundError>();
  return {
    add(error: HomegroundError | null): void {
      if (error === null) {
        successes++;
        inARow = 0;
        return;
      }
      reasons.set(error.code, error);
      if (FATAL.has(error.code)) fatal ??= error;
      if (!/^(?:endpoint|network|model)\//.test(error.code)) return;
      inARow++;
      if (inARow >= MOST_FAILURES) fatal ??= error;
    },
    fatal: () => fatal,
    /** The one reason why nothing succeeded; null where something did, or the images differ. */
    commonReason(): HomegroundError | null {
      const [first, ...others] = [...reasons.values()];
      if (successes > 0 || first === undefined || others.length > 0) return null;
      return /^(?:endpoint|network|model)\//.test(first.code) ? first : null;
    },
  };
}

function interrupted(where: string, cause?: unknown): HomegroundError {
  if (isHomegroundError(cause) && cause.code === "run/interrupted") return cause;
  return new HomegroundError("run/interrupted", {
    what: "stopped before everything was there",
    where,
    fix: "Run the same command again: it goes on where it was",
    cause,
  });
}

function spent(): HomegroundError {
  return new HomegroundError("argument/spent", {
    what: "the scorer is closed",
    where: "ImageScorer.score",
    fix: "Open another one",
  });
}
