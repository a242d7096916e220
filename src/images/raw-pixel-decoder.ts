import { HomegroundError } from "../core/errors.js";
import { validOrientation } from "./exif-orientation.js";
import { checkSides, invalidImage, truncatedImage } from "./image-errors.js";
import { hasText } from "./image-format.js";
import type { DecodedImage, DecodeLimits, PixelDecoder, Pixels } from "./pixel-decoder.js";

// "HGRAW1", channels, bits, orientation, 0, width, height (32 bit), then the values, all
// little-endian.
const MARK = "HGRAW1";
const HEADER_BYTES = 18;

/**
 * A picture in a format without compression, for studies that need no codec.
 * @param orientation EXIF orientation to store, 1 to 8
 */
export function encodeRawImage(pixels: Pixels, orientation = 1): Uint8Array {
  const { channels, bitDepth, widthPx, heightPx, data } = pixels;
  const out = new Uint8Array(HEADER_BYTES + (data.length * bitDepth) / 8);
  const view = new DataView(out.buffer);
  for (let i = 0; i < MARK.length; i++) out[i] = MARK.charCodeAt(i);
  out.set([channels, bitDepth, orientation], MARK.length);
  view.setUint32(10, widthPx, true);
  view.setUint32(14, heightPx, true);
  for (let i = 0; i < data.length; i++) {
    if (bitDepth === 8) out[HEADER_BYTES + i] = data[i]!;
    else view.setUint16(HEADER_BYTES + 2 * i, data[i]!, true);
  }
  return out;
}

/** The port's adapter in memory: reads what {@link encodeRawImage} wrote, and nothing else. */
export function createRawPixelDecoder(): PixelDecoder {
  return {
    decoder: "raw pixels 1",
    decode: async (bytes, limits) => decodeRaw(bytes, limits),
  };
}

function decodeRaw(bytes: Uint8Array, limits: DecodeLimits): DecodedImage {
  if (bytes.length === 0) {
    throw new HomegroundError("image/empty", {
      what: "the file has no bytes",
      where: "start of the file",
      fix: "Write a picture by encodeRawImage",
    });
  }
  const n = Math.min(bytes.length, MARK.length);
  if (!hasText(bytes, 0, MARK.slice(0, n))) throw invalidImage("the mark is missing", "byte 0");
  if (bytes.length < HEADER_BYTES) throw truncatedImage("the header is cut", "byte 0");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [channels = 0, bitDepth = 0, orientation = 1] = bytes.subarray(6, 9);
  const widthPx = view.getUint32(10, true);
  const heightPx = view.getUint32(14, true);
  const isKnown = isChannels(channels) && (bitDepth === 8 || bitDepth === 16);
  if (!isKnown) throw invalidImage(`${channels} channels of ${bitDepth} bits`, "byte 6");
  checkSides(widthPx, heightPx, limits, "byte 10");
  const length = widthPx * heightPx * channels;
  if (bytes.length < HEADER_BYTES + (length * bitDepth) / 8) {
    throw truncatedImage("pixels are missing", `byte ${bytes.length}`);
  }
  const data =
    bitDepth === 8
      ? new Uint8Array(bytes.subarray(HEADER_BYTES, HEADER_BYTES + length))
      : Uint16Array.from({ length }, (_, i) => view.getUint16(HEADER_BYTES + 2 * i, true));
  const pixels: Pixels = { widthPx, heightPx, channels, bitDepth, data };
  return { pixels, format: "raw", orientation: validOrientation(orientation), notes: [] };
}

function isChannels(value: number): value is Pixels["channels"] {
  return [1, 2, 3, 4].includes(value);
}
