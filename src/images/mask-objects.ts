import { toByte } from "./corruptions/corruption.js";
import { coveredPixels, pixelsOf } from "./measure-background.js";
import type { Pixels } from "./pixel-decoder.js";

/** What is left to see of a picture: all but its objects, or nothing but them. */
export type KeptPart = "background" | "objects";

/** Surroundings reach so far from a box, in shares of its longer side. Our own choice. */
const SURROUNDINGS = 0.25;
/** What stands where a background was: no colour of the place must be left. */
const GREY = 128;

/**
 * A picture without its objects, each box filled with the mean colour of what surrounds it, or its objects
 * alone, all else a middle grey. Boxes are filled whole: an outline that is filled is a silhouette.
 *
 * @param pixels 8-bit RGB, upright; is not changed
 * @param boxes x, y, width, height of each as fractions of the picture
 */
export function maskObjects(pixels: Pixels, boxes: Float64Array, kept: KeptPart): Pixels {
  const { widthPx, heightPx, data } = pixels;
  const isCovered = coveredPixels(widthPx, heightPx, boxes);
  const out = Uint8Array.from(data);
  if (kept === "objects") {
    for (let i = 0; i < isCovered.length; i++) {
      if (isCovered[i] === 0) out.fill(GREY, 3 * i, 3 * i + 3);
    }
    return { ...pixels, data: out };
  }
  const whole = [0, 0, widthPx, heightPx] as const;
  for (let at = 0; at < boxes.length; at += 4) {
    const box = pixelsOf(boxes.subarray(at, at + 4), widthPx, heightPx);
    const fill =
      meanOutside(pixels, isCovered, around(box, widthPx, heightPx)) ??
      meanOutside(pixels, isCovered, whole) ??
      Uint8Array.of(GREY, GREY, GREY);
    const [left, top, right, bottom] = box;
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) out.set(fill, 3 * (y * widthPx + x));
    }
  }
  return { ...pixels, data: out };
}

type Rectangle = readonly [left: number, top: number, right: number, bottom: number];

function around([left, top, right, bottom]: Rectangle, widthPx: number, heightPx: number) {
  const by = Math.max(2, Math.ceil(SURROUNDINGS * Math.max(right - left, bottom - top)));
  return [
    Math.max(0, left - by),
    Math.max(0, top - by),
    Math.min(widthPx, right + by),
    Math.min(heightPx, bottom + by),
  ] as const;
}

/** Mean colour of the pixels of a rectangle that no box covers; null where there are none. */
function meanOutside(
  { widthPx, data }: Pixels,
  isCovered: Uint8Array,
  [left, top, right, bottom]: Rectangle,
): Uint8Array | null {
  const sums = [0, 0, 0];
  let count = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const i = y * widthPx + x;
      if (isCovered[i] === 1) continue;
      count++;
      for (let c = 0; c < 3; c++) sums[c]! += data[3 * i + c]!;
    }
  }
  return count === 0 ? null : Uint8Array.from(sums, (sum) => toByte(sum / count));
}
