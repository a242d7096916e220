import { cropPixels } from "./crop.js";
import { toEightBit } from "./depth.js";
import { applyOrientation } from "./orientation.js";
import type { DecodedImage, Pixels } from "./pixel-decoder.js";
import { resizePillow } from "./resize-pillow.js";
import { withoutAlpha } from "./transparency.js";

/** Part of a picture in whole pixels; it lies inside. */
export interface PixelWindow {
  readonly x: number;
  readonly y: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/**
 * The size of a picture made to fit a square: the longer side becomes `longestPx`, the other keeps
 * the proportion, at least 1 pixel. A smaller picture keeps its size.
 */
export function thumbnailSize(
  widthPx: number,
  heightPx: number,
  longestPx: number,
): { readonly widthPx: number; readonly heightPx: number } {
  const scale = Math.min(1, longestPx / Math.max(widthPx, heightPx));
  const side = (length: number): number => Math.max(1, Math.round(length * scale));
  return { widthPx: side(widthPx), heightPx: side(heightPx) };
}

/** A decoded image turned upright by its orientation. */
export function uprightPixels({ pixels, orientation }: DecodedImage): Pixels {
  return applyOrientation(pixels, orientation);
}

/**
 * A small copy of an upright picture, or of a part of it: 8-bit RGB, alpha on white, antialiased.
 *
 * @param window the part; null for the whole
 */
export function thumbnailPixels(
  upright: Pixels,
  window: PixelWindow | null,
  longestPx: number,
): Pixels {
  const { x, y, widthPx, heightPx } = window ?? { x: 0, y: 0, ...upright };
  const part = toEightBit(cropPixels(upright, x, y, widthPx, heightPx));
  return asRgb(smaller(withoutAlpha(part, "white"), longestPx));
}

/** The picture within a square of that side; the same object where it fits already. */
export function smaller(pixels: Pixels, longestPx: number): Pixels {
  const size = thumbnailSize(pixels.widthPx, pixels.heightPx, longestPx);
  if (size.widthPx === pixels.widthPx && size.heightPx === pixels.heightPx) return pixels;
  return resizePillow(pixels, size.widthPx, size.heightPx, "hamming");
}

function asRgb(pixels: Pixels): Pixels {
  if (pixels.channels === 3) return pixels;
  const data = new Uint8Array(pixels.widthPx * pixels.heightPx * 3);
  for (let i = 0; i < pixels.data.length; i++) data.fill(pixels.data[i]!, 3 * i, 3 * i + 3);
  return { ...pixels, channels: 3, data };
}
