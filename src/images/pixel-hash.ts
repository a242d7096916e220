import type { CreateDigest } from "../core/digest.js";
import { toEightBit } from "./depth.js";
import type { DecodedImage } from "./pixel-decoder.js";
import { uprightPixels } from "./thumbnail.js";
import { withoutAlpha } from "./transparency.js";

/** Grey values become three times as many, so many pixels at a time. */
const PIXELS_AT_ONCE = 1 << 16;

/**
 * SHA-256 of what a picture shows: width and height as two little-endian 32-bit numbers, then its
 * pixels row by row, 8 bits of red, green and blue each, upright, transparency on white. Files of the
 * same pixels have the same hash, whatever else is in them.
 *
 * @returns 64 lower-case hexadecimal digits
 */
export function pixelHash(decoded: DecodedImage, createDigest: CreateDigest): string {
  const upright = withoutAlpha(toEightBit(uprightPixels(decoded)), "white");
  const { widthPx, heightPx, channels } = upright;
  const digest = createDigest();
  const size = new DataView(new ArrayBuffer(8));
  size.setUint32(0, widthPx, true);
  size.setUint32(4, heightPx, true);
  digest.update(new Uint8Array(size.buffer));
  const { data } = upright;
  const values = data instanceof Uint8Array ? data : new Uint8Array(data);
  if (channels === 3) {
    digest.update(values);
    return digest.hex();
  }
  const rgb = new Uint8Array(3 * Math.min(PIXELS_AT_ONCE, values.length));
  for (let from = 0; from < values.length; from += PIXELS_AT_ONCE) {
    const grey = values.subarray(from, from + PIXELS_AT_ONCE);
    let at = 0;
    for (const value of grey) {
      rgb[at++] = value;
      rgb[at++] = value;
      rgb[at++] = value;
    }
    digest.update(rgb.subarray(0, at));
  }
  return digest.hex();
}
