import { type GuessedModel, guessDetector } from "../families/detection/guess-detector.js";
import { poseRows } from "../families/points/pose-rows.js";
import type { CardSources } from "./card-guesses.js";
import { pointNames } from "./point-names.js";

/**
 * Guesses the card of a YOLO with points, whose metadata say that it is one (`task`, `kpt_shape` of Ultralytics): its rows
 * are those of a YOLO without, and the points behind.
 *
 * @param names of the points; null where nothing beside the model has any
 * @returns null where nothing says so, or the outputs are others
 * @throws HomegroundError those of `guessDetector`
 */
export function guessPose(
  model: GuessedModel,
  names: readonly string[] | null,
  sources: CardSources,
): Readonly<Record<string, unknown>> | null {
  const { inspection, labels } = model;
  const { metadata, outputs } = inspection;
  const [points = 0, each = 0] = (metadata.get("kpt_shape")?.match(/\d+/g) ?? []).map(Number);
  const [first, ...more] = outputs;
  const isPose = metadata.get("task") === "pose" && points >= 1 && (each === 2 || each === 3);
  if (!isPose || first === undefined || more.length > 0 || first.shape?.length !== 3) return null;
  const width = points * each;
  const from = [4 + labels.length, 6].find((one) => first.shape?.includes(one + width));
  if (from === undefined) return null;
  const shape = first.shape.map((size) => (size === from + width ? from : size));
  sources.state(["family", "task"], poseRows.id, "task in the model's metadata is pose");
  const plain = { ...model, inspection: { ...inspection, outputs: [{ ...first, shape }] } };
  const found = guessDetector(plain, sources);
  if (found === null) return null;
  const columns = `${from} to ${from + width}`;
  sources.state(["decode.pointColumns"], columns, "kpt_shape in the model's metadata");
  return {
    ...found,
    task: poseRows.task,
    family: poseRows.id,
    scores: "raw",
    decode: {
      ...(found["decode"] as object),
      points: pointNames(points, { points: names, labels, metadata }, sources),
      pointColumns: [from, from + width],
    },
  };
}
