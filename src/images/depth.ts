import type { Pixels } from "./pixel-decoder.js";

/** 16-bit values brought to 8 bit: round(v/257), so that 65535 is 255. 8 bit is returned as it is. */
export function toEightBit(pixels: Pixels): Pixels {
  if (pixels.bitDepth === 8) return pixels;
  const { data: values } = pixels;
  // Not `Uint8Array.from`: with a function it goes through a list of the language, which a picture of
  // some hundred million values does not fit in.
  const data = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) data[i] = Math.round(values[i]! / 257);
  return { ...pixels, bitDepth: 8, data };
}
