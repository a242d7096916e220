import type { Pixels } from "./pixel-decoder.js";

/** 16-bit values brought to 8 bit: round(v/257), so that 65535 is 255. 8 bit is returned as it is. */
export function toEightBit(pixels: Pixels): Pixels {
  if (pixels.bitDepth === 8) return pixels;
  const data = Uint8Array.from(pixels.data, (value) => Math.round(value / 257));
  return { ...pixels, bitDepth: 8, data };
}
