import { hypot } from "../../core/elementary.js";

/**
 * Intersection over union of two boxes x, y, width, height, in [0, 1]; 0 where they do not overlap,
 * as a box of no area never does. Of a crowd, intersection over the area of the detection: how much
 * of it lies in the crowd.
 *
 * Operation by operation as cocoapi's `bbIou` (`maskApi.c`), so that overlaps on a threshold fall
 * on the same side.
 *
 * @param a boxes of detections, 4 values each; `i` is the first value of one
 * @param b boxes of ground truth, `j` likewise
 */
export function boxOverlap(
  a: Float64Array,
  i: number,
  b: Float64Array,
  j: number,
  isCrowd: boolean,
): number {
  const ax = a[i]!;
  const aw = a[i + 2]!;
  const bx = b[j]!;
  const bw = b[j + 2]!;
  const width = Math.min(ax + aw, bx + bw) - Math.max(ax, bx);
  if (!(width > 0)) return 0;
  const ay = a[i + 1]!;
  const ah = a[i + 3]!;
  const by = b[j + 1]!;
  const bh = b[j + 3]!;
  const height = Math.min(ay + ah, by + bh) - Math.max(ay, by);
  if (!(height > 0)) return 0;
  const intersection = width * height;
  if (intersection === 0) return 0; // too small for a double
  const area = aw * ah;
  return intersection / (isCrowd ? area : area + bw * bh - intersection);
}

/**
 * Distance of the centres of two boxes in px. Of a crowd 0 where the detection's centre lies in it,
 * else infinite: the centre of a region of many objects says nothing.
 */
export function centreDistance(
  a: Float64Array,
  i: number,
  b: Float64Array,
  j: number,
  isCrowd: boolean,
): number {
  const x = a[i]! + a[i + 2]! / 2;
  const y = a[i + 1]! + a[i + 3]! / 2;
  if (!isCrowd) return hypot(x - b[j]! - b[j + 2]! / 2, y - b[j + 1]! - b[j + 3]! / 2);
  const isInside =
    x >= b[j]! && x <= b[j]! + b[j + 2]! && y >= b[j + 1]! && y <= b[j + 1]! + b[j + 3]!;
  return isInside ? 0 : Number.POSITIVE_INFINITY;
}
