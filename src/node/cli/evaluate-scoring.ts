import type { LabelSet } from "../../core/label-set.js";
import type { PreparedImages } from "../../dataset/prepare.js";
import type { ObjectsToMask } from "../../evaluation/run/masked-evaluation.js";
import type { ListedFile } from "../../formats/file-access.js";
import type { ResultListed } from "../../results/result.js";
import { createTimeEstimate } from "../../scoring/run-estimate.js";
import { type ImageOnDisk, runModel } from "../../scoring/run-model.js";
import type { DetectionJoin } from "../../tasks/detection/detection-join.js";
import type { PredictionSource } from "../../tasks/predictions.js";
import type { FolderAccess } from "../files/folder-access.js";
import type { CommandIo } from "./command.js";
import {
  type identifyFile,
  identifyOnce,
  type lazyScorer,
  type ReadyModel,
  scoresKey,
} from "./evaluate-model.js";
import type { EvaluateOptions } from "./evaluate-request.js";
import { answersOfStages } from "./evaluate-stages.js";
import { locateImages } from "./locate-images.js";
import { createProgress } from "./progress.js";
import { sanityNotes } from "./sanity.js";
import {
  type FoundWithScores,
  featuresStep,
  type ModelBeside,
  maskedStep,
  mirroredStep,
  modelsBeside,
  openScores,
  type ScoringStep,
} from "./scoring-steps.js";
import { stoppedAt } from "./stopped.js";

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
  readonly openScorer: typeof lazyScorer;
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
  const log = await openScores(ready, options.out);
  if (log.isRenewed === true && !quiet) io.err(RENEWED);
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
  const steps = await stepsOf(ready, scoring, beside, onDisk, io);
  const featureValue = steps.find((step) => step.featureValue !== undefined)?.featureValue;
  const ports: NonNullable<ScoringStep["ports"]> = {};
  for (const step of steps) Object.assign(ports, step.ports);
  const running = scoring.openScorer(ready, {
    ...pool,
    looks: steps.flatMap(({ looks }) => looks),
    ...(featureValue === undefined ? {} : { features: featureValue }),
    beside: beside.map(({ ready: other }) => other),
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
      ...ports,
      beside: steps.flatMap(({ views }) => views),
      forBeside: steps.some(({ isForItself }) => isForItself),
      identify: async (path) => {
        const identity = await identify(path);
        for (const step of steps) step.see?.(path, identity);
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
    const over = { source, sha256: run.sha256, log };
    const found: FoundWithScores = {};
    for (const step of steps) Object.assign(found, await step.found(over));
    return await use(source, [...sanity, ...run.notes, ...notes, ...ofEndpoint], run.sha256, found);
  } catch (cause) {
    throw stoppedAt(cause, io.signal.aborted, reached);
  } finally {
    progress.finish();
    await scorer.close();
    endpoint?.close();
    await log.close();
    for (const step of steps) await step.close();
  }
}

/** What of the images is wanted in the same run, in the order in which a picture is looked at. */
async function stepsOf(
  ready: ReadyModel,
  { options, masked, wantsFeatures }: ImagesToScore,
  beside: readonly ModelBeside[],
  onDisk: readonly ImageOnDisk[],
  io: CommandIo,
): Promise<readonly ScoringStep[]> {
  const { out, quiet = false } = options;
  // Who answers from elsewhere looks at no picture here.
  const isHere = options.scored === undefined && ready.endpoint === undefined;
  const own = { ready, out };
  const steps = [await modelsBeside(beside)];
  if (masked !== null) steps.push(await maskedStep(masked, onDisk, own, quiet ? null : io));
  if (options.flips === true && isHere) steps.push(await mirroredStep(own));
  if (wantsFeatures && isHere) steps.push(await featuresStep(ready, out));
  return steps;
}

const RENEWED =
  "Scored again: scores of an earlier version do not say which bytes the model was given";
