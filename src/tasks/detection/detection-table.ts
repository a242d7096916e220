import { OBJECT_FLAG } from "../../core/objects.js";
import { pickIntegers } from "../../core/picked-rows.js";
import {
  integerColumn,
  numberColumn,
  optionalTextColumn,
  textColumn,
} from "../../formats/parquet/parquet-columns.js";
import type { ParquetColumn } from "../../formats/parquet/parquet-write.js";
import { ERROR_TYPES } from "../../outcomes/detection/anatomy.js";
import { boxOverlap } from "../../outcomes/detection/box-overlap.js";
import type { EvaluatedDetections } from "../../outcomes/detection/evaluated-detections.js";
import type { CountedErrors } from "./detection-facts.js";

/** What became of a detection or an object, at an overlap of 0.5. */
const DETECTION_STATUS = [
  ...(["found", "false-alarm", "ignored", "missed", "not-counted"] as const),
] as const;

/** Rows of the table: a detection, or an object that no detection has. −1 for none. */
interface MatchRows {
  readonly count: number;
  /** Row of the counting outcomes' detections. */
  readonly detection: Int32Array;
  /** Row of the input's ground truth: the object matched, or that the error is about. */
  readonly object: Int32Array;
  readonly image: Int32Array;
  /** Index into {@link DETECTION_STATUS}. */
  readonly status: Uint8Array;
  /** Index into {@link ERROR_TYPES}, −1 for none. */
  readonly error: Int8Array;
}

/**
 * A row a detection that counts at the threshold, by falling score within class and image, then a
 * row an object that none of them is matched to; images in their order.
 *
 * @param fileOf name of an image of the predictions
 */
export function detectionColumns(
  outcomes: EvaluatedDetections,
  errors: CountedErrors,
  fileOf: (image: number) => string,
): {
  readonly rowCount: number;
  readonly columns: readonly ParquetColumn[];
  readonly unitOfRow: Int32Array;
} {
  const { input, classes, unitOfImage } = outcomes;
  const { detections, truth } = input;
  const { source, score } = errors.counting.detections;
  const rows = matchRows(outcomes, errors);
  const { detection, object, image, status, error } = rows;
  const sources = detection.map((d) => (d < 0 ? -1 : source[d]!));
  const sourceOf = (row: number): number => sources[row]!;
  const classOf = (row: number): number => {
    const from = sourceOf(row);
    return from < 0 ? truth.label[object[row]!]! : detections.label[from]!;
  };
  const overlap = (row: number): number => {
    const d = sourceOf(row);
    const g = object[row]!;
    if (d < 0 || g < 0) return Number.NaN;
    const isCrowd = (truth.flags[g]! & OBJECT_FLAG.crowd) !== 0;
    return boxOverlap(detections.box, 4 * d, truth.box, 4 * g, isCrowd);
  };
  const side = (box: Float64Array, of: (row: number) => number, k: number) => (row: number) =>
    of(row) < 0 ? Number.NaN : box[4 * of(row) + k]!;
  const sides = ["x", "y", "width", "height"] as const;
  return {
    rowCount: rows.count,
    unitOfRow: pickIntegers(unitOfImage, image),
    columns: [
      textColumn("file", (row) => fileOf(image[row]!)),
      integerColumn("unit", (row) => unitOfImage[image[row]!]!),
      textColumn("class", (row) => classes[classOf(row)]!),
      textColumn("status", (row) => DETECTION_STATUS[status[row]!]!),
      optionalTextColumn("error", (row) => ERROR_TYPES[error[row]!] ?? null),
      numberColumn("score", (row) => (detection[row]! < 0 ? Number.NaN : score[detection[row]!]!)),
      numberColumn("iou", overlap),
      optionalTextColumn("truth_class", (row) =>
        object[row]! < 0 ? null : classes[truth.label[object[row]!]!]!,
      ),
      ...sides.map((name, k) => numberColumn(name, side(detections.box, sourceOf, k))),
      ...sides.map((name, k) =>
        numberColumn(
          `truth_${name}`,
          side(truth.box, (row) => object[row]!, k),
        ),
      ),
    ],
  };
}

function matchRows(
  { input }: EvaluatedDetections,
  { counting, partner, anatomy }: CountedErrors,
): MatchRows {
  const { detections, truths } = counting;
  const imageOfDetection = pickIntegers(input.detections.image, detections.source);
  const imageOfTruth = pickIntegers(input.truth.image, truths.source);
  const isAlone = unmatchedTruths(truths.source, input.truth.count, partner);
  const next = new Int32Array(input.imageCount + 1);
  for (let d = 0; d < detections.count; d++) next[imageOfDetection[d]! + 1]! += 1;
  for (let g = 0; g < truths.count; g++) if (isAlone[g] === 1) next[imageOfTruth[g]! + 1]! += 1;
  for (let i = 0; i < input.imageCount; i++) next[i + 1]! += next[i]!;
  const count = next[input.imageCount]!;
  const rows = {
    count,
    detection: new Int32Array(count).fill(-1),
    object: new Int32Array(count).fill(-1),
    image: new Int32Array(count),
    status: new Uint8Array(count),
    error: new Int8Array(count).fill(-1),
  };
  const matched = detections.matched[0]!;
  const ignored = detections.ignored[0]!;
  for (let d = 0; d < detections.count; d++) {
    const image = imageOfDetection[d]!;
    const row = next[image]!++;
    const about = anatomy.truthOf[d]!;
    rows.image[row] = image;
    rows.detection[row] = d;
    rows.object[row] = partner[d]! >= 0 ? partner[d]! : about < 0 ? -1 : truths.source[about]!;
    rows.status[row] = (matched[d]! & 1) === 1 ? 0 : (ignored[d]! & 1) === 1 ? 2 : 1;
    rows.error[row] = anatomy.ofDetection[d]!;
  }
  for (let g = 0; g < truths.count; g++) {
    if (isAlone[g] === 0) continue;
    const image = imageOfTruth[g]!;
    const row = next[image]!++;
    rows.image[row] = image;
    rows.object[row] = truths.source[g]!;
    rows.status[row] = (truths.counted[g]! & 1) === 1 ? 3 : 4;
    rows.error[row] = anatomy.ofTruth[g]!;
  }
  return rows;
}

/** 1 for each row of the outcomes' truths that no detection is matched to. */
function unmatchedTruths(source: Int32Array, objects: number, partner: Int32Array): Uint8Array {
  const hasDetection = new Uint8Array(objects);
  for (const object of partner) if (object >= 0) hasDetection[object] = 1;
  return Uint8Array.from(source, (object) => 1 - hasDetection[object]!);
}
