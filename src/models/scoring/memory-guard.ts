import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import type { ImageScorer } from "../image-scorer.js";
import { fewerWorkers } from "./worker-memory.js";

/** Facts for the error that {@link createMemoryGuard} ends a run with. */
export interface GuardedRun {
  /** Name and size of the model. */
  readonly model: string;
  readonly modelBytes: number;
  readonly workers: number;
  /** How far the run is, of images. */
  readonly progress: () => { readonly done: number; readonly total: number };
}

/**
 * A scorer that ends the run where memory was refused while several workers share it: fewer of them
 * may have enough, and an image must not be listed as failed for want of memory. With one worker
 * such an image is listed, as any other that fails.
 *
 * @throws HomegroundError from `score` `memory/limit` in place of `model/too-large`, with one worker
 *   too where no image could be scored for it
 */
export function createMemoryGuard(scorer: ImageScorer, run: GuardedRun): ImageScorer {
  return {
    get engine() {
      return scorer.engine;
    },
    get areProbabilities() {
      return scorer.areProbabilities;
    },
    async *score(images, options) {
      try {
        for await (const scored of scorer.score(images, options)) {
          if (!scored.ok && scored.error === "model/too-large" && run.workers > 1) {
            throw memoryLimit(run, scored.what);
          }
          yield scored;
        }
      } catch (cause) {
        if (!isHomegroundError(cause) || cause.code !== "model/too-large") throw cause;
        throw memoryLimit(run, cause.what, cause);
      }
    },
    close: () => scorer.close(),
  };
}

function memoryLimit(run: GuardedRun, said: string, cause?: unknown): HomegroundError {
  const { done, total } = run.progress();
  const size = `${Math.max(1, Math.round(run.modelBytes / 1e6))} MB`;
  return new HomegroundError("memory/limit", {
    what: `the browser gave no more memory after ${done} of ${total} images, with a model of ${size} in ${run.workers === 1 ? "one worker" : `${run.workers} workers`}: ${said}`,
    where: run.model,
    fix:
      fewerWorkers(run.workers) === null
        ? "Close other tabs, or run the command line, which may use all of this computer's memory"
        : "Go on with fewer images at a time; what was scored is kept",
    ...(cause === undefined ? {} : { cause }),
  });
}
