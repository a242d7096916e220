import { HomegroundError } from "../../core/errors.js";
import { isRecord } from "../../formats/json/json-values.js";
import { classifier } from "../families/classifier.js";
import { guessDetector } from "../families/detection/guess-detector.js";
import { detectorLabelCounts, unknownDetector } from "../families/detection/unknown-detector.js";
import { prototypeMasks } from "../families/instances/prototype-masks.js";
import { multilabel } from "../families/multilabel.js";
import type { OnnxInspection, OnnxOutput, OnnxValue } from "../onnx/onnx-inspect.js";
import { type CardSources, createCardSources, type Guess } from "./card-guesses.js";
import { CARD_SCHEMA, type CardScores, type ModelCard } from "./card-types.js";
import { createConfigReader } from "./config-reader.js";
import { describeValue, imageInput } from "./fit-card.js";
import { guessMaps, placesOf } from "./guess-maps.js";
import { guessOutlines } from "./guess-outlines.js";
import { guessPose } from "./guess-pose.js";
import { guessInput } from "./guessed-input.js";
import { parseModelCard } from "./model-card.js";
import { frameOf } from "./model-frame.js";
import { timmLabels, timmPreprocessor } from "./timm-config.js";

export type { Guess } from "./card-guesses.js";

/** A model without a card, and what lies with it. */
export interface UncardedModel {
  readonly inspection: OnnxInspection;
  /** Name of the file, without its folder. */
  readonly file: string;
  readonly sha256: string;
  /** Labels from a file of them, or null. */
  readonly labels: readonly string[] | null;
  /** Names of points from a file of them, or of ground truth; absent or null where there are none. */
  readonly points?: readonly string[] | null;
  /** The task that was asked for, which decides where a model can be read for several; null or absent for none. */
  readonly task?: string | null;
  /** Parsed `preprocessor_config.json` (or `processor_config.json`) and `config.json` of Hugging Face, or null. */
  readonly preprocessor: unknown;
  readonly config: unknown;
}

/**
 * Makes a card for a classifier or a detector from the model file and what lies with it. Nothing in it is sure:
 * a wrong mean or resize rule changes labels without a sign. `guesses` of the card tell field by field
 * what the model and its neighbours state and what nothing states; whoever uses the card shows them.
 *
 * @param where names the model in errors
 * @throws HomegroundError `model/no-card` when there are no labels or the prediction is
 *   neither; `model/inputs`, `model/wrong-outputs`
 */
export function guessCard(given: UncardedModel, where: string): ModelCard {
  const model = { ...given, preprocessor: preprocessorOf(given) };
  const { inspection } = model;
  const image = imageInput(inspection, where);
  const sources = createCardSources();
  const labels = findLabels(model, sources);
  if (labels === null) {
    throw (
      unknownDetector(inspection, image, null, where) ??
      mapsOfPixels(inspection, image, null, where) ??
      noLabels(model, where)
    );
  }
  const { points = null, preprocessor, task } = model;
  const guessed = { inspection, input: image, labels, preprocessor, where };
  const outlines = () => guessOutlines(guessed, sources);
  const objects =
    (task === prototypeMasks.task ? outlines() : null) ??
    guessPose(guessed, points, sources) ??
    guessDetector(guessed, sources) ??
    outlines() ??
    guessMaps({ inspection, labels, points, preprocessor }, image, where, sources);
  if (objects !== null) return finish(model, labels, objects, sources.guesses, where);
  const { metadata } = inspection;
  const input = guessInput(image, metadata, preprocessor, where, sources);
  const output = scoresOutput(inspection.outputs, labels.length);
  if (output === null) {
    const { outputs } = inspection;
    throw (
      unknownDetector(inspection, image, labels.length, where) ??
      mapsOfPixels(inspection, image, labels.length, where) ??
      noScores(outputs, labels.length, where)
    );
  }
  const said = taskSaid(model);
  const isMultilabel = said === "multilabel" || (said === null && isSigmoid(output));
  const scores = output.madeBy === "Softmax" || isSigmoid(output) ? "probabilities" : "logits";
  const { task: read, family, decode } = scoresRead(isMultilabel, scores);
  traceTask(sources, read, said, output);
  traceScores(sources, `${scores}, ${decode.activation}`, said, output);
  const fields = {
    task: read,
    family,
    scores,
    input,
    output: { name: output.name, shape: ["batch", labels.length] },
    decode: { output: output.name, ...decode },
  };
  return finish(model, labels, fields, sources.guesses, where);
}

