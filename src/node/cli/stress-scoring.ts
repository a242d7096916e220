import { availableParallelism } from "node:os";
import { createLabelSet } from "../../core/label-set.js";
import type { Alteration } from "../../images/corruptions/alter.js";
import { counted } from "../../reports/numbers.js";
import {
  type ImageOnDisk,
  type ModelRun,
  type ModelRunPorts,
  type RunProgress,
  runModel,
} from "../../scoring/run-model.js";
import type { ScoreLog } from "../../scoring/score-log.js";
import { type AlteredScores, scoresOfViews, viewsOf } from "../../stress/altered-views.js";
import { createNodeDigest } from "../digest.js";
import { openFileScoreLog } from "../storage/file-score-log.js";
import type { CommandIo } from "./command.js";
import {
  identifyFile,
  lazyScorer,
  type ReadyModel,
  scoreLogPath,
  scoresKey,
} from "./evaluate-model.js";
import type { EvaluateOptions } from "./evaluate-request.js";
import { modelTime } from "./model-cost.js";
import { createProgress } from "./progress.js";
import { stoppedAt } from "./stopped.js";

/** A model, and the folder of its evaluation, which keeps its scores. */
export interface StressedSource {
  readonly ready: ReadyModel;
  readonly out: string;
}

/** What is asked of the models. */
export interface LooksToTake {
  readonly images: readonly ImageOnDisk[];
  /** SHA-256 of each image's bytes; null where it could not be read. */
  readonly sha256: readonly (string | null)[];
  readonly models: readonly StressedSource[];
  readonly alterations: readonly Alteration[];
  readonly options: Pick<EvaluateOptions, "threads" | "imageTimeout" | "quiet" | "scored">;
}

/** Images by which the time is estimated. */
const TIMED = 12;

/**
 * Has every model look at every altered picture that it has not looked at yet. What is said is kept as it comes, so
 * that a run that was stopped goes on where it was.
 *
 * @param use is given the answers while their logs are open
 * @throws HomegroundError `run/interrupted` with how far it was; as `runModel`
 */
export async function withAlteredScores<T>(
  { images, sha256, models, alterations, options }: LooksToTake,
  io: CommandIo,
  use: (scores: AlteredScores) => Promise<T>,
): Promise<T> {
  const { threads, quiet = false } = options;
  const logs: ScoreLog[] = [];
  const clean = await openFileScoreLog(logPathOf(models[0]!));
  let reached = { done: 0, total: images.length };
  const progress = createProgress("Altered", io, quiet);
  try {
    for (const { ready, out } of models) {
      logs.push(await openFileScoreLog(alteredLogPath(scoresKey(ready), out)));
    }
    const views = viewsOf(logs, alterations, createNodeDigest);
    const missing = images.reduce((sum, _, i) => {
      const hash = sha256[i] ?? null;
      return hash === null ? sum : sum + views.filter((view) => !view.has(hash)).length;
    }, 0);
    // What shards have no answer to has none.
    if (missing > 0 && options.scored === undefined) {
      if (!quiet) io.err(await estimateLine(missing, { images, models, threads }, io));
      await takeLooks(images, {
        ...{ models: models.map(({ ready }) => ready), clean, views, alterations, options },
        signal: io.signal,
        onProgress: (state) => {
          reached = state;
          progress.update(state.done, state.total);
        },
      });
      progress.finish();
    }
    return await use(scoresOfViews(views, models.length, clean));
  } catch (cause) {
    throw stoppedAt(cause, io.signal.aborted, reached);
  } finally {
    progress.finish();
    for (const log of [clean, ...logs]) await log.close();
  }
}

/** Models, and what is known of what they say. */
export interface LookingModels {
  readonly models: readonly ReadyModel[];
  /** What the first model said of pictures as they are. */
  readonly clean: ScoreLog;
  /** {@link viewsOf} the models' logs. */
  readonly views: readonly ScoreLog[];
  readonly alterations: readonly Alteration[];
  readonly options: Pick<EvaluateOptions, "threads" | "imageTimeout">;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RunProgress) => void;
  readonly identify?: ModelRunPorts["identify"];
  readonly openScorer?: typeof lazyScorer;
  /** As of `lazyScorer`. */
  readonly isPart?: boolean;
}

/** Looks that are missing; each file is decoded once for all. @throws as `runModel` */
export async function takeLooks(
  images: readonly ImageOnDisk[],
  {
    models,
    clean,
    views,
    alterations,
    options: { threads, imageTimeout },
    signal,
    onProgress,
    identify = identifyFile,
    openScorer = lazyScorer,
    isPart = false,
  }: LookingModels,
): Promise<ModelRun> {
  const [first, ...beside] = models as readonly [ReadyModel];
  const scorer = openScorer(first, {
    signal,
    ...(threads === undefined ? {} : { workers: threads }),
    ...(imageTimeout === undefined ? {} : { imageTimeoutMs: imageTimeout * 1000 }),
    isPart,
    beside,
    // Models that look at one altered picture come one after the other: it is made once.
    looks: alterations.flatMap((alteration) =>
      [...models.keys()].map((model) => ({ model, alteration })),
    ),
    expectedImages: images.length,
  });
  try {
    return await runModel(images, createLabelSet(first.card.labels), {
      scorer,
      log: clean,
      beside: views,
      forBeside: true,
      identify,
      signal,
      onProgress,
    });
  } finally {
    await scorer.close();
  }
}

function logPathOf({ ready, out }: StressedSource): string {
  return scoreLogPath(out, scoresKey(ready));
}

/** Log of a model's answers to altered pictures. */
export function alteredLogPath(key: string, out: string): string {
  return scoreLogPath(out, key, "altered");
}

/** How many looks are to come and about how long they take, by a few pictures as they are. */
async function estimateLine(
  missing: number,
  {
    images,
    models,
    threads,
  }: Pick<LooksToTake, "images" | "models"> & { readonly threads: number | undefined },
  io: CommandIo,
): Promise<string> {
  const paths = images.flatMap(({ path }) => (path === null ? [] : [path])).slice(0, TIMED);
  const some = paths.map((path, index) => ({ index, path }));
  let ms = 0;
  for (const { ready } of models) ms += (await modelTime(ready, some, io)) ?? 0;
  const workers = Math.min(threads ?? availableParallelism(), 8);
  const seconds = ((missing / models.length) * ms) / workers / 1000;
  const time = seconds > 0 ? `, about ${timeText(seconds)}` : "";
  return `Altered pictures: ${counted(missing, "look")} to take${time}; --sample takes fewer images`;
}

function timeText(seconds: number): string {
  if (seconds < 120) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
