import type { Pixels } from "./pixel-decoder.js";

/**
 * Luma as Pillow's `convert("L")`: (19595·R + 38470·G + 7471·B + 0x8000) >> 16, which is ITU-R
 * BT.601 in 16-bit fixed point; 16-bit values by the same weights. Alpha is dropped, grey is kept.
 * @returns one channel, the depth of the input
 */
export function toGrey(pixels: Pixels): Pixels {
  const { widthPx, heightPx, channels, data, bitDepth } = pixels;
  if (channels === 1) return pixels;
  const n = widthPx * heightPx;
  const out = bitDepth === 8 ? new Uint8Array(n) : new Uint16Array(n);
  for (let i = 0, at = 0; i < n; i++, at += channels) {
    out[i] = channels === 2 ? data[at]! : luma(data[at]!, data[at + 1]!, data[at + 2]!);
  }
  return { widthPx, heightPx, channels: 1, bitDepth, data: out };
}

/** {@link luma} of 8-bit values, of which 32 bits hold the sum. */
export function luma8(red: number, green: number, blue: number): number {
  return (19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16;
}

/** Luma of one pixel, on the scale of its values; see {@link toGrey}. */
export function luma(red: number, green: number, blue: number): number {
  // The sum of 16-bit values exceeds 32 bits unsigned by the rounding term alone, hence no shift.
  return Math.floor((19595 * red + 38470 * green + 7471 * blue + 0x8000) / 0x10000);
}
