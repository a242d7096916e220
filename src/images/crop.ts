import type { Pixels } from "./pixel-decoder.js";

/**
 * A part of a picture.
 *
 * @param x left edge of the part; it lies wholly in the picture, as do all its pixels
 * @returns a copy; the same object where the part is the whole
 */
export function cropPixels(
  pixels: Pixels,
  x: number,
  y: number,
  widthPx: number,
  heightPx: number,
): Pixels {
  if (widthPx === pixels.widthPx && heightPx === pixels.heightPx) return pixels;
  const { channels, data } = pixels;
  const row = widthPx * channels;
  const out =
    data instanceof Uint8Array ? new Uint8Array(row * heightPx) : new Uint16Array(row * heightPx);
  for (let line = 0; line < heightPx; line++) {
    const from = ((y + line) * pixels.widthPx + x) * channels;
    out.set(data.subarray(from, from + row), line * row);
  }
  return { ...pixels, widthPx, heightPx, data: out };
}
