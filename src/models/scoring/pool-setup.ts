import { HomegroundError } from "../../core/errors.js";
import { nearestName } from "../../core/nearest-name.js";
import type { ModelCard } from "../card/card-types.js";
import { fitCardInput } from "../card/fit-card.js";
import { isClassifierDecode, isDetectorDecode } from "../families/decode-types.js";
import type { StageRule } from "../families/detection/stages.js";
import type { OnnxInspection } from "../onnx/onnx-inspect.js";
import type { FurtherLook, ModelSetup, StagesSetup, WorkerSetup } from "./scorer-protocol.js";

/** A model file that was inspected, and its card. */
export interface ModelToScore<Source> {
  readonly name: string;
  /** Of all its bytes. */
  readonly sha256: string;
  readonly inspection: OnnxInspection;
  readonly source: Source;
  readonly card: ModelCard;
  /** A value inside the model: its numbers are wanted beside the scores. Default: the answer alone. */
  readonly features?: string | undefined;
}

/** A model of one stage or two. */
export interface StagesToScore<Source> {
  readonly model: ModelToScore<Source>;
  /** A classifier for what the model, a detector, finds. */
  readonly second?: (ModelToScore<Source> & { readonly stage: StageRule }) | undefined;
}

export interface SetupOptions<Source, Engine> extends StagesToScore<Source> {
  /** Further models for the same pictures, each decoded once. */
  readonly beside?: readonly StagesToScore<Source>[] | undefined;
  /** Further looks at each picture; default: one of each model beside, at the picture as it is. */
  readonly looks?: readonly FurtherLook[] | undefined;
  readonly runtime: Engine;
  /** Largest width × height that is decoded; default 100 million. */
  readonly maxPixels?: number | undefined;
}

/**
 * What workers are told about the models that they load.
 *
 * @throws HomegroundError `model/card-bad`, `model/card-mismatch`, and those of `fitCardInput`
 */
export function workerSetup<Source, Engine>({
  beside = [],
  looks = beside.map((_, m) => ({ model: m + 1, alteration: null })),
  runtime,
  maxPixels = 1e8,
  ...stages
}: SetupOptions<Source, Engine>): WorkerSetup<Source, Engine> {
  return { ...stagesSetup(stages), beside: beside.map(stagesSetup), looks, runtime, maxPixels };
}

function stagesSetup<Source>({ model, second }: StagesToScore<Source>): StagesSetup<Source> {
  if (second !== undefined) checkStages(model.card, second);
  return {
    ...modelSetup(model),
    second: second === undefined ? null : { ...modelSetup(second), stage: second.stage },
  };
}

function checkStages(
  card: ModelCard,
  second: { readonly name: string; readonly card: ModelCard },
): void {
  const isPossible = isDetectorDecode(card.decode) && isClassifierDecode(second.card.decode);
  if (isPossible) return;
  throw new HomegroundError("model/card-bad", {
    what: `two stages are a detector and a classifier, and these are ${card.family} and ${second.card.family}`,
    where: second.name,
    fix: "Give a detector first and a classifier for what it finds",
  });
}

function modelSetup<Source>(model: ModelToScore<Source>): ModelSetup<Source> {
  const { name, sha256, card, source, inspection } = model;
  if (card.sha256 !== null && card.sha256 !== sha256) {
    throw new HomegroundError("model/card-mismatch", {
      what: `the card is for a model with SHA-256 ${card.sha256}, and this file's is ${sha256}`,
      where: name,
      fix: "Name the model that the card is for, or the card of this model",
    });
  }
  return {
    name,
    source,
    // What only people read stays here.
    card: { ...card, raw: {}, training: null, claims: [] },
    input: fitCardInput(card, inspection, name),
    features: featuresOf(model),
  };
}

/** @throws HomegroundError `model/wrong-outputs` for a value that the model does not have */
function featuresOf<Source>({
  name: where,
  features: name,
  inspection,
}: ModelToScore<Source>): ModelSetup<Source>["features"] {
  if (name === undefined) return null;
  const isOutput = inspection.outputs.some((output) => output.name === name);
  if (isOutput || inspection.values.has(name)) return { name, isOutput };
  const near = nearestName(name, [...inspection.values]);
  throw new HomegroundError("model/wrong-outputs", {
    what: `the model has no value ${name} to take features from`,
    where,
    fix:
      near === null
        ? "Name a value of the model as features.output in the card"
        : `Did you mean ${near}? Name it as features.output in the card`,
  });
}
