import { HomegroundError, messageOf } from "../../core/errors.js";
import { isTooDeep, tooDeep } from "../../core/nesting.js";
import { isDetectorDecode } from "../families/decode-types.js";
import { activationOf, outputsOf } from "../families/detection/card-detector.js";
import { FAMILIES, familyOf } from "../families/registry.js";
import { readClaims } from "./card-claims.js";
import { readDecode } from "./card-decode.js";
import { readGuesses } from "./card-guesses.js";
import { readInput } from "./card-input.js";
import { type CardReader, createCardReader } from "./card-reader.js";
import { CARD_TASKS, type CardOutput, type CardShape, type ModelCard } from "./card-types.js";

/** Cards are small; one with 100,000 labels is 5 MB. */
const MAX_CHARACTERS = 64 * 2 ** 20;

/** What a card says first. */
export const CARD_SCHEMA = "homeground.model-card/1";

/**
 * Reads a model card. Everything that is wrong with it is in one error; fields that the schema
 * does not know are kept in `raw`.
 *
 * @param where names the file in errors
 * @throws HomegroundError `model/card-bad`
 */
export function parseModelCard(text: string, where: string): ModelCard {
  const card = createCardReader(parseJson(text, where));
  card.oneOf("card", [CARD_SCHEMA]);
  const family = card.oneOf("family", FAMILIES.map(({ id }) => id) as [string, ...string[]]);
  const outputs = readOutputs(card.object("output"));
  const labels = card.texts("labels");
  const input = readInput(card.object("input"));
  const optional = <T>(key: string, read: () => T): T | null => (card.has(key) ? read() : null);
  const parsed: ModelCard = {
    name: card.text("name"),
    task: card.oneOf("task", CARD_TASKS),
    family,
    scores: card.oneOf("scores", ["logits", "probabilities", "raw"]),
    file: card.text("file"),
    sha256: card.text("sha256"),
    bytes: optional("bytes", () => card.whole("bytes", 1)),
    opset: optional("opset", () => card.whole("opset", 1)),
    input,
    outputs,
    decode: readDecode(family, { labels: labels.length, rule: input.rule }, card.object("decode")),
    labels,
    cocoCategoryIds: optional("cocoCategoryIds", () => card.wholes("cocoCategoryIds", 0)),
    claims: readClaims(card.objects("claim")),
    training: optional("training", () => card.object("training").raw),
    licence: optional("licence", () => card.text("licence")),
    origin: optional("origin", () => card.text("origin")),
    guesses: readGuesses(card),
    raw: card.raw,
  };
  checkWhole(parsed, card);
  if (card.problems.length > 0) throw cardBad(card.problems, where);
  return parsed;
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
function checkWhole(card: ModelCard, reader: CardReader): void {
  const task = familyOf(card.family)?.task ?? null;
  if (reader.has("task") && reader.has("family") && task !== null && card.task !== task) {
    reader.problem("task", `is ${card.task}, and the family ${card.family} is for ${task}`);
  }
  if (reader.has("sha256") && !/^[0-9a-f]{64}$/.test(card.sha256)) {
    reader.problem("sha256", "is not 64 lower-case hexadecimal digits");
  }
  if (reader.has("labels") && card.labels.length === 0) reader.problem("labels", "is empty");
  const ids = card.cocoCategoryIds;
  if (ids !== null && ids.length !== card.labels.length) {
    reader.problem("cocoCategoryIds", `has ${ids.length} of ${card.labels.length} labels`);
  }
  const { decode } = card;
  if (!decode.supported) return;
  const names = card.outputs.map(({ name }) => name);
  const isDetector = isDetectorDecode(decode);
  const needed = isDetector ? outputsOf(decode) : [decode.output];
  for (const output of needed) {
    if (output === "" || names.length === 0 || names.includes(output)) continue;
    const [field, verb] = needed.length > 1 ? ["decode", "names"] : ["decode.output", "is"];
    reader.problem(field, `${verb} ${output}, and the outputs are ${names.join(", ")}`);
  }
  const activation = isDetector ? activationOf(decode) : decode.activation;
  if (card.scores === "probabilities" && activation !== "none") {
    const what = `is ${activation}, and the scores are said to be probabilities already`;
    reader.problem("decode.activation", what);
  }
  if (isDetector && card.scores !== "probabilities" && activation === "none") {
    const what = `is ${card.scores}, and no activation makes them the probabilities that detections have`;
    reader.problem("scores", what);
  }
}

function readOutputs(output: CardReader): readonly CardOutput[] {
  if (output.has("names")) {
    const names = output.texts("names");
    const shapes = output.has("shapes") ? output.raw["shapes"] : undefined;
    if (!Array.isArray(shapes) || shapes.length !== names.length) {
      output.problem("shapes", `is not a list of ${names.length} shapes`);
      return [];
    }
    return names.map((name, i) => ({ name, shape: readShape(shapes[i], `shapes[${i}]`, output) }));
  }
  const name = output.text("name");
  if (output.has("shape")) {
    return [{ name, shape: readShape(output.raw["shape"], "shape", output) }];
  }
  output.problem("shape", "is missing");
  return [];
}

function readShape(given: unknown, key: string, output: CardReader): CardShape {
  const shape: (number | "batch")[] = [];
  for (const size of Array.isArray(given) ? given : [null]) {
    if (size === "batch" || (Number.isSafeInteger(size) && size >= 1)) shape.push(size);
    else output.problem(key, 'is not a list of whole numbers above 0 or "batch"');
  }
  return shape;
}

const SHOWN_PROBLEMS = 40;

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
