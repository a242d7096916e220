import { HomegroundError } from "../core/errors.js";
import type { ModelCard } from "./card-types.js";
import { createConfigReader } from "./config-reader.js";
import { guessDetector } from "./detection/guess-detector.js";
import { describeValue, imageInput } from "./fit-card.js";
import { type Guess, guessInput } from "./guessed-input.js";
import { CARD_SCHEMA, parseModelCard } from "./model-card.js";
import type { OnnxInspection, OnnxOutput } from "./onnx-inspect.js";

export type { Guess } from "./guessed-input.js";

/** A model without a card, and what lies with it. */
export interface UncardedModel {
  readonly inspection: OnnxInspection;
  /** Name of the file, without its folder. */
  readonly file: string;
  readonly sha256: string;
  /** Labels from a file of them, or null. */
  readonly labels: readonly string[] | null;
  /** Parsed `preprocessor_config.json` and `config.json` of Hugging Face, or null. */
  readonly preprocessor: unknown;
  readonly config: unknown;
}

/** A card that nobody wrote. */
export interface GuessedCard {
  readonly card: ModelCard;
  /** Everything in it that the model file does not state, to be shown. */
  readonly guesses: readonly Guess[];
}

/**
 * Makes a card for a classifier or a detector from the model file and what lies with it. Nothing in it is sure:
 * a wrong mean or resize rule changes labels without a sign. Whoever uses it shows the guesses.
 *
 * @param where names the model in errors
 * @throws HomegroundError `model/no-card` when there are no labels or the answer is
 *   neither; `model/inputs`, `model/wrong-outputs`
 */
export function guessCard(model: UncardedModel, where: string): GuessedCard {
  const { inspection } = model;
  const image = imageInput(inspection, where);
  const { labels, why } = findLabels(model, where);
  const detector = guessDetector(inspection, image, labels, model.preprocessor, where);
  if (detector !== null) {
    const guess = { field: "labels", value: `${labels.length}`, why };
    return finish(model, labels, detector.fields, [...detector.guesses, guess], where);
  }
  const { metadata } = inspection;
  const { input, guesses } = guessInput(image, metadata, model.preprocessor, where);
  const output = scoresOutput(inspection.outputs, labels.length, where);
  const isMultilabel = isSigmoid(output) || problemType(model) === "multi_label_classification";
  const task = isMultilabel ? "multilabel" : "classification";
  const scores = output.madeBy === "Softmax" || isSigmoid(output) ? "probabilities" : "logits";
  const activation = scores === "probabilities" ? "none" : isMultilabel ? "sigmoid" : "softmax";
  const all: Guess[] = [
    ...guesses,
    { field: "labels", value: `${labels.length}`, why },
    { field: "task", value: task, why: taskReason(output, isMultilabel) },
    {
      field: "scores, decode.activation",
      value: `${scores}, ${activation}`,
      why: `the output ${output.name} is made by ${output.madeBy || "nothing that is known"}`,
    },
  ];
  const fields = {
    task,
    family: isMultilabel ? "multilabel" : "classifier",
    scores,
    input,
    output: { name: output.name, shape: ["batch", labels.length] },
    decode: { output: output.name, activation, ...(isMultilabel ? {} : { ties: "lowest-index" }) },
  };
  return finish(model, labels, fields, all, where);
}

/** The card of what was guessed, read as one that somebody wrote would be. */
function finish(
  model: UncardedModel,
  labels: readonly string[],
  fields: Readonly<Record<string, unknown>>,
  guesses: readonly Guess[],
  where: string,
): GuessedCard {
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
  return { card: parseModelCard(JSON.stringify(card), `${where}, guessed card`), guesses };
}

function isSigmoid(output: OnnxOutput): boolean {
  return output.madeBy === "Sigmoid";
}

function problemType(model: UncardedModel): string | null {
  return createConfigReader(model.config).text("problem_type");
}

function taskReason(output: OnnxOutput, isMultilabel: boolean): string {
  if (!isMultilabel) return "one score a label, and nothing says that several may hold at once";
  if (isSigmoid(output)) return "each score goes through a sigmoid of its own";
  return "config.json says so";
}

function findLabels(
  model: UncardedModel,
  where: string,
): { readonly labels: readonly string[]; readonly why: string } {
  if (model.labels !== null) return { labels: model.labels, why: "the file of labels" };
  const config = createConfigReader(model.config).numbered("id2label");
  if (config !== null) return { labels: config, why: "id2label in config.json" };
  const names = parseNames(model.inspection.metadata.get("names"));
  if (names !== null) return { labels: names, why: "names in the model's metadata" };
  throw new HomegroundError("model/no-card", {
    what: "the model has no card, and nothing with it says which labels its answers stand for",
    where,
    fix: "Put a card beside the model, or a labels.txt with one label a line in output order",
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
function scoresOutput(outputs: readonly OnnxOutput[], labels: number, where: string): OnnxOutput {
  const numeric = outputs.filter(({ type }) => NUMERIC.has(type));
  const fitting = numeric.filter((output) => answersOf(output) === labels);
  const open = numeric.filter((output) => answersOf(output) === null);
  const found = fitting[0] ?? open[0];
  if (found !== undefined) return found;
  const list = outputs.slice(0, 5).map(describeValue).join("; ");
  throw new HomegroundError("model/wrong-outputs", {
    what: `no output has one score for each of the ${labels} labels: ${list}`,
    where,
    fix: "Give the labels the model was trained with, one an output; a background class counts as one",
  });
}

const NUMERIC: ReadonlySet<string> = new Set(["float32", "float64", "float16"]);

/** Scores for one image; null where sizes are free or none are stated. */
function answersOf({ shape }: OnnxOutput): number | null {
  if (shape === null || shape.length === 0) return null;
  const [, ...rest] = shape.length === 1 ? [1, ...shape] : shape;
  let count = 1;
  for (const size of rest) {
    if (typeof size === "string" || size < 1) return null;
    count *= size;
  }
  return count;
}
