import * as z from "zod/mini";
import { HomegroundError, messageOf } from "../../core/errors.js";
import { isTooDeep, tooDeep } from "../../core/nesting.js";
import { shapeProblems } from "../../formats/json/read-shape.js";
import { type Decode, isDetectorDecode, isOutlineDecode } from "../families/decode-types.js";
import { activationOf, outputsOf } from "../families/detection/card-detector.js";
import type { OutputFamily } from "../families/family.js";
import { FAMILIES, familyOf } from "../families/registry.js";
import { checkClaim } from "./card-claims.js";
import { readInput } from "./card-input.js";
import { type CardProblem, problemsIn } from "./card-problems.js";
import { type CardFields, cardOf } from "./card-schema.js";
import {
  CARD_SCHEMA,
  CARD_TASKS,
  type CardOutput,
  type CardScores,
  type KnownModel,
  type ModelCard,
} from "./card-types.js";

/** Cards are small; one with 100,000 labels is 5 MB. */
const MAX_CHARACTERS = 64 * 2 ** 20;

/**
 * Reads a model card. Everything that is wrong with the shape of its fields is in one error, and so is what they
 * contradict each other in; fields that the schema does not know are kept in `raw`.
 *
 * @param where names the file in errors
 * @param model fills in what the card leaves out and the model file says; null for a card alone
 * @throws HomegroundError `model/card-bad`
 */
export function parseModelCard(
  text: string,
  where: string,
  model: KnownModel | null = null,
): ModelCard {
  const value = parseJson(text, where);
  const family = familyOf(familyNamed(value));
  const ids = FAMILIES.map(({ id }) => id);
  const schema = cardOf(ids, family?.predictions?.decode);
  refuse(shapeProblems(schema, value, "the card"), where);
  const problems: string[] = [];
  const problem: CardProblem = (field, what) => problems.push(`${field} ${what}`);
  const raw = value as Readonly<Record<string, unknown>>; // it has the shape of a card
  const card = readCard(schema.parse(value), raw, family, model, problem);
  checkWhole(card, problem);
  refuse(problems, where);
  return card;
}

function familyNamed(value: unknown): string {
  const named = z.object({ family: z.string() }).safeParse(value);
  return named.success ? named.data.family : "";
}

function readCard(
  fields: CardFields,
  raw: ModelCard["raw"],
  family: OutputFamily | null,
  model: KnownModel | null,
  problem: CardProblem,
): ModelCard {
  const input = readInput(fields.input, model?.input ?? null, problemsIn("input", problem));
  const { labels, family: id } = fields;
  const outputs = readOutputs(fields.output, problemsIn("output", problem));
  const names = outputs?.map(({ name }) => name) ?? model?.outputs ?? [];
  const [output = null] = names.length === 1 ? names : [];
  const frame = { labels: labels.length, names: labels, rule: input.rule, output };
  const decode = (family?.predictions?.readDecode(
    fields.decode,
    frame,
    problemsIn("decode", problem),
  ) ?? { family: id, supported: false }) as Decode;
  if (fields.task === undefined && family?.task === null) problem("task", "is missing");
  return {
    name: fields.name ?? (fields.file ?? model?.file ?? "model").replace(/\.onnx$/i, ""),
    task: fields.task ?? family?.task ?? CARD_TASKS[0],
    family: id,
    scores: fields.scores ?? scoresOf(decode, family, problem),
    file: fields.file ?? model?.file ?? null,
    sha256: fields.sha256 ?? null,
    bytes: fields.bytes ?? null,
    opset: fields.opset ?? null,
    input,
    outputs: outputs ?? [],
    decode,
    features: fields.features?.output ?? null,
    labels,
    cocoCategoryIds: fields.cocoCategoryIds ?? null,
    claims: fields.claim ?? [],
    training: fields.training ?? null,
    licence: fields.licence ?? null,
    origin: fields.origin ?? null,
    tunedOn: fields.tuned?.images ?? [],
    guesses: fields.guessed ?? [],
    raw,
  };
}