/** Fields of a card whose scores are read each by itself, for several labels may hold, or for the one that does. */
export function scoresRead(isSeveral: boolean, scores: CardScores) {
  const isDone = scores === "probabilities";
  return isSeveral
    ? {
        task: "multilabel" as const,
        family: multilabel.id,
        decode: { activation: isDone ? "none" : "sigmoid" },
      }
    : {
        task: "classification" as const,
        family: classifier.id,
        decode: { activation: isDone ? "none" : "softmax", ties: "lowest-index" },
      };
}

/** The steps of images, which later files keep as a part of all that a processor does. */
function preprocessorOf({ preprocessor, config }: UncardedModel): unknown {
  const part = isRecord(preprocessor) ? preprocessor["image_processor"] : undefined;
  const own = isRecord(part)
    ? { ...part, said_by: "image_processor beside the model" }
    : preprocessor;
  return timmPreprocessor(own) ?? own ?? timmPreprocessor(config);
}

/** The card of what was guessed, read as one that somebody wrote would be. */
function finish(
  model: UncardedModel,
  labels: readonly string[],
  fields: Readonly<Record<string, unknown>>,
  guesses: readonly Guess[],
  where: string,
): ModelCard {
  const card = {
    card: CARD_SCHEMA,
    name: model.file.replace(/\.onnx$/i, ""),
    file: model.file,
    sha256: model.sha256,
    ...fields,
    labels,
    claim: [],
    guessed: guesses,
  };
  return parseModelCard(JSON.stringify(card), `${where}, guessed card`);
}

function isSigmoid(output: OnnxOutput): boolean {
  return output.madeBy === "Sigmoid";
}

type ClassifierTask = "classification" | "multilabel";

/** What `config.json` of Hugging Face says of the task; null where it does not. */
function taskSaid({ config }: UncardedModel): ClassifierTask | null {
  const reader = createConfigReader(config);
  const problem = reader.text("problem_type");
  if (problem === "multi_label_classification") return "multilabel";
  // Its image classifiers give one logit a label, and are for one label but where they say otherwise.
  const isClassifier = reader
    .texts("architectures")
    .some((name) => /ForImageClassification$/.test(name));
  return problem === "single_label_classification" || isClassifier ? "classification" : null;
}

function traceTask(
  sources: CardSources,
  task: ClassifierTask,
  said: ClassifierTask | null,
  output: OnnxOutput,
): void {
  if (said !== null) sources.state(["task"], task, "config.json says so");
  else if (output.madeBy === "Softmax") {
    sources.state(["task"], task, "the model makes scores that sum to 1, so one label is right");
  } else if (isSigmoid(output)) {
    sources.assume(["task"], task, "each score goes through a sigmoid of its own");
  } else {
    const why = "one score a label, and nothing says that several may hold at once";
    sources.assume(["task"], task, why);
  }
}

function traceScores(
  sources: CardSources,
  value: string,
  said: ClassifierTask | null,
  output: OnnxOutput,
): void {
  const fields = ["scores", "decode.activation"];
  const { name, madeBy } = output;
  if (madeBy === "Softmax" || isSigmoid(output)) {
    sources.state(fields, value, `the output ${name} is made by ${madeBy}`);
  } else if (said !== null) {
    sources.state(fields, value, "config.json is that of an image classifier, which gives logits");
  } else {
    const why = `the output ${name} is made by ${madeBy || "nothing that is known"}`;
    sources.assume(fields, value, why);
  }
}

