import { luma } from "./gray.js";
import type { Pixels } from "./pixel-decoder.js";

/** What a picture is like outside the boxes of its objects; values are on the scale of 0 to 1. */
export interface BackgroundMeasures {
  /** Mean luma, 0 black to 1 white. */
  readonly brightness: number;
  /** Mean red less mean blue: −1 blue to 1 red. */
  readonly warmth: number;
  /**
   * Excess green 2g − r − b of the mean colour, r, g and b its shares: D. M. Woebbecke et al., "Color
   * indices for weed identification", Trans. ASAE 38(1), 1995. −1 to 2; 0 for grey.
   */
  readonly greenness: number;
  /** Mean absolute difference of luma between neighbours to the right and below: 0 smooth and up. */
  readonly texture: number;
}

/** Below this share of the picture nothing is said of a background. Our own choice. */
const LEAST_SHARE = 0.01;

/**
 * Measures the pixels that no box covers, a box taking every pixel that it touches. Sums are in a fixed
 * order, so that every machine gives the same figures.
 *
 * @param pixels as displayed
 * @param boxes x, y, width, height of each as fractions of the picture
 * @returns null where the boxes leave less than 1 % of it
 */
export function measureBackground(pixels: Pixels, boxes: Float64Array): BackgroundMeasures | null {
  const { widthPx, heightPx, channels, data, bitDepth } = pixels;
  const isCovered = coveredPixels(widthPx, heightPx, boxes);
  const scale = bitDepth === 16 ? 1 / 65_535 : 1 / 255;
  const isColour = channels >= 3;
  const grey = new Float64Array(widthPx * heightPx);
  let count = 0;
  const sums = [0, 0, 0];
  let light = 0;
  for (let i = 0, at = 0; i < grey.length; i++, at += channels) {
    const red = data[at]!;
    const green = isColour ? data[at + 1]! : red;
    const blue = isColour ? data[at + 2]! : red;
    grey[i] = isColour ? luma(red, green, blue) : red;
    if (isCovered[i] === 1) continue;
    count++;
    sums[0]! += red;
    sums[1]! += green;
    sums[2]! += blue;
    light += grey[i]!;
  }
  if (count < LEAST_SHARE * grey.length) return null;
  const [red = 0, green = 0, blue = 0] = sums;
  const total = red + green + blue;
  return {
    brightness: (light * scale) / count,
    warmth: ((red - blue) * scale) / count,
    greenness: total === 0 ? 0 : (2 * green - red - blue) / total,
    texture: meanStep(grey, isCovered, widthPx, heightPx) * scale,
  };
}

/** 1 for each pixel that a box touches. */
export function coveredPixels(widthPx: number, heightPx: number, boxes: Float64Array): Uint8Array {
  const covered = new Uint8Array(widthPx * heightPx);
  for (let at = 0; at < boxes.length; at += 4) {
    const [left, top, right, bottom] = pixelsOf(boxes.subarray(at, at + 4), widthPx, heightPx);
    for (let y = top; y < bottom; y++) {
      covered.fill(1, y * widthPx + left, y * widthPx + right);
    }
  }
  return covered;
}

/** Edges of the pixels that a box touches; right and bottom are the first ones outside. */
export function pixelsOf(
  [x = 0, y = 0, w = 0, h = 0]: Float64Array,
  widthPx: number,
  heightPx: number,
): readonly [left: number, top: number, right: number, bottom: number] {
  // A fraction that was a whole pixel is one again: rounding must not take in its neighbour.
  const low = (share: number, size: number) => Math.max(0, Math.floor(share * size + 1e-6));
  const high = (share: number, size: number) => Math.min(size, Math.ceil(share * size - 1e-6));
  return [low(x, widthPx), low(y, heightPx), high(x + w, widthPx), high(y + h, heightPx)];
}

/** Mean absolute step between neighbours of which no box touches either; 0 where there are none. */
function meanStep(
  grey: Float64Array,
  isCovered: Uint8Array,
  widthPx: number,
  heightPx: number,
): number {
  let sum = 0;
  let count = 0;
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const i = y * widthPx + x;
      if (isCovered[i] === 1) continue;
      if (x + 1 < widthPx && isCovered[i + 1] === 0) {
        sum += Math.abs(grey[i + 1]! - grey[i]!);
        count++;
      }
      if (y + 1 < heightPx && isCovered[i + widthPx] === 0) {
        sum += Math.abs(grey[i + widthPx]! - grey[i]!);
        count++;
      }
    }
  }
  return count === 0 ? 0 : sum / count;
}
