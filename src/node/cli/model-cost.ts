import type { MeasuredCost } from "../../compare/cost.js";
import { imageTime, measureCost, type TimedModel } from "../../compare/measure-cost.js";
import type { ImageScorer, ImageToScore } from "../../models/image-scorer.js";
import type { CommandIo } from "./command.js";
import { lazyScorer, type ReadyModel } from "./evaluate-model.js";
import { lentScorer } from "./lent-scorer.js";

/** Processes that run several models, and then time each of them. */
export interface TimingPool {
  /** As `lazyScorer`; what ran several models to the end of their images is kept for {@link timer}. */
  readonly open: typeof lazyScorer;
  /** A scorer of one of the models on one process; `close` of the pool ends it. */
  timer(model: ReadyModel, models: readonly ReadyModel[], options: TimerOptions): ImageScorer;
  close(): Promise<void>;
}

type TimerOptions = Pick<Parameters<typeof lazyScorer>[1], "expectedImages" | "signal">;

/** Starting a process and loading a model takes as long as timing it, several times over. */
export function createTimingPool(openScorer: typeof lazyScorer = lazyScorer): TimingPool {
  let kept: { readonly scorer: ImageScorer; readonly models: readonly ReadyModel[] } | null = null;
  return {
    open(ready, options) {
      const scorer = openScorer(ready, options);
      const { beside = [], features } = options;
      // A model that gives its features too takes longer.
      if (beside.length === 0 || features !== undefined) return scorer;
      return lentScorer(scorer, (answers) => {
        // Where all was known before, no process was started.
        if (answers === 0 || kept !== null) return false;
        kept = { scorer, models: [ready, ...beside] };
        return true;
      });
    },
    timer(model, models, options) {
      kept ??= {
        scorer: openScorer(models[0]!, { ...options, workers: 1, beside: models.slice(1) }),
        models,
      };
      const { scorer } = kept;
      const number = kept.models.indexOf(model);
      return {
        engine: scorer.engine,
        areProbabilities: scorer.areProbabilities,
        score: (images, how) => scorer.score(askedOf(number, images), { ...how, workers: 1 }),
        close: async () => {},
      };
    },
    async close() {
      await kept?.scorer.close();
      kept = null;
    },
  };
}

async function* askedOf(
  model: number,
  images: Iterable<ImageToScore> | AsyncIterable<ImageToScore>,
): AsyncGenerator<ImageToScore> {
  for await (const image of images) yield { ...image, model };
}

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
  pool: TimingPool,
  io: Pick<CommandIo, "now" | "signal">,
): Promise<MeasuredCost | null> {
  // What an endpoint takes says more of the network than of the model.
  const here = models.map((ready) => (ready?.endpoint === undefined ? ready : null));
  const run = here.flatMap((ready) => ready ?? []);
  const { signal } = io;
  const timed = here.map(
    (ready) =>
      ready &&
      timedModel(ready, (expectedImages) => pool.timer(ready, run, { expectedImages, signal })),
  );
  return measureCost(timed, paths, io);
}

/** Median time of an image in milliseconds, on one thread. @throws HomegroundError as `ImageScorer.score` */
export function modelTime(
  ready: ReadyModel,
  images: readonly ImageToScore[],
  io: Pick<CommandIo, "now" | "signal">,
): Promise<number | null> {
  const { signal } = io;
  const alone = timedModel(ready, (expectedImages) =>
    lazyScorer(ready, { workers: 1, expectedImages, signal }),
  );
  return imageTime(alone, images, io);
}

function timedModel(ready: ReadyModel, open: TimedModel["open"]): TimedModel {
  const sizeBytes = ready.model.sizeBytes + (ready.second?.model.sizeBytes ?? 0);
  return { engine: ready.runtime.engine, sizeBytes, open };
}