/** Names of the labels, and whether anything says which output each is; null where nothing has any. */
function findLabels(
  { labels, config, inspection }: UncardedModel,
  sources: CardSources,
): readonly string[] | null {
  const fields = ["labels"];
  if (labels !== null) {
    // Lines have an order, but nothing in such a file says that it is the order of the outputs.
    sources.assume(fields, `${labels.length}, in the order of their file`, "the file of labels");
    return labels;
  }
  const numbered = configLabels(config);
  if (numbered !== null) {
    const [names, from] = numbered;
    // Transformers' own names where nobody gave any.
    if (names.every((name, i) => name === `LABEL_${i}`)) {
      sources.assume(fields, `${names.length}`, `${from}, which only numbers them`);
    } else sources.state(fields, `${names.length}`, from);
    return names;
  }
  const listed = timmLabels(config);
  if (listed.length > 0) {
    sources.state(fields, `${listed.length}`, "label_names in config.json, timm's");
    return listed;
  }
  const names = parseNames(inspection.metadata.get("names"));
  if (names !== null) {
    sources.state(fields, `${names.length}`, "names in the model's metadata");
    return names;
  }
  return null;
}

/** Labels by Hugging Face's `id2label`, else by `label2id`, and where they are from. */
function configLabels(config: unknown): readonly [readonly string[], string] | null {
  const names = createConfigReader(config).numbered("id2label");
  if (names !== null) return [names, "id2label in config.json"];
  const numbers = isRecord(config) ? config["label2id"] : null;
  if (!isRecord(numbers)) return null;
  const turned = Object.fromEntries(Object.entries(numbers).map(([name, i]) => [String(i), name]));
  const inverse = createConfigReader({ names: turned }).numbered("names");
  // Two names of one number would be one here.
  if (inverse?.length !== Object.keys(numbers).length) return null;
  return [inverse, "label2id in config.json"];
}

/** What a model that nothing is said of answers with, as it seems, and how many labels it may have; of places, how many maps or points. */
export interface LikelyAnswers {
  readonly kind: "label" | "labels" | "objects" | "places";
  /** Whether the file tells one label from several: scores that sum to 1 are of one. */
  readonly isSure: boolean;
  /** Ascending; empty where nothing tells. */
  readonly counts: readonly number[];
}

/** @throws HomegroundError `model/inputs` */
export function likelyAnswers(inspection: OnnxInspection, where: string): LikelyAnswers {
  const ofObjects = detectorLabelCounts(inspection, imageInput(inspection, where), where);
  if (ofObjects.length > 0) return { kind: "objects", isSure: true, counts: ofObjects };
  const places = placesOf(
    inspection,
    frameOf(imageInput(inspection, where), where, createCardSources()),
  );
  if (places !== null) return { kind: "places", isSure: true, counts: [places] };
  const count = scoresOfImage(inspection);
  return {
    kind: inspection.outputs.some(isSigmoid) ? "labels" : "label",
    isSure: inspection.outputs.some(({ madeBy }) => madeBy === "Softmax"),
    counts: count === null ? [] : [count],
  };
}

/** Scores that a model with one output gives an image; null where it has several, or their number is free. */
function scoresOfImage({ outputs }: OnnxInspection): number | null {
  const counts = outputs.filter(({ type }) => NUMERIC.has(type)).map(predictionsOf);
  return counts.length === 1 ? (counts[0] ?? null) : null;
}

function noLabels({ inspection, config }: UncardedModel, where: string): HomegroundError {
  const count = scoresOfImage(inspection);
  const hasGaps = isRecord(config) && isRecord(config["id2label"]);
  const whose = count === null ? "its answers" : count === 1 ? "its score" : `its ${count} scores`;
  const lines = count === null || count === 1 ? "one label a line" : `${count} lines, a label each`;
  return new HomegroundError("model/no-card", {
    what: `the model has no card, and nothing with it says which labels ${whose} ${count === 1 ? "stands" : "stand"} for${hasGaps ? " (id2label in config.json does not name them one by one from 0 on)" : ""}`,
    where,
    fix: {
      command: `Put a card beside the model, or a labels.txt with ${lines}, in output order`,
      app: `Drop a card with the model, or a labels.txt with ${lines}, in output order`,
    },
  });
}

