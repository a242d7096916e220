import { PERSON_POINTS } from "../../core/person-points.js";
import { guessDetector } from "../families/detection/guess-detector.js";
import { poseRows } from "../families/points/pose-rows.js";
import type { OnnxInspection, OnnxValue } from "../onnx/onnx-inspect.js";
import type { CardSources } from "./card-guesses.js";

/**
 * Guesses the card of a YOLO with points, whose metadata say that it is one (`task`, `kpt_shape` of Ultralytics): its rows
 * are those of a YOLO without, and the points behind.
 *
 * @returns null where nothing says so, or the outputs are others
 * @throws HomegroundError those of `guessDetector`
 */
export function guessPose(
  inspection: OnnxInspection,
  input: OnnxValue,
  labels: readonly string[],
  preprocessor: unknown,
  where: string,
  sources: CardSources,
): Readonly<Record<string, unknown>> | null {
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
  const found = guessDetector(
    { ...inspection, outputs: [{ ...first, shape }] },
    input,
    labels,
    preprocessor,
    where,
    sources,
  );
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
      points: pointNames(metadata, points, labels, sources),
      pointColumns: [from, from + width],
    },
  };
}

/** Names by the metadata; of a person's 17 those of COCO, which is what such models are trained on; else numbers. */
function pointNames(
  metadata: OnnxInspection["metadata"],
  count: number,
  labels: readonly string[],
  sources: CardSources,
): readonly string[] {
  const fields = ["decode.points"];
  const list = /\[([^\]]*)\]/.exec(metadata.get("kpt_names") ?? "")?.[1] ?? "";
  const named = [...list.matchAll(/'([^']*)'|"([^"]*)"/g)].map(([, a, b]) => a ?? b ?? "");
  if (named.length === count && new Set(named).size === count) {
    sources.state(fields, `${count}`, "kpt_names in the model's metadata");
    return named;
  }
  if (count === PERSON_POINTS.length && labels.length === 1 && /person/i.test(labels[0]!)) {
    sources.assume(fields, "COCO's of a person", "17 points of a person");
    return PERSON_POINTS;
  }
  const why = "nothing names them: COCO files without names number theirs so";
  sources.assume(fields, `point 1 to point ${count}`, why);
  return Array.from({ length: count }, (_, k) => `point ${k + 1}`);
}
