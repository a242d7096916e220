import { type BmpHeader, readBmpHeader } from "./bmp.js";
import { checkDecodedSize } from "./decoded-size.js";
import { type GifHeader, readGifHeader } from "./gif.js";
import { recogniseFormat } from "./image-format.js";
import type { ImageNote } from "./image-notes.js";
import { type JpegHeader, readJpegHeader } from "./jpeg-header.js";
import type { DecodeLimits } from "./pixel-decoder.js";
import { type PngHeader, readPngHeader } from "./png-header.js";
import { readTiffHeader, type TiffHeader } from "./tiff-header.js";
import { readWebpHeader, type WebpHeader } from "./webp-header.js";

/** What a file says about its picture before anything is decoded, by format. */
export type ImageHeader = JpegHeader | PngHeader | WebpHeader | TiffHeader | BmpHeader | GifHeader;

/**
 * Pixels of the largest picture that is decoded unless a caller says otherwise: 100 megapixels of
 * 8 bits (400 MB), beyond most cameras; decoding it takes about a gigabyte. See `decoded-size.ts`.
 */
export const DEFAULT_MAX_PIXELS = 100_000_000;

/**
 * Recognises the format by content and reads size, depth, channels, orientation and completeness
 * from the header. Allocates nothing that grows with the size of the picture.
 * @throws HomegroundError `image/empty`, `image/unsupported`, `image/too-large`,
 *   `image/truncated`, `image/invalid`
 */
export function readImageHeader(
  bytes: Uint8Array,
  limits: DecodeLimits = { maxPixels: DEFAULT_MAX_PIXELS },
): ImageHeader {
  const header = headerOf(bytes, limits);
  checkDecodedSize(header, limits);
  return header;
}

function headerOf(bytes: Uint8Array, limits: DecodeLimits): ImageHeader {
  const format = recogniseFormat(bytes);
  switch (format) {
    case "jpeg":
      return readJpegHeader(bytes, limits);
    case "png":
      return readPngHeader(bytes, limits);
    case "webp":
      return readWebpHeader(bytes, limits);
    case "tiff":
      return readTiffHeader(bytes, limits);
    case "bmp":
      return readBmpHeader(bytes, limits);
    case "gif":
      return readGifHeader(bytes, limits);
    default:
      return format satisfies never;
  }
}

/** The notes that a header alone calls for. */
export function notesOf(header: ImageHeader): readonly ImageNote[] {
  const notes: ImageNote[] = [];
  if ("hasEnd" in header && !header.hasEnd) notes.push("image/truncated");
  const isOneOfMany =
    ("isAnimated" in header && header.isAnimated) ||
    ("hasMoreFrames" in header && header.hasMoreFrames) ||
    ("hasMorePages" in header && header.hasMorePages);
  if (isOneOfMany) notes.push("image/first-frame");
  if ("hasProfile" in header && header.hasProfile) notes.push("image/profile-ignored");
  return notes;
}
