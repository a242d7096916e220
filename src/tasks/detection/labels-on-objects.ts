import { OBJECT_FLAG } from "../../core/objects.js";
import { DETECTION_WIDTH } from "../../models/detections.js";
import { boxOverlap } from "../../outcomes/detection/box-overlap.js";
import type { DetectionJoin } from "./detection-join.js";

/** From which overlap on a box lies on an object, and on another box. */
const LIES_ON = 0.5;

/** Objects that a name can be right of: no crowds, none to be ignored, none of a label that the model does not have. */
export function objectsWithNames({ truth, classes }: DetectionJoin): Int32Array {
  const { count, flags, label } = truth.objects;
  const none = OBJECT_FLAG.crowd | OBJECT_FLAG.ignored;
  const kept: number[] = [];
  for (let i = 0; i < count; i++) {
    if ((flags[i]! & none) === 0 && label[i]! < classes.modelClassCount) kept.push(i);
  }
  return Int32Array.from(kept);
}

/**
 * What a model says of each object, whatever its labels are called: the position of the label of the box
 * that lies on it, −1 where none does. Looked at are as many of an image's surest boxes as it has objects, so that
 * boxes all over the picture find nothing; of boxes that lie on each other the surest. Each takes the free object that
 * it overlaps most.
 *
 * @param kept as {@link objectsWithNames} has them
 * @param answer predictions of an image, as detectors give them; null without
 */
export function labelsOnObjects(
  { truth }: DetectionJoin,
  kept: Int32Array,
  answer: (image: number) => Float64Array | null,
): Int32Array {
  const { image, box } = truth.objects;
  const onImage = new Map<number, number[]>();
  for (const [at, i] of kept.entries()) {
    const before = onImage.get(image[i]!);
    if (before === undefined) onImage.set(image[i]!, [at]);
    else before.push(at);
  }
  const labels = new Int32Array(kept.length).fill(-1);
  for (const [of, free] of onImage) {
    const rows = answer(of);
    if (rows === null) continue;
    for (const row of surestApart(rows, free.length)) {
      let [most, best] = [LIES_ON, -1];
      for (const [place, at] of free.entries()) {
        const overlap = boxOverlap(rows, row, box, 4 * kept[at]!, false);
        if (overlap >= most) [most, best] = [overlap, place];
      }
      if (best < 0) continue;
      const [at] = free.splice(best, 1);
      labels[at!] = rows[row + 5]!;
    }
  }
  return labels;
}

/** Where the surest boxes begin, none of which lies on a surer one; of equal ones the first. */
function surestApart(rows: Float64Array, most: number): readonly number[] {
  const order = Array.from(
    { length: rows.length / DETECTION_WIDTH },
    (_, k) => k * DETECTION_WIDTH,
  ).sort((a, b) => rows[b + 4]! - rows[a + 4]!);
  const taken: number[] = [];
  for (const row of order) {
    if (taken.length === most) break;
    if (taken.every((other) => boxOverlap(rows, row, rows, other, false) < LIES_ON)) {
      taken.push(row);
    }
  }
  return taken;
}
