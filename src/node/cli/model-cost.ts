import type { MeasuredCost } from "../../compare/cost.js";
import type { ImageToScore } from "../../models/image-scorer.js";
import type { CommandIo } from "./command.js";
import { lazyScorer, type ReadyModel } from "./evaluate-model.js";

/** Images that each model is timed on: a twenty-fifth of all, so that it is no great part of a run. */
const SHARE = 1 / 25;
const LEAST = 12;
const MOST = 24;
/** The first ones fill caches, and are not counted. */
const WARM_UP = 2;
/** No model is timed for much longer. */
const BUDGET_MS = 5_000;

/**
 * Times models on some of the images, spread evenly: one model after the other, in one process on one
 * thread, so that times do not depend on what else was run or is known already.
 *
 * @param models null: predictions from a file
 * @returns null where fewer than two models were run, or there are too few images
 * @param paths of images on disk
 * @throws HomegroundError as `ImageScorer.score`
 */
export async function measureCost(
  models: readonly (ReadyModel | null)[],
  paths: readonly string[],
  io: Pick<CommandIo, "now" | "signal">,
): Promise<MeasuredCost | null> {
  const run = models.flatMap((one) => (one === null ? [] : [one]));
  const engine = run[0]?.runtime.engine;
  const count = Math.min(paths.length, MOST, Math.max(LEAST, Math.round(paths.length * SHARE)));
  // What one costs is held against nothing.
  if (engine === undefined || run.length < 2 || count <= WARM_UP) return null;
  const images = Array.from({ length: count }, (_, index) => ({
    index,
    path: paths[Math.floor((index * paths.length) / count)]!,
  }));
  const measured: MeasuredCost["models"][number][] = [];
  for (const ready of models) {
    measured.push(
      ready === null
        ? null
        : { imageMs: await imageTime(ready, images, io), sizeBytes: sizeOf(ready) },
    );
  }
  return { engine, images: count - WARM_UP, models: measured };
}

/** Median of the times between an image's scores and those before, in milliseconds. */
export async function imageTime(
  ready: ReadyModel,
  images: readonly ImageToScore[],
  io: Pick<CommandIo, "now" | "signal">,
): Promise<number | null> {
  const { signal } = io;
  const scorer = lazyScorer(ready, { workers: 1, expectedImages: images.length, signal });
  const times: number[] = [];
  let done = 0;
  let last = 0;
  const started = io.now();
  try {
    for await (const { ok } of scorer.score(images, { signal })) {
      const now = io.now();
      if (done >= WARM_UP && ok) times.push(now - last);
      last = now;
      done++;
      if (now - started > BUDGET_MS && times.length > 0) break;
    }
  } finally {
    await scorer.close();
  }
  const rising = times.sort((a, b) => a - b);
  const middle = rising[rising.length >> 1] ?? 0;
  return middle > 0 ? middle : null;
}

function sizeOf({ model, second }: ReadyModel): number {
  return model.sizeBytes + (second?.model.sizeBytes ?? 0);
}
