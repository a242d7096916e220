import type { ModelCard } from "../../models/card/card-types.js";
import type { StageRule } from "../../models/families/detection/stages.js";
import type { ImageScorer } from "../../models/image-scorer.js";
import {
  type ModelToScore,
  type StagesToScore,
  workerSetup,
} from "../../models/scoring/pool-setup.js";
import { openPool } from "../../models/scoring/scorer-pool.js";
import type { FurtherLook } from "../../models/scoring/scorer-protocol.js";
import { defaultWorkers } from "../default-workers.js";
import type { OpenedModel } from "./open-model.js";
import type { RuntimeChoice } from "./runtimes.js";
import { type ModelFiles, scorerProcesses } from "./scorer-process.js";

/** A classifier for what a detector finds. */
export interface SecondStageOptions {
  readonly model: OpenedModel;
  readonly card: ModelCard;
  readonly stage: StageRule;
}

/** A model of one stage or two. */
export interface PoolModel {
  readonly model: OpenedModel;
  readonly card: ModelCard;
  /**
   * With it, the model is a detector, and the scores of an image are both answers in the form of
   * `packStages`.
   */
  readonly second?: SecondStageOptions | undefined;
}

export interface ScorerPoolOptions extends PoolModel {
  /** Further models for the same pictures, each decoded once: `beside` of the port. */
  readonly beside?: readonly PoolModel[];
  /** Further looks at each picture; default: one of each model beside, at the picture as it is. */
  readonly looks?: readonly FurtherLook[] | undefined;
  /** A value inside the model, whose numbers come beside the scores: `features` of the port. */
  readonly features?: string | undefined;
  readonly runtime: RuntimeChoice;
  /** Processes; default {@link defaultWorkers}. Scores do not depend on it. */
  readonly workers?: number;
  /** How many images are to come, where that is known: few need fewer processes. */
  readonly expectedImages?: number;
  /** Longest time for one image, decoding included; default 60,000. */
  readonly imageTimeoutMs?: number;
  /** Longest time for loading the model; default 120,000. */
  readonly loadTimeoutMs?: number;
  /** Largest width × height that is decoded; default 100 million. */
  readonly maxPixels?: number;
  /** Images are a few of many: that all of them fail tells nothing about the model. */
  readonly isPart?: boolean | undefined;
  /** Ends everything, loading included. */
  readonly signal?: AbortSignal;
}

/** A process costs about as much as this many images. */
const IMAGES_A_WORKER = 8;

/**
 * A scorer that runs the model in processes of its own, each on one thread: the whole machine is
 * busy, numbers do not depend on how busy, and whatever a model does can be ended. An image that
 * takes too long costs its process, which is replaced.
 *
 * The processes stay until `close`, or until this process ends in whatever way.
 *
 * @throws HomegroundError `model/inputs`, `model/card-mismatch`, `model/family-not-yet`,
 *   `model/timeout` and those of `InferenceRuntime.load`; `run/interrupted`
 */
export async function openScorerPool(options: ScorerPoolOptions): Promise<ImageScorer> {
  const { features, beside = [], looks, runtime, maxPixels } = options;
  const { model, second } = stagesOf(options);
  const setup = workerSetup<ModelFiles, RuntimeChoice>({
    model: { ...model, features },
    second,
    beside: beside.map(stagesOf),
    looks,
    runtime,
    maxPixels,
  });
  return openPool({
    ...options,
    model: model.name,
    start: scorerProcesses(setup),
    workers: workerCount(options),
  });
}

function workerCount(options: ScorerPoolOptions): number {
  const { workers, expectedImages, model, beside = [] } = options;
  const modelBytes = beside.reduce((sum, one) => sum + one.model.sizeBytes, model.sizeBytes);
  const most = workers ?? defaultWorkers(modelBytes);
  if (expectedImages === undefined) return Math.max(1, most);
  return Math.max(1, Math.min(most, Math.ceil(expectedImages / IMAGES_A_WORKER)));
}

function stagesOf({ model, card, second }: PoolModel): StagesToScore<ModelFiles> {
  return {
    model: withFiles(model, card),
    second:
      second === undefined
        ? undefined
        : { ...withFiles(second.model, second.card), stage: second.stage },
  };
}

function withFiles(model: OpenedModel, card: ModelCard): ModelToScore<ModelFiles> {
  const { name, sha256, inspection, path, externalFiles } = model;
  return { name, sha256, inspection, card, source: { path, sha256, externalFiles } };
}
