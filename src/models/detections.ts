import { HomegroundError } from "../core/errors.js";
import type { DetectedObjects } from "../core/objects.js";

/**
 * Numbers of one detection in a row: x, y, width, height (pixels of the picture as displayed),
 * score, index of the label.
 */
export const DETECTION_WIDTH = 6;

/** Detections of one image as columns; `box` is x, y, width, height, row-major count × 4. */
export interface DetectionColumns {
  readonly count: number;
  readonly box: Float64Array;
  readonly score: Float64Array;
  readonly label: Int32Array;
}

/**
 * Detections of one image as one array, the form in which they come from a scorer and lie in its
 * log: row-major count × {@link DETECTION_WIDTH}, in the order given. Nothing found is an array of
 * length 0.
 */
export function packDetections({ count, box, score, label }: DetectionColumns): Float64Array {
  if (box.length !== count * 4 || score.length !== count || label.length !== count) {
    throw new HomegroundError("argument/length-mismatch", {
      what: `${count} detections with ${box.length / 4} boxes, ${score.length} scores and ${label.length} labels`,
      where: "packDetections",
      fix: "Give four numbers of a box, a score and a label for each",
    });
  }
  const rows = new Float64Array(count * DETECTION_WIDTH);
  for (let i = 0, at = 0; i < count; i++, at += DETECTION_WIDTH) {
    for (let side = 0; side < 4; side++) rows[at + side] = box[i * 4 + side]!;
    rows[at + 4] = score[i]!;
    rows[at + 5] = label[i]!;
  }
  return rows;
}

/**
 * The columns of packed detections.
 *
 * @param rows what {@link packDetections} made; not kept
 * @param image row of the image that they belong to, the same for all of them
 * @throws HomegroundError `argument/length-mismatch`
 */
export function unpackDetections(rows: Float64Array, image = 0): DetectedObjects {
  const count = detectionCount(rows);
  const box = new Float64Array(count * 4);
  const score = new Float64Array(count);
  const label = new Int32Array(count);
  for (let i = 0, at = 0; i < count; i++, at += DETECTION_WIDTH) {
    for (let side = 0; side < 4; side++) box[i * 4 + side] = rows[at + side]!;
    score[i] = rows[at + 4]!;
    label[i] = rows[at + 5]!;
  }
  return { count, image: new Int32Array(count).fill(image), label, box, score };
}

/** @throws HomegroundError `argument/length-mismatch` for what are no packed detections */
export function detectionCount(rows: Float64Array): number {
  if (rows.length % DETECTION_WIDTH === 0) return rows.length / DETECTION_WIDTH;
  throw new HomegroundError("argument/length-mismatch", {
    what: `${rows.length} numbers are no detections of ${DETECTION_WIDTH} numbers each`,
    where: "detections of an image",
    fix: "Give the scores of a detector; those of a classifier have one number a label",
  });
}
