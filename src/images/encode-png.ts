import { encode } from "fast-png";

/**
 * A PNG file of 8-bit RGB pixels.
 *
 * @param rgb row-major, widthPx × heightPx × 3 values
 */
export function encodePng(widthPx: number, heightPx: number, rgb: Uint8Array): Uint8Array {
  return encode({ width: widthPx, height: heightPx, data: rgb, channels: 3, depth: 8 });
}
