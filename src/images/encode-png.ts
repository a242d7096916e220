import { encode } from "fast-png";

/**
 * A PNG file of 8-bit RGB pixels.
 *
 * @param rgb row-major, widthPx × heightPx × 3 values
 */
export function encodePng(widthPx: number, heightPx: number, rgb: Uint8Array): Uint8Array {
  return encode({ width: widthPx, height: heightPx, data: rgb, channels: 3, depth: 8 });
}

/** A PNG file of grey numbers of 8 or 16 bits, row-major. */
export function encodeGreyPng(
  widthPx: number,
  heightPx: number,
  data: Uint8Array | Uint16Array,
): Uint8Array {
  const depth = data instanceof Uint16Array ? 16 : 8;
  return encode({ width: widthPx, height: heightPx, data, channels: 1, depth });
}
