import { areaOfRuns } from "../../core/masks/runs.js";
import type { ObjectColumns } from "../../core/objects.js";

/** A crop may have so many pixels; the largest sensors have a few hundred million. */
export const MAX_CROP_PIXELS = 1 << 28;

/**
 * Runs down the columns of a whole image, zeros first, of a mask that is given for a part of it.
 *
 * @param crop row-major, 0 outside of the mask; it lies within the image
 */
export function runsOfCrop(
  crop: ArrayLike<number>,
  place: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  },
  widthPx: number,
  heightPx: number,
): Float64Array {
  const { left, top, width, height } = place;
  const runs: number[] = [];
  let last = 0; // end of the last run
  let open = -1; // begin of the run of ones in hand
  for (let x = 0; x < width; x++) {
    const column = (left + x) * heightPx + top;
    for (let y = 0; y < height; y++) {
      const isIn = crop[y * width + x] !== 0;
      const at = column + y;
      if (isIn && open < 0) {
        runs.push(at - last);
        open = at;
      } else if (!isIn && open >= 0) {
        runs.push(at - open);
        [last, open] = [at, -1];
      }
    }
    const end = column + height;
    // A run goes on in the next column only where the crop is as high as the image.
    if (open >= 0 && height < heightPx) {
      runs.push(end - open);
      [last, open] = [end, -1];
    }
  }
  const total = widthPx * heightPx;
  if (open >= 0) {
    const end = (left + width) * heightPx;
    runs.push(end - open);
    last = end;
  }
  runs.push(total - last);
  return Float64Array.from(runs);
}

/**
 * A bitmap of lengths of runs along the rows, zeros first; null where they do not add up to its
 * pixels.
 */
export function bitmapOfRowRuns(
  runs: ArrayLike<number>,
  width: number,
  height: number,
): Uint8Array | null {
  const bitmap = new Uint8Array(width * height);
  let at = 0;
  for (let i = 0; i < runs.length; i++) {
    const length = runs[i]!;
    if (!(length >= 0 && Number.isInteger(length)) || at + length > bitmap.length) return null;
    if (i % 2 === 1) bitmap.fill(1, at, at + length);
    at += length;
  }
  return at === bitmap.length ? bitmap : null;
}

/** Pixels of each object of which every one has runs. */
export function pixelsOfMasks({ count, shapes }: ObjectColumns): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => {
    const part = shapes!.partStart[i]!;
    const [from, to] = [shapes!.valueStart[part], shapes!.valueStart[part + 1]];
    return areaOfRuns(shapes!.values.subarray(from, to));
  });
}
