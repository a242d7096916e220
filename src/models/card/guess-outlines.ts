import { type GuessedModel, guessDetector } from "../families/detection/guess-detector.js";
import { torchvisionDetection } from "../families/detection/torchvision-detection.js";
import { boxMasks } from "../families/instances/box-masks.js";
import { prototypeMasks } from "../families/instances/prototype-masks.js";
import type { OnnxInspection, OnnxOutput } from "../onnx/onnx-inspect.js";
import { type CardSources, createCardSources } from "./card-guesses.js";

/**
 * Guesses the card of a YOLO with masks by its outputs: rows of a YOLO without, behind which stands a weight for each of the maps
 * of the other output.
 *
 * @returns null where the outputs are others
 * @throws HomegroundError those of `guessDetector`
 */
export function guessOutlines(
  model: GuessedModel,
  sources: CardSources,
): Readonly<Record<string, unknown>> | null {
  const { inspection, labels } = model;
  const { metadata, outputs } = inspection;
  const found = rowsAndMaps(outputs, labels.length);
  if (found === null) return guessBoxMasks(model, sources);
  const { rows, maps, count } = found;
  const columns = 4 + labels.length;
  const isSaid = metadata.get("task") === "segment";
  const why = isSaid
    ? "task in the model's metadata is segment"
    : "behind box and classes of each row stands a number for each map of the other output";
  const own = createCardSources();
  (isSaid ? own.state : own.assume)(["family", "task"], prototypeMasks.id, why);
  const shape = rows.shape?.map((size) => (size === columns + count ? columns : size)) ?? null;
  const plain = { ...model, inspection: { ...inspection, outputs: [{ ...rows, shape }] } };
  const boxes = guessDetector(plain, own);
  if (boxes === null) return null;
  const span = `${columns} to ${columns + count}`;
  own.state(["decode.prototypes", "decode.maskColumns"], `${maps.name}, ${span}`, "shapes");
  tellAll(own, sources);
  return {
    ...boxes,
    task: prototypeMasks.task,
    family: prototypeMasks.id,
    output: { names: [rows.name, maps.name], shapes: [["batch"], ["batch"]] },
    decode: {
      ...(boxes["decode"] as object),
      prototypes: maps.name,
      maskColumns: [columns, columns + count],
    },
  };
}

/** Whether a model with so many labels has masks behind its boxes. */
export function hasOutlines({ outputs }: OnnxInspection, labels: number): boolean {
  return rowsAndMaps(outputs, labels) !== null || maskOfEach(outputs) !== undefined;
}

/** Of a detector of torchvision with one more output: a mask for each of its boxes. */
function guessBoxMasks(
  model: GuessedModel,
  sources: CardSources,
): Readonly<Record<string, unknown>> | null {
  const { inspection } = model;
  const { outputs } = inspection;
  const masks = maskOfEach(outputs);
  if (masks === undefined) return null;
  const rest = { ...inspection, outputs: outputs.filter((one) => one !== masks) };
  const own = createCardSources();
  own.assume(["family", "task"], boxMasks.id, "boxes, labels and scores, and a mask for each");
  const boxes = guessDetector({ ...model, inspection: rest }, own);
  const { names = [] } = (boxes?.["output"] ?? {}) as { readonly names?: readonly string[] };
  if (boxes?.["family"] !== torchvisionDetection.id) return null;
  own.state(["decode.masks"], masks.name, "the output of four sides");
  const isOverBox = [28, 56].includes(Number(masks.shape?.[2]));
  const over = isOverBox ? "box" : "input";
  own.assume(
    ["decode.maskOver"],
    over,
    "its masks are as large as those that torchvision pastes, or not",
  );
  tellAll(own, sources);
  return {
    ...boxes,
    task: boxMasks.task,
    family: boxMasks.id,
    output: { names: [...names, masks.name], shapes: [...names, masks.name].map(() => ["batch"]) },
    decode: { ...(boxes["decode"] as object), masks: masks.name, maskOver: over },
  };
}

/** The output of masks beside three others, one channel each. */
function maskOfEach(outputs: readonly OnnxOutput[]): OnnxOutput | undefined {
  if (outputs.length !== 4) return undefined;
  return outputs.find(({ shape }) => shape?.length === 4 && shape[1] === 1);
}

function tellAll({ guesses }: CardSources, sources: CardSources): void {
  for (const { fields, value, why, basis } of guesses) {
    (basis === "stated" ? sources.state : sources.assume)(fields, value, why);
  }
}

/** An output of rows and one of maps, a map for each number that a row has more than box and classes. */
function rowsAndMaps(outputs: readonly OnnxOutput[], labels: number) {
  const maps = outputs.find(({ shape }) => shape?.length === 4);
  const rows = outputs.find(({ shape }) => shape?.length === 3);
  const count = maps?.shape?.[1];
  if (rows === undefined || maps === undefined || typeof count !== "number") return null;
  const isOfBoth = outputs.length === 2 && rows.shape?.includes(4 + labels + count) === true;
  return isOfBoth ? { rows, maps, count } : null;
}
