import type { LabelSet } from "../../core/label-set.js";
import { collectFeatures, type ImageFeatures } from "../../dataset/image-features.js";
import type { PreparedImages } from "../../dataset/prepare.js";
import type { MaskedSources, ObjectsToMask } from "../../evaluation/run/masked-evaluation.js";
import type { ListedFile } from "../../formats/file-access.js";
import { counted } from "../../reports/numbers.js";
import type { ResultListed } from "../../results/result.js";
import { createMaskedLooks } from "../../scoring/masked-looks.js";
import { createTimeEstimate } from "../../scoring/run-estimate.js";
import { runModel } from "../../scoring/run-model.js";
import type { ScoreLog } from "../../scoring/score-log.js";
import type { DetectionJoin } from "../../tasks/detection/detection-join.js";
import type { PredictionSource } from "../../tasks/predictions.js";
import { createNodeDigest } from "../digest.js";
import type { FolderAccess } from "../files/folder-access.js";
import { openFileScoreLog } from "../storage/file-score-log.js";
import type { CommandIo } from "./command.js";
import {
  featureLogPath,
  featureValue,
  type identifyFile,
  identifyOnce,
  lazyScorer,
  type ReadyModel,
  scoreLogPath,
  scoresKey,
} from "./evaluate-model.js";
import type { EvaluateOptions } from "./evaluate-request.js";
import { answersOfStages } from "./evaluate-stages.js";
import { locateImages } from "./locate-images.js";
import { createProgress } from "./progress.js";
import { sanityNotes } from "./sanity.js";
import { stoppedAt } from "./stopped.js";

/** A further model, and the folder of its evaluation, which keeps its scores. */
export interface ModelBeside {
  readonly ready: ReadyModel;
  readonly out: string;
}

/** What a run that scores images finds beside their scores. */
export interface FoundWithScores {
  /** Null where the model has none that anything tells; absent where nobody asks. */
  readonly features?: ImageFeatures | null;
  /** What the model says of pictures without their objects, and of these alone. */
  readonly masked?: MaskedSources | null;
}

/** What a model is run on. */
export interface ImagesToScore {
  readonly prepared: PreparedImages;
  readonly folder: FolderAccess;
  readonly files: readonly ListedFile[];
  readonly modelLabels: LabelSet;
  /** How objects are matched; null for tasks of whole images. */
  readonly detection: DetectionJoin | null;
  readonly options: EvaluateOptions;
  /** Models whose turn is later, on the same images: a picture that is decoded is scored by all. */
  readonly beside: readonly ModelBeside[];
  /** Whether features of the images are wanted too. */
  readonly wantsFeatures: boolean;
  /** What the bytes of an image are. */
  readonly identify: typeof identifyFile;
  /** Objects without which pictures are looked at again; null: none are. */
  readonly masked: ObjectsToMask | null;
  /** Name of the bar. */
  readonly progress: string;
}

/**
 * Runs the model on the images that no earlier run scored, and hands the answers on while their log
 * is open.
 *
 * @param use is given the answers, what is worth a note about them, and of each image the SHA-256 of
 *   the bytes that it is an answer to, null where it could not be read; and the features, null where nothing
 *   tells where the model has them, undefined where nobody asks or they were computed elsewhere
 * @throws HomegroundError `run/interrupted` with how far it was; as `runModel`
 */
