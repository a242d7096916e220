import { createGrowingFloats } from "../../core/growing-columns.js";
import type { Joints, ObjectPoints } from "../../core/objects.js";

/** Numbers of a point: x, y, and what was annotated or how sure the model is. */
export const POINT_WIDTH = 3;

/** Beyond this no image is. */
const FARTHEST = 1e8;

/** Whether a number can be a place of an image. */
export function isPlace(value: unknown): value is number {
  return typeof value === "number" && Math.abs(value) <= FARTHEST;
}

/** Points of objects while they are read, each object with as many as it has. */
export interface PointColumns {
  /** Objects so far. */
  readonly count: number;
  /** Adds those of the next object, three numbers each; null for none. */
  add(points: ArrayLike<number> | null): void;
  /** How many points object i has; −1 for one that was added without any. */
  countOf(i: number): number;
  /** Three numbers of each point of object i. */
  valuesOf(i: number): Float64Array;
}

export function createPointColumns(): PointColumns {
  const values = createGrowingFloats();
  const start = [0];
  const none = new Set<number>();
  let finished: Float64Array | null = null;
  return {
    get count() {
      return start.length - 1;
    },
    add(points) {
      if (points === null) none.add(start.length - 1);
      else values.append(points);
      start.push(values.length);
      finished = null;
    },
    countOf: (i) => (none.has(i) ? -1 : (start[i + 1]! - start[i]!) / POINT_WIDTH),
    valuesOf(i) {
      finished ??= values.finish();
      return finished.subarray(start[i]!, start[i + 1]!);
    },
  };
}

/**
 * Points of objects in one order of joints.
 *
 * @param objects numbers of the objects in the columns, in their order
 * @param placeOf place among the joints of each point of an object; null for an object that has none to take
 * @param absent x and y of a joint that an object does not have
 */
export function arrangedPoints(
  columns: PointColumns,
  objects: ArrayLike<number>,
  joints: Joints,
  placeOf: (object: number) => ArrayLike<number> | null,
  absent: number,
): ObjectPoints {
  const width = POINT_WIDTH * joints.names.length;
  const values = new Float64Array(objects.length * width);
  if (Number.isNaN(absent)) values.fill(absent);
  for (let i = 0; i < objects.length; i++) {
    const object = objects[i]!;
    const places = placeOf(object);
    if (places === null) continue;
    const own = columns.valuesOf(object);
    for (let k = 0; k < places.length; k++) {
      const to = i * width + POINT_WIDTH * places[k]!;
      for (let c = 0; c < POINT_WIDTH; c++) values[to + c] = own[POINT_WIDTH * k + c]!;
    }
  }
  return { ...joints, values };
}

/** Points of as many objects as were added with theirs; absent where nobody wants them. */
export function pointsOf(
  columns: PointColumns,
  count: number,
  joints: Joints | undefined,
): { readonly points?: ObjectPoints } {
  if (joints === undefined) return {};
  const all = Int32Array.from({ length: count }, (_, i) => i);
  const places = Int32Array.from(joints.names.keys());
  while (columns.count < count) columns.add(null);
  // Joints may have been found along the way: an object has those that were known when it came.
  const placeOf = (i: number): Int32Array | null =>
    columns.countOf(i) < 0 ? null : places.subarray(0, columns.countOf(i));
  return { points: arrangedPoints(columns, all, joints, placeOf, 0) };
}

/** The least box around the points that are annotated; null where none is. */
export function boxOfAnnotated(points: ArrayLike<number>): Float64Array | null {
  return boxAround(points, (visibility) => visibility > 0);
}

/** The least box around all points, whatever is said of them; null without any. */
export function boxOfPredicted(points: ArrayLike<number>): Float64Array | null {
  return boxAround(points, () => true);
}

function boxAround(
  points: ArrayLike<number>,
  isIn: (third: number) => boolean,
): Float64Array | null {
  let [left, top] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let [right, bottom] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = 0; at < points.length; at += POINT_WIDTH) {
    const [x, y] = [points[at]!, points[at + 1]!];
    if (!isIn(points[at + 2]!) || Number.isNaN(x + y)) continue;
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return left <= right ? Float64Array.of(left, top, right - left, bottom - top) : null;
}
