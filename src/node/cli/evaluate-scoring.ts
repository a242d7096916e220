import type { LabelSet } from "../../core/label-set.js";
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
  type identifyFile,
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
 *   the bytes that it is an answer to; null where it could not be read
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
    masked: MaskedSources | null,
  ) => Promise<T>,
): Promise<T> {
  const { folder, files, modelLabels, detection, options, beside } = scoring;
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
  const sanity = await sanityNotes(ready, scoring.prepared, paths, options, pool, io);
  const logOf = (of: ReadyModel, out: string) => openFileScoreLog(scoreLogPath(out, scoresKey(of)));
  const log = await logOf(ready, options.out);
  const logsBeside: ScoreLog[] = [];
  for (const { ready: other, out } of beside) logsBeside.push(await logOf(other, out));
  if (log.isRenewed === true && !quiet) io.err(RENEWED);
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
  const estimate = createTimeEstimate(ready.runtime.choice.kind, io.now, (line) => {
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
      identify: async (path) => {
        const identity = await scoring.identify(path);
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
    const { source, notes } = await answersOfStages(run.source, ready, {
      stage: options.stage ?? "whole",
      images: images.file.length,
      level: options.level,
      join: detection,
    });
    const ofMasked = masked?.sources(source, run.sha256) ?? null;
    return await use(source, [...sanity, ...run.notes, ...notes], run.sha256, ofMasked);
  } catch (cause) {
    throw stoppedAt(cause, io.signal.aborted, reached);
  } finally {
    progress.finish();
    await scorer.close();
    for (const one of [log, ...logsBeside, maskedLog]) await one?.close();
  }
}

function maskedLogPath(out: string, key: string): string {
  return scoreLogPath(out, key).replace(/\.log$/, "-masked.log");
}

const RENEWED =
  "Scored again: scores of an earlier version do not say which bytes the model was given";
