import { HomegroundError } from "../core/errors.js";
import type { InputRule } from "../images/input-rule.js";
import type { ImageScorer, ScoredImage } from "./image-scorer.js";

/** What a scorer in memory answers for a path: a result without the caller's number. */
export type MemoryPrediction = ScoredImage extends infer T
  ? T extends ScoredImage
    ? Omit<T, "index">
    : never
  : never;

export interface MemoryScorerOptions {
  readonly areProbabilities?: boolean;
}

/** A scorer that answers from a function: for tests of everything above it. */
export function createMemoryImageScorer(
  prediction: (path: string, rule?: InputRule) => MemoryPrediction,
  options: MemoryScorerOptions = {},
): ImageScorer {
  let isClosed = false;
  const closedError = (code: "argument/spent" | "run/interrupted"): HomegroundError =>
    new HomegroundError(code, {
      what: code === "argument/spent" ? "the scorer was closed" : "stopped before the end",
      where: "memory",
      fix: "Open another scorer",
    });
  return {
    engine: "memory 1 (functions)",
    areProbabilities: options.areProbabilities ?? true,
    async *score(images, { signal } = {}) {
      if (isClosed) throw closedError("argument/spent");
      for await (const { index, path, rule } of images) {
        if (signal?.aborted === true) {
          isClosed = true;
          throw closedError("run/interrupted");
        }
        yield { index, ...prediction(path, rule) };
      }
    },
    async close() {
      isClosed = true;
    },
  };
}
