import { type ObjectShapes, SHAPE_FORM } from "../objects.js";
import { bitmapOfRuns, runsOfBitmap } from "./runs.js";

/*
 * Masks of objects as one list of numbers, so that they travel as their boxes do: of each object how many runs it has, and
 * these, as COCO has them.
 */

/** @param masks runs of each object */
export function packRuns(masks: readonly Float64Array[]): Float64Array {
  const packed = new Float64Array(masks.reduce((sum, { length }) => sum + length + 1, 0));
  let to = 0;
  for (const runs of masks) {
    packed[to] = runs.length;
    packed.set(runs, to + 1);
    to += runs.length + 1;
  }
  return packed;
}

/** Runs of each object of a packed list. */
export function unpackRuns(packed: Float64Array): Float64Array[] {
  const masks: Float64Array[] = [];
  for (let at = 0; at < packed.length; at += packed[at]! + 1) {
    masks.push(packed.subarray(at + 1, at + 1 + packed[at]!));
  }
  return masks;
}

/** The outlines of the objects of a packed list. */
export function shapesOfPacked(packed: Float64Array): ObjectShapes {
  const masks = unpackRuns(packed);
  const valueStart = new Int32Array(masks.length + 1);
  for (const [i, { length }] of masks.entries()) valueStart[i + 1] = valueStart[i]! + length;
  const values = new Float64Array(valueStart[masks.length]!);
  for (const [i, runs] of masks.entries()) values.set(runs, valueStart[i]!);
  return {
    form: new Uint8Array(masks.length).fill(SHAPE_FORM.runs),
    partStart: Int32Array.from({ length: masks.length + 1 }, (_, i) => i),
    valueStart,
    values,
  };
}

interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Masks of a picture of one size in another: each pixel is that of the nearest. */
export function resizePacked(packed: Float64Array, from: Size, to: Size): Float64Array {
  if (from.widthPx === to.widthPx && from.heightPx === to.heightPx) return packed;
  const nearest = (length: number, of: number) =>
    Int32Array.from({ length }, (_, at) => Math.floor(((at + 0.5) * of) / length));
  const columns = nearest(to.widthPx, from.widthPx);
  const rows = nearest(to.heightPx, from.heightPx);
  return packRuns(
    unpackRuns(packed).map((runs) => {
      const bitmap = bitmapOfRuns(runs, from.widthPx, from.heightPx);
      const resized = new Uint8Array(to.widthPx * to.heightPx);
      for (const [y, row] of rows.entries()) {
        for (const [x, column] of columns.entries()) {
          resized[y * to.widthPx + x] = bitmap[row * from.widthPx + column]!;
        }
      }
      return runsOfBitmap(resized, to.widthPx, to.heightPx);
    }),
  );
}
