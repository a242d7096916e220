import type { MeasuredCost } from "../../compare/cost.js";
import { measureCost } from "../../compare/measure-cost.js";
import type { CommandIo } from "./command.js";
import { lazyScorer, type ReadyModel } from "./evaluate-model.js";

/**
 * What models cost on some of the images.
 *
 * @param models null: predictions from a file
 * @param paths of images on disk
 * @returns null where fewer than two models were run, or there are too few images
 * @throws HomegroundError as `ImageScorer.score`
 */
export function modelsCost(
  models: readonly (ReadyModel | null)[],
  paths: readonly string[],
  io: Pick<CommandIo, "now" | "signal">,
): Promise<MeasuredCost | null> {
  const { signal } = io;
  const timed = models.map((ready) =>
    ready === null
      ? null
      : {
          engine: ready.runtime.engine,
          sizeBytes: ready.model.sizeBytes + (ready.second?.model.sizeBytes ?? 0),
          open: (expectedImages: number) =>
            lazyScorer(ready, { workers: 1, expectedImages, signal }),
        },
  );
  return measureCost(timed, paths, io);
}
