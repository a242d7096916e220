import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createLabelSet, type LabelSet } from "../../core/label-set.js";
import type { Table } from "../../core/table.js";
import { anomalyTargets } from "../../evaluation/anomaly-labels.js";
import { isOnlyAnswered, rowsOfImages } from "../../evaluation/answer-rows.js";
import { readClaims } from "../../evaluation/claims.js";
import { CHOSEN_HERE } from "../../evaluation/detection/chosen-threshold.js";
import type { DetectionJoin } from "../../evaluation/detection/join-detections.js";
import {
  type DetectionFiles,
  type PreparedDetection,
  prepareDetection,
} from "../../evaluation/detection/prepare-detection.js";
import { evaluate as evaluateImages } from "../../evaluation/evaluate.js";
import { fileAnswers } from "../../evaluation/file-answers.js";
import { ANOMALY_CLASSES } from "../../evaluation/join-answers.js";
import { createDetectionText, createPredictionText } from "../../evaluation/prediction-text.js";
import { placeTruth, prepareImages, type TruthOnFiles } from "../../evaluation/prepare.js";
import { resultImports } from "../../evaluation/result-imports.js";
import { createTimeEstimate } from "../../evaluation/run-estimate.js";
import { runModel } from "../../evaluation/run-model.js";
import { sampleImages } from "../../evaluation/sample-images.js";
import type { ObjectTruth } from "../../formats/objects/object-types.js";
import type { LabelMap } from "../../models/label-map.js";
import type { ResultListed } from "../../reports/result.js";
import { openFileScoreLog } from "../storage/file-score-log.js";
import { readGapAttributes, readSharedImages } from "./claim-inputs.js";
import type { CommandIo } from "./command.js";
import { addDeclaredAttributes, addReadAttributes } from "./evaluate-attributes.js";
import { NO_ANSWERS, openImages, readAnswers, readLabels } from "./evaluate-inputs.js";
import { decideLabels } from "./evaluate-labels.js";
import { addLeakage } from "./evaluate-leakage.js";
import { identifyFile, lazyScorer, scoreLogPath, scoresKey } from "./evaluate-model.js";
import { showOpening } from "./evaluate-opening.js";
import type { OutputSources } from "./evaluate-outputs.js";
import { type EvaluateOptions, readRequest, refuseNotYet } from "./evaluate-request.js";
import { checkSource, labelsOf, listedLine, sourceNotes } from "./evaluate-source.js";
import { answersOfStages, openModels } from "./evaluate-stages.js";
import { type RankedEvaluation, readTaxa, suggestionTaxa, withRanks } from "./evaluate-taxonomy.js";
import { locateImages } from "./locate-images.js";
import { createPredictionWriter } from "./prediction-writer.js";
import { createProgress } from "./progress.js";
import { sanityNotes } from "./sanity.js";
import { stoppedAt } from "./stopped.js";
import { showUnpacking } from "./unpacking.js";

/** What a run says of itself on the way, beside its result. */
export interface RunShows {
  /** The words after `homeground`, to run it again. */
  readonly command: readonly string[];
  /** Name of the bar that shows how far it is. */
  readonly progress: string;
}

/** An evaluation before its files are written; its answers are. */
export interface PerformedEvaluation {
  readonly evaluation: RankedEvaluation;
  readonly sources: OutputSources;
  /** Ground truth on its files, with every attribute that is known. */
  readonly placed: TruthOnFiles;
  /** Those of them that somebody declared, in labels, further tables or names of folders. */
  readonly declared: Table;
  readonly map: LabelMap;
  readonly modelLabels: LabelSet;
  /** Objects and how they are matched; null for tasks of whole images. */
  readonly detection: DetectionJoin | null;
  /** The annotated objects as they were read; null for tasks of whole images. */
  readonly objects: ObjectTruth | null;
}

/**
 * Runs an evaluation as the options say and writes the answers alone, as predictions into the folder
 * of the outputs.
 *
 * @throws HomegroundError whatever is wrong with options, files, labels, model or claims
 */