/** What to say of a model that answers with maps at least a quarter as fine as the picture; null of any other. */
function mapsOfPixels(
  { outputs }: OnnxInspection,
  input: OnnxValue,
  labels: number | null,
  where: string,
): HomegroundError | null {
  const { layout, size } = frameOf(input, where, createCardSources());
  const least = size === null ? [32, 32] : [size.height / 4, size.width / 4];
  const map = outputs.find(({ shape }) => {
    if (shape?.length !== 4) return false;
    const sides = layout === "NCHW" ? shape.slice(2) : shape.slice(1, 3);
    return sides.every((side, k) => typeof side === "string" || side >= least[k]!);
  });
  if (map === undefined) return null;
  const maps = map.shape?.[layout === "NCHW" ? 1 : 3];
  const isOne = maps === 1;
  const lines = isOne ? "2 lines, the background first" : `${maps} lines, a label each`;
  const families = isOne
    ? "unet-binary for labels of pixels, count for densities, heatmap-keypoints for a point, anomaly-score for how unusual each place is"
    : "deeplab for labels of pixels, count for densities, heatmap-keypoints for points";
  return new HomegroundError(labels === null ? "model/no-card" : "model/wrong-outputs", {
    what: `the model answers with a map over the picture, as those do that label pixels, find points or count: ${describeValue(map)}`,
    where,
    fix: {
      command: `Put a labels.txt with ${lines}, beside the model, or a card that names its family: ${families}`,
      app: `Drop a labels.txt with ${lines}, with the model, or a card that names its family: ${families}`,
    },
  });
}

/**
 * `{0: 'cat', 1: 'it\'s'}`, as Python prints a dictionary and Ultralytics stores it.
 *
 * @returns null for anything else
 */
export function parseNames(text: string | undefined): readonly string[] | null {
  const body = /^\s*\{(.*)\}\s*$/s.exec(text ?? "")?.[1];
  if (body === undefined) return null;
  const entry = /\s*(\d+)\s*:\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\s*(?:,|$)/gy;
  const names: string[] = [];
  while (entry.lastIndex < body.length) {
    const found = entry.exec(body);
    if (found === null || Number(found[1]) !== names.length) return null;
    names.push((found[2] ?? found[3] ?? "").replace(/\\(.)/gs, "$1"));
  }
  return names.length === 0 ? null : names;
}

/** The output that has one score a label. */
function scoresOutput(outputs: readonly OnnxOutput[], labels: number): OnnxOutput | null {
  const numeric = outputs.filter(({ type }) => NUMERIC.has(type));
  const fitting = numeric.filter((output) => predictionsOf(output) === labels);
  const open = numeric.filter((output) => predictionsOf(output) === null && mayBe(labels, output));
  return fitting[0] ?? open[0] ?? null;
}

function noScores(outputs: readonly OnnxOutput[], labels: number, where: string): HomegroundError {
  const list = outputs.slice(0, 5).map(describeValue).join("; ");
  return new HomegroundError("model/wrong-outputs", {
    what: `no output has one score for each of the ${labels} labels: ${list}`,
    where,
    fix: "Give the labels the model was trained with, one an output; a background class counts as one",
  });
}

/** Whether free sizes of an output may be such that it has so many values: the stated ones must be all of them. */
function mayBe(labels: number, { shape }: OnnxOutput): boolean {
  const stated = (shape ?? []).slice(1).filter((size) => typeof size === "number" && size > 1);
  return stated.length === 0 || (stated.length === 1 && stated[0] === labels);
}

const NUMERIC: ReadonlySet<string> = new Set(["float32", "float64", "float16"]);

/** Scores for one image; null where sizes are free or none are stated. */
function predictionsOf({ shape }: OnnxOutput): number | null {
  if (shape === null || shape.length === 0) return null;
  const [, ...rest] = shape.length === 1 ? [1, ...shape] : shape;
  let count = 1;
  for (const size of rest) {
    if (typeof size === "string" || size < 1) return null;
    count *= size;
  }
  return count;
}