/** What the class output is where the card does not say it: an activation takes logits. */
function scoresOf(decode: Decode, family: OutputFamily | null, problem: CardProblem): CardScores {
  if (family?.predictions?.mayBeProbabilities !== true || !decode.supported) return "raw";
  const isDetector = isDetectorDecode(decode);
  const activation = isDetector ? activationOf(decode) : decode.activation;
  if (activation !== "none") return "logits";
  if (!isDetector) problem("scores", "is missing, and no activation shows what they are");
  return "probabilities";
}

function parseJson(text: string, where: string): unknown {
  if (text.length > MAX_CHARACTERS) {
    throw cardBad([`the card is longer than ${MAX_CHARACTERS} characters`], where);
  }
  if (isTooDeep(text)) throw tooDeep(where);
  try {
    return JSON.parse(text.replace(/^\uFEFF/, "")) as unknown;
  } catch (cause) {
    const why = messageOf(cause);
    throw cardBad([`the card is not JSON: ${why}`], where, cause);
  }
}

/** What no field alone can show. */
function checkWhole(card: ModelCard, problem: CardProblem): void {
  const task = familyOf(card.family)?.task ?? null;
  if (task !== null && card.task !== task) {
    problem("task", `is ${card.task}, and the family ${card.family} is for ${task}`);
  }
  const ids = card.cocoCategoryIds;
  if (ids !== null && ids.length !== card.labels.length) {
    problem("cocoCategoryIds", `has ${ids.length} of ${card.labels.length} labels`);
  }
  for (const [i, claim] of card.claims.entries()) {
    checkClaim(claim, problemsIn(`claim[${i}]`, problem));
  }
  const { decode } = card;
  if (!decode.supported) return;
  const names = card.outputs.map(({ name }) => name);
  const isDetector = isDetectorDecode(decode);
  const beside = isOutlineDecode(decode) ? [decode.masks] : [];
  const needed = isDetector ? outputsOf(decode) : [decode.output, ...beside];
  for (const output of needed) {
    if (output === "" || names.length === 0 || names.includes(output)) continue;
    const [field, verb] = needed.length > 1 ? ["decode", "names"] : ["decode.output", "is"];
    problem(field, `${verb} ${output}, and the outputs are ${names.join(", ")}`);
  }
  const activation = isDetector ? activationOf(decode) : decode.activation;
  if (card.scores === "probabilities" && activation !== "none") {
    const what = `is ${activation}, and the scores are said to be probabilities already`;
    problem("decode.activation", what);
  }
  if (isDetector && card.scores !== "probabilities" && activation === "none") {
    const what = `is ${card.scores}, and no activation makes them the probabilities that detections have`;
    problem("scores", what);
  }
}

/** null: the card does not say. */
function readOutputs(
  output: CardFields["output"],
  problem: CardProblem,
): readonly CardOutput[] | null {
  if (output === undefined) return null;
  const { name, shape, names, shapes } = output;
  if (names !== undefined) {
    if (shapes !== undefined && shapes.length === names.length) {
      return names.map((one, i) => ({ name: one, shape: shapes[i]! }));
    }
    problem("shapes", `is not a list of ${names.length} shapes`);
    return [];
  }
  if (name !== undefined && shape !== undefined) return [{ name, shape }];
  problem(name === undefined ? "name" : "shape", "is missing");
  return [];
}

const SHOWN_PROBLEMS = 40;

function refuse(problems: readonly string[], where: string): void {
  if (problems.length > 0) throw cardBad(problems, where);
}

function cardBad(problems: readonly string[], where: string, cause?: unknown): HomegroundError {
  const more = problems.length - SHOWN_PROBLEMS;
  const list = problems.slice(0, SHOWN_PROBLEMS).join("; ");
  return new HomegroundError("model/card-bad", {
    what: more > 0 ? `${list}; and ${more} more` : list,
    where,
    fix: `Write the card as the schema ${CARD_SCHEMA} has it`,
    cause,
  });
}