export async function performEvaluation(
  imagesPath: string,
  options: EvaluateOptions,
  shows: RunShows,
  io: CommandIo,
): Promise<PerformedEvaluation> {
  refuseNotYet(options);
  checkSource(options);
  const ready = await openModels(options, io);
  const stage = options.stage ?? "whole";
  const request = await readRequest(options, ready?.card.task ?? null, io);
  const unpacking = showUnpacking(io, options.quiet === true);
  const opened = await openImages(imagesPath, unpacking);
  const { folder, files, notes: placeNotes } = opened;
  const labels = await readLabels(options, request.task, files, unpacking);
  const { objects } = labels;
  const declared = await addDeclaredAttributes(labels.truth, opened, request.where, options, io);
  const { truth } = declared;
  const placed = placeTruth(truth, files, request, declared.leftOut);
  const { detections, predictions } =
    options.predictions === undefined
      ? NO_ANSWERS
      : await readAnswers(
          options.predictions,
          { truth, objects },
          request.task,
          placed.labels,
          files,
        );
  const read = detections ?? predictions;
  const modelLabels =
    request.task === "anomaly" ? createLabelSet(ANOMALY_CLASSES) : labelsOf(ready, read, stage);
  const taxa = await readTaxa(options, request.task, truth.taxa, predictions?.taxa);
  const decided =
    request.task === "anomaly"
      ? { map: anomalyTargets(placed.labels, request.positive), names: null }
      : await decideLabels(placed.labels, modelLabels.names, {
          labelMap: options.labelMap,
          out: options.out,
          onlyAnswered: read !== null && isOnlyAnswered(read),
          taxa: suggestionTaxa(taxa, placed.labels, modelLabels.names),
          ask: options.quiet ? null : io.ask,
        });
  const all = prepareImages(placed, modelLabels, decided.map, request, ready !== null);
  const images = sampleImages(all.images, options.sample ?? Infinity, options.seed);
  const prepared = { ...all, images };
  for (const guess of ready?.guesses ?? []) {
    io.err(`Guessed ${guess.field}: ${guess.value} (${guess.why})`);
  }
  const fixedAt = io.clock();
  const earlier = await readEarlier(join(options.out, "result.json"));
  if (!options.quiet) {
    const { source, format, roles } = truth;
    const labels = { source, writing: format.writing ?? format.id, roles };
    showOpening(
      {
        ...{ images: images.images, toScore: images.file.length, place: imagesPath },
        ...{ labels, names: decided.names, hasEarlier: earlier !== null },
        claims: readClaims(request, null),
      },
      fixedAt,
      io,
    );
  }

  const known = await addReadAttributes(placed, images, folder, read, options, io);
  const leakage = await addLeakage(known.placed, images, opened, options, io);
  const quiet = options.quiet === true;
  const { claimRecords } = request;
  const sharedWithClaims = await readSharedImages(claimRecords, images, opened, quiet, io);
  const forGap = { records: claimRecords, placed: known.placed, images };
  const gapAttributes = await readGapAttributes(forGap, opened, options, io);
  const rowOf = read === null ? null : rowsOfImages(read, images);
  const detection =
    objects === null
      ? null
      : await prepareBoxes(
          {
            ...{ prepared, files, access: folder, modelLabels, card: ready?.card ?? null },
            ...{ threshold: request.threshold, thresholdFor: options.thresholdFor },
            placed: { ...known.placed, truth: { ...known.placed.truth, regions: objects.regions } },
            predictions: detections === null || rowOf === null ? null : { read: detections, rowOf },
          },
          quiet,
          io,
        );
  const text =
    detection === null
      ? createPredictionText(
          request.task === "anomaly" ? createLabelSet(["score"]) : modelLabels,
          images,
          predictions?.predictedScore !== undefined,
        )
      : createDetectionText(modelLabels, images, truth);
  const writer = createPredictionWriter(options.out, text);
  const notes: ResultListed[] = [
    ...sourceNotes(ready),
    ...placeNotes,
    ...declared.notes,
    ...[...known.notes, ...taxa.notes],
    ...(detection?.notes ?? []),
  ];
  const context = {
    version: io.version,
    engine: ready?.runtime.engine ?? null,
    model:
      ready === null
        ? null
        : { name: ready.card.name, sha256: ready.model.sha256, labels: ready.card.labels },
    signal: io.signal,
    notes,
    imports: resultImports(truth, read),
    onAnswer: writer.write,
    ...(leakage === undefined ? {} : { leakage }),
    ...{ sharedWithClaims, gapAttributes },
    ...(detection === null ? {} : { detection: detection.join }),
    earlier,
  };

  let evaluation: Awaited<ReturnType<typeof evaluateImages>>;
  if (ready !== null) {
    const scoring = {
      signal: io.signal,
      ...(options.threads === undefined ? {} : { workers: options.threads }),
      ...(options.imageTimeout === undefined
        ? {}
        : { imageTimeoutMs: options.imageTimeout * 1000 }),
    };
    const onDisk = await locateImages(
      folder,
      images.file.map((file, i) => ({ file, path: files[images.found[i]!]!.path })),
    );
    const paths = onDisk.map(({ path }) => path);
    notes.push(...(await sanityNotes(ready, images, paths, all.map, options, scoring, io)));
    const log = await openFileScoreLog(scoreLogPath(options.out, scoresKey(ready)));
    const scorer = lazyScorer(ready, { ...scoring, expectedImages: images.file.length });
    const progress = createProgress(shows.progress, io, options.quiet === true);
    const estimate = createTimeEstimate(ready.runtime.choice.kind, io.now, (line) => {
      if (options.quiet) return;
      if (io.terminal.live) io.live("");
      io.err(line);
    });
    let reached = { done: 0, total: images.file.length };
    try {
      const run = await runModel(onDisk, modelLabels, {
        ...{ scorer, log, identify: identifyFile, signal: io.signal },
        onProgress: (state) => {
          reached = state;
          progress.update(state.done, state.total);
          estimate.update(state);
        },
      });
      progress.finish();
      notes.push(...run.notes);
      const { source, notes: stageNotes } = await answersOfStages(run.source, ready, {
        ...{ stage, images: images.file.length, level: request.level },
        join: detection?.join ?? null,
      });
      notes.push(...stageNotes);
      evaluation = await evaluateImages(known.placed, prepared, source, request, context);
    } catch (cause) {
      throw stoppedAt(cause, io.signal.aborted, reached);
    } finally {
      progress.finish();
      await scorer.close();
      await log.close();
    }
  } else {
    const answers =
      detection?.source == null
        ? fileAnswers(predictions!, images, rowOf!, request.task) // checkSource: a model or a file
        : { source: detection.source, notes: [] };
    notes.push(...answers.notes);
    evaluation = await evaluateImages(known.placed, prepared, answers.source, request, context);
  }
  await writer.close();
  const { inputs } = evaluation.result;
  const chosen = inputs.notes.find(({ code }) => code === CHOSEN_HERE);
  if (!options.quiet && chosen !== undefined) io.err(`Threshold  ${chosen.what}`);
  if (!options.quiet && inputs.listed.length > images.images - images.file.length) {
    io.err(listedLine(inputs));
  }

  const rule = options.taxonomyRule;
  return {
    evaluation: withRanks(evaluation, rule, decided.map, all.map, modelLabels, taxa),
    sources: {
      ...{ options, imagesPath, truth, predictions: read, ready, names: decided.names, images },
      ...{ opened, predictionsPath: writer.path, command: shows.command, fixedAt },
    },
    ...{ placed: known.placed, declared: placed.truth.attributes, map: decided.map, modelLabels },
    detection: detection?.join ?? null,
    objects,
  };
}

async function prepareBoxes(
  files: DetectionFiles,
  quiet: boolean,
  io: CommandIo,
): Promise<PreparedDetection> {
  const progress = createProgress("Sizes", io, quiet);
  const prepared = await prepareDetection(files, { signal: io.signal, onSizes: progress.update });
  progress.finish();
  for (const { code, what } of prepared.suspects) io.err(`${code}: ${what}`);
  return prepared;
}

/** What an earlier run left; null where there is nothing that can be read. */
async function readEarlier(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as unknown;
  } catch {
    return null; // it is about to be replaced, and nothing depends on its being there
  }
}
