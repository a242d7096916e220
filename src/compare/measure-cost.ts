import type { Cancellation } from "../core/cancellation.js";
import type { ImageScorer, ImageToScore } from "../models/image-scorer.js";
import type { MeasuredCost } from "./cost.js";

/** Images that each model is timed on: a twenty-fifth of all, so that it is no great part of a run. */
const SHARE = 1 / 25;
const LEAST = 12;
const MOST = 24;
/** The first ones fill caches, and are not counted. */
const WARM_UP = 2;
/** No model is timed for much longer. */
const BUDGET_MS = 5_000;

/** A model that can be timed. */
export interface TimedModel {
  readonly engine: string;
  readonly sizeBytes: number;
  /** Scores one image after the other. */
  open(images: number): ImageScorer | Promise<ImageScorer>;
}

/** What times are taken by. */
export interface TimingPorts {
  /** Milliseconds. */
  readonly now: () => number;
  readonly signal: Cancellation;
}

/**
 * Times models on some of the images, spread evenly: one model after the other, in one process on one
 * thread, so that times do not depend on what else was run or is known already.
 *
 * @param models null: predictions from a file
 * @param paths of images that are at hand
 * @returns null where fewer than two models were run, or there are too few images
 * @throws HomegroundError as `ImageScorer.score`
 */
export async function measureCost(
  models: readonly (TimedModel | null)[],
  paths: readonly string[],
  ports: TimingPorts,
): Promise<MeasuredCost | null> {
  const run = models.flatMap((one) => one ?? []);
  const count = Math.min(paths.length, MOST, Math.max(LEAST, Math.round(paths.length * SHARE)));
  // What one costs is held against nothing.
  if (run.length < 2 || count <= WARM_UP) return null;
  const images = Array.from({ length: count }, (_, index) => ({
    index,
    path: paths[Math.floor((index * paths.length) / count)]!,
  }));
  const measured: MeasuredCost["models"][number][] = [];
  for (const model of models) {
    measured.push(
      model === null
        ? null
        : { imageMs: await imageTime(model, images, ports), sizeBytes: model.sizeBytes },
    );
  }
  return { engine: run[0]!.engine, images: count - WARM_UP, models: measured };
}

/** Median of the times between an image's scores and those before, in milliseconds. */
export async function imageTime(
  model: TimedModel,
  images: readonly ImageToScore[],
  { now, signal }: TimingPorts,
): Promise<number | null> {
  const scorer = await model.open(images.length);
  const times: number[] = [];
  let done = 0;
  let last = 0;
  const started = now();
  try {
    for await (const { ok } of scorer.score(images, { signal })) {
      const at = now();
      if (done >= WARM_UP && ok) times.push(at - last);
      last = at;
      done++;
      if (at - started > BUDGET_MS && times.length > 0) break;
    }
  } finally {
    await scorer.close();
  }
  const rising = times.sort((a, b) => a - b);
  const middle = rising[rising.length >> 1] ?? 0;
  return middle > 0 ? middle : null;
}
