import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import process from "node:process";
import type { RunModelFacts } from "../../evaluation/result-model.js";
import { formatOf } from "../../images/image-format.js";
import type { ModelCard } from "../../models/card/card-types.js";
import type { StageRule } from "../../models/families/detection/stages.js";
import { familyOf } from "../../models/families/registry.js";
import type { ImageScorer } from "../../models/image-scorer.js";
import { createLazyScorer } from "../../models/scoring/lazy-scorer.js";
import type { FurtherLook } from "../../models/scoring/scorer-protocol.js";
import type { FileIdentity } from "../../scoring/run-model.js";
import { featuresKey, scoresKey as scoresKeyOf } from "../../scoring/scores-key.js";
import { createNodeDigest } from "../digest.js";
import type { Endpoint } from "../endpoints/open-endpoint.js";
import { findCard } from "../inference/find-card.js";
import { type OpenedModel, openModel } from "../inference/open-model.js";
import { readImageFile } from "../inference/read-image-file.js";
import {
  describeRuntimes,
  type RuntimeChoice,
  type RuntimeDescription,
} from "../inference/runtimes.js";
import { openScorerPool } from "../inference/scorer-pool.js";
import type { LocalModel } from "./hosted-model.js";

/** A model that was inspected, its card, and the engine that will run it. */
export interface ReadyModel {
  /** Of an endpoint, its address and what it said of itself: there is no file. */
  readonly model: OpenedModel;
  readonly card: ModelCard;
  readonly runtime: Pick<RuntimeDescription, "engine"> & {
    /** Null where an endpoint answers. */
    readonly choice: RuntimeChoice | null;
  };
  /** Answers in the place of an engine. */
  readonly endpoint?: Endpoint;
  /** Where a hosted model is from: its address, or repository, commit and file. */
  readonly source: string | null;
  /** A classifier for what the model, a detector, finds. */
  readonly second?: SecondModel;
}

/** The second of two stages. */
export interface SecondModel {
  readonly model: OpenedModel;
  readonly card: ModelCard;
  readonly stage: StageRule;
  readonly source: string | null;
}

/**
 * How boxes go to a classifier: as squares with a tenth more on each side, all of them; the score is
 * that of the box times that of the label.
 */
const STAGE: StageRule = {
  margin: 0.1,
  square: true,
  minScore: 0,
  refines: null,
  score: "product",
};

/** A detector with a classifier behind it. @throws HomegroundError `model/wrong-outputs` and as `readyModel` */
export async function withClassifier(
  ready: ReadyModel,
  { path, hosted }: LocalModel,
  cardPath: string | undefined,
): Promise<ReadyModel> {
  const model = await openModel(path);
  const { card } = await findCard(model, cardPath);
  return { ...ready, second: { model, card, stage: STAGE, source: hosted?.source ?? null } };
}

/**
 * @param task that was asked for, by any of its names
 * @throws HomegroundError `model/no-card`, and those of card, model and engine
 */
export async function readyModel(
  { path, hosted }: LocalModel,
  cardPath: string | undefined,
  engine: "native" | "wasm" | undefined,
  task?: string,
): Promise<ReadyModel> {
  const model = await openModel(path);
  const { card } = await findCard(model, cardPath, task === undefined ? null : await taskId(task));
  const runtime = await describeRuntimes({
    cwd: process.cwd(),
    ...(engine === undefined ? {} : { prefer: engine }),
  });
  return { model, card, runtime, source: hosted?.source ?? null };
}

/** Tasks bring every metric along, and most cards say theirs. */
async function taskId(name: string): Promise<string | null> {
  const { taskOfName } = await import("../../tasks/registry.js");
  return taskOfName(name)?.id ?? null;
}

/** The model as `result.json` has it, and where the fields of its cards come from. */
export function modelFacts({ model, card, second, endpoint }: ReadyModel): RunModelFacts {
  const { sha256 } = model;
  return {
    ...{ card, sha256 },
    ...(second === undefined ? {} : { second: second.card }),
    ...(endpoint === undefined ? {} : { conformance: endpoint.conformance }),
  };
}

/** As `scoresKey` of `evaluation`. */
export function scoresKey({ model, card, runtime, second }: ReadyModel): string {
  const of = { sha256: model.sha256, card, engine: runtime.engine };
  if (second === undefined) return scoresKeyOf(of, createNodeDigest);
  const { stage } = second;
  const behind = { sha256: second.model.sha256, card: second.card, stage };
  return scoresKeyOf({ ...of, second: behind }, createNodeDigest);
}

/** Log of the features that a value of a model holds. */
export function featureLogPath(
  out: string,
  { model, card, runtime }: ReadyModel,
  value: string,
): string {
  const of = { sha256: model.sha256, card, engine: runtime.engine };
  return join(out, "features", `${featuresKey(of, value, createNodeDigest).slice(0, 32)}.log`);
}

export interface LazyScorerOptions {
  readonly workers?: number;
  readonly imageTimeoutMs?: number;
  readonly expectedImages: number;
  readonly signal: AbortSignal;
  /** A value inside the model, whose numbers come beside the scores. */
  readonly features?: string;
  /** Further models for the same pictures. */
  readonly beside?: readonly ReadyModel[];
  /** Images are a few of many: that all of them fail tells nothing about the model. */
  readonly isPart?: boolean;
  /** Further looks at each picture; default: one of each model beside, at the picture as it is. */
  readonly looks?: readonly FurtherLook[];
}

/** A scorer whose processes start with the first image that is really to be scored. */
export function lazyScorer(
  ready: ReadyModel,
  { beside = [], ...options }: LazyScorerOptions,
): ImageScorer {
  const { card, runtime, endpoint } = ready;
  const { engine, choice } = runtime;
  const facts = {
    engine,
    areProbabilities: familyOf(card.family)?.predictions?.mayBeProbabilities ?? true,
  };
  if (endpoint !== undefined) {
    return createLazyScorer(facts, async () => {
      const { createEndpointScorer } = await import("../endpoints/endpoint-scorer.js");
      return createEndpointScorer({ ...facts, concurrency: endpoint.concurrency, endpoint });
    });
  }
  return createLazyScorer(facts, () =>
    openScorerPool({ ...ready, ...options, beside, runtime: choice! }),
  );
}

/** SHA-256 of an image file. @throws HomegroundError `input/not-found`, `input/unreadable` */
export async function hashFile(path: string): Promise<string> {
  return (await identifyFile(path)).sha256;
}

/** What the bytes of an image file are. @throws HomegroundError `input/not-found`, `input/unreadable` */
export async function identifyFile(path: string): Promise<FileIdentity> {
  const bytes = await readImageFile(path);
  return { sha256: createHash("sha256").update(bytes).digest("hex"), format: formatOf(bytes) };
}

/** {@link identifyFile}, of each file once: for models that are run on the same images. */
export function identifyOnce(identify = identifyFile): typeof identifyFile {
  const known = new Map<string, Promise<FileIdentity>>();
  return (path) => {
    const one = known.get(path) ?? identify(path);
    known.set(path, one);
    return one;
  };
}

/** A score log of an output folder. @param of pictures other than as they are */
export function scoreLogPath(out: string, key: string, of?: string): string {
  return join(out, "scores", `${key.slice(0, 32)}${of === undefined ? "" : `-${of}`}.log`);
}

/** Name of a folder for sentences. */
export function folderName(path: string): string {
  return path === "." || path === "" ? "this folder" : path.replace(/[/\\]+$/, "") || dirname(path);
}