export async function withScores<T>(
  ready: ReadyModel,
  scoring: ImagesToScore,
  io: CommandIo,
  use: (
    source: PredictionSource,
    notes: readonly ResultListed[],
    scoredBytes: readonly (string | null)[],
    found: FoundWithScores,
  ) => Promise<T>,
): Promise<T> {
  const { folder, files, modelLabels, detection, options } = scoring;
  const { endpoint } = ready;
  // An endpoint decodes for itself.
  const beside =
    endpoint === undefined ? scoring.beside.filter((one) => one.ready.endpoint === undefined) : [];
  const { images } = scoring.prepared;
  const { threads, imageTimeout, quiet = false } = options;
  const pool = {
    signal: io.signal,
    ...(threads === undefined ? {} : { workers: threads }),
    ...(imageTimeout === undefined ? {} : { imageTimeoutMs: imageTimeout * 1000 }),
  };
  const onDisk = await locateImages(
    folder,
    images.file.map((file, i) => ({ file, path: files[images.found[i]!]!.path })),
  );
  const paths = onDisk.map(({ path }) => path);
  const { scored } = options;
  await scored?.fill(scoresKey(ready), options.out);
  // The check asks about the same images again, and each time costs.
  const checking = endpoint === undefined ? options : { ...options, sanity: false };
  const sanity = await sanityNotes(ready, scoring.prepared, paths, checking, pool, io);
  const logOf = (of: ReadyModel, out: string) => openFileScoreLog(scoreLogPath(out, scoresKey(of)));
  const log = await logOf(ready, options.out);
  const logsBeside: ScoreLog[] = [];
  for (const { ready: other, out } of beside) logsBeside.push(await logOf(other, out));
  if (log.isRenewed === true && !quiet) io.err(RENEWED);
  const isAsked = scoring.wantsFeatures && scored === undefined && endpoint === undefined;
  const featured = isAsked ? featureValue(ready) : null;
  const features =
    featured === null
      ? null
      : await openFileScoreLog(featureLogPath(options.out, ready, featured.value));
  const identify = endpoint === undefined ? scoring.identify : identifyOnce(scoring.identify);
  if (endpoint !== undefined) {
    const { agreeToSend } = await import("./endpoint-model.js");
    try {
      await agreeToSend(endpoint, onDisk, log, identify, options, io);
    } catch (error) {
      endpoint.close();
      await log.close();
      throw error;
    }
  }
  const masking = scoring.masked;
  const maskedLog =
    masking === null ? null : await openFileScoreLog(maskedLogPath(options.out, scoresKey(ready)));
  const masked =
    masking === null || maskedLog === null
      ? null
      : createMaskedLooks(onDisk, masking.boxesOf, maskedLog, createNodeDigest);
  if (masking !== null && !quiet) {
    io.err(
      `Background: ${counted(masking.images, "picture")} with objects looked at three times, as it is, without them and at them alone`,
    );
  }
  const running = lazyScorer(ready, {
    ...pool,
    ...(featured === null ? {} : { features: featured.value }),
    beside: beside.map(({ ready: other }) => other),
    ...(masked === null
      ? {}
      : {
          looks: [
            ...beside.map((_, other) => ({ model: other + 1, alteration: null })),
            ...masked.looks,
          ],
        }),
    expectedImages: images.file.length,
  });
  const { engine, areProbabilities } = running;
  const scorer = scored?.scorer(scoresKey(ready), engine, areProbabilities) ?? running;
  const progress = createProgress(scoring.progress, io, quiet);
  const estimate = createTimeEstimate(ready.runtime.choice?.kind ?? "native", io.now, (line) => {
    if (quiet) return;
    if (io.terminal.live) io.live("");
    io.err(line);
  });
  let reached = { done: 0, total: images.file.length };
  try {
    const run = await runModel(onDisk, modelLabels, {
      scorer,
      log,
      beside: [...logsBeside, ...(masked?.views ?? [])],
      forBeside: masked !== null,
      ...(masked === null ? {} : { boxesOf: masked.boxesOf }),
      ...(features === null ? {} : { features }),
      identify: async (path) => {
        const identity = await identify(path);
        masked?.see(path, identity);
        return identity;
      },
      signal: io.signal,
      tunedOn: ready.card.tunedOn,
      onProgress: (state) => {
        reached = state;
        progress.update(state.done, state.total);
        estimate.update(state);
      },
    });
    progress.finish();
    scored?.check(images.file, run.sha256);
    const own = endpoint === undefined ? null : await import("./endpoint-model.js");
    const stated =
      own === null || ready.card.decode.supported ? run.source : own.asStated(run.source);
    const ofEndpoint = (await own?.endpointNotes(endpoint!, options, io)) ?? [];
    const { source, notes } = await answersOfStages(stated, ready, {
      stage: options.stage ?? "whole",
      images: images.file.length,
      level: options.level,
      join: detection,
    });
    const found =
      featured === null ? null : await keptFeatures(features!, run.sha256, featured.value);
    return await use(source, [...sanity, ...run.notes, ...notes, ...ofEndpoint], run.sha256, {
      ...(isAsked ? { features: found } : {}),
      masked: masked?.sources(source, run.sha256) ?? null,
    });
  } catch (cause) {
    throw stoppedAt(cause, io.signal.aborted, reached);
  } finally {
    progress.finish();
    await scorer.close();
    endpoint?.close();
    for (const one of [log, features, maskedLog, ...logsBeside]) await one?.close();
  }
}

/** Features of the images of a run; null where none has any. @param value that held them */
async function keptFeatures(
  log: ScoreLog,
  sha256: readonly (string | null)[],
  value: string,
): Promise<ImageFeatures | null> {
  const collected = collectFeatures(value, sha256.length);
  for (const [image, hash] of sha256.entries()) {
    const record = hash === null ? null : await log.read(hash);
    if (record?.ok === true) collected.add(image, record.scores);
  }
  return collected.finish();
}

function maskedLogPath(out: string, key: string): string {
  return scoreLogPath(out, key).replace(/\.log$/, "-masked.log");
}

const RENEWED =
  "Scored again: scores of an earlier version do not say which bytes the model was given";
