import type { ImageScorer } from "../image-scorer.js";

/** What is known of a scorer before it is opened. */
export interface ScorerFacts {
  /** Engine that will run the model, for results. */
  readonly engine: string;
  readonly areProbabilities: boolean;
}

/** A scorer whose workers start with the first image that is really to be scored. */
export function createLazyScorer(
  { engine, areProbabilities }: ScorerFacts,
  open: () => Promise<ImageScorer>,
): ImageScorer {
  let opened: Promise<ImageScorer> | null = null;
  return {
    engine,
    areProbabilities,
    async *score(images, scoring) {
      const source =
        Symbol.asyncIterator in images ? images[Symbol.asyncIterator]() : images[Symbol.iterator]();
      const first = await source.next();
      if (first.done === true) return;
      opened ??= open();
      const pool = await opened;
      yield* pool.score(withFirst(first.value, source), scoring);
    },
    async close() {
      await (await opened?.catch(() => null))?.close();
    },
  };
}

async function* withFirst<T>(first: T, rest: AsyncIterator<T> | Iterator<T>): AsyncIterable<T> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
