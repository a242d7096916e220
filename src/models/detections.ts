import { HomegroundError } from "../core/errors.js";
import type { DetectedObjects } from "../core/objects.js";

/**
 * Numbers of one detection in a row: x, y, width, height (pixels of the picture as displayed),
 * score, index of the label. Detections of one image are packed in one array, row after row: so they come from a
 * scorer and lie in its log. Nothing found is an array of length 0.
 */
export const DETECTION_WIDTH = 6;

/**
 * The columns of packed detections.
 *
 * @param rows count × {@link DETECTION_WIDTH}; not kept
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
