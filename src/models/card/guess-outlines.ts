import { guessDetector } from "../families/detection/guess-detector.js";
import { prototypeMasks } from "../families/instances/prototype-masks.js";
import type { OnnxInspection, OnnxOutput, OnnxValue } from "../onnx/onnx-inspect.js";
import { type CardSources, createCardSources } from "./card-guesses.js";

/**
 * Guesses the card of a YOLO with masks by its outputs: rows of a YOLO without, behind which stands a weight for each of the maps
 * of the other output.
 *
 * @returns null where the outputs are others
 * @throws HomegroundError those of `guessDetector`
 */
export function guessOutlines(
  inspection: OnnxInspection,
  input: OnnxValue,
  labels: readonly string[],
  preprocessor: unknown,
  where: string,
  sources: CardSources,
): Readonly<Record<string, unknown>> | null {
  const { metadata, outputs } = inspection;
  const found = rowsAndMaps(outputs, labels.length);
  if (found === null) return null;
  const { rows, maps, count } = found;
  const columns = 4 + labels.length;
  const isSaid = metadata.get("task") === "segment";
  const why = isSaid
    ? "task in the model's metadata is segment"
    : "behind box and classes of each row stands a number for each map of the other output";
  const own = createCardSources();
  (isSaid ? own.state : own.assume)(["family", "task"], prototypeMasks.id, why);
  const shape = rows.shape?.map((size) => (size === columns + count ? columns : size)) ?? null;
  const boxes = guessDetector(
    { ...inspection, outputs: [{ ...rows, shape }] },
    input,
    labels,
    preprocessor,
    where,
    own,
  );
  if (boxes === null) return null;
  const span = `${columns} to ${columns + count}`;
  own.state(["decode.prototypes", "decode.maskColumns"], `${maps.name}, ${span}`, "shapes");
  for (const { fields, value, why: reason, basis } of own.guesses) {
    (basis === "stated" ? sources.state : sources.assume)(fields, value, reason);
  }
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
  return rowsAndMaps(outputs, labels) !== null;
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
