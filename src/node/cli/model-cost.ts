import type { MeasuredCost } from "../../compare/cost.js";
import { imageTime, measureCost, type TimedModel } from "../../compare/measure-cost.js";
import type { ImageToScore } from "../../models/image-scorer.js";
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
  // What an endpoint takes says more of the network than of the model.
  const timed = models.map((ready) =>
    ready === null || ready.endpoint !== undefined ? null : timedModel(ready, io),
  );
  return measureCost(timed, paths, io);
}

/** Median time of an image in milliseconds, on one thread. @throws HomegroundError as `ImageScorer.score` */
export function modelTime(
  ready: ReadyModel,
  images: readonly ImageToScore[],
  io: Pick<CommandIo, "now" | "signal">,
): Promise<number | null> {
  return imageTime(timedModel(ready, io), images, io);
}

function timedModel(ready: ReadyModel, { signal }: Pick<CommandIo, "signal">): TimedModel {
  return {
    engine: ready.runtime.engine,
    sizeBytes: ready.model.sizeBytes + (ready.second?.model.sizeBytes ?? 0),
    open: (expectedImages) => lazyScorer(ready, { workers: 1, expectedImages, signal }),
  };
}
