import { HomegroundError } from "../core/errors.js";
import { type BmpHeader, readBmpHeader } from "./bmp.js";
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
 * 8 bits (400 MB), beyond most cameras; decoding it takes about a gigabyte. See {@link checkDecodedSize}.
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

/**
 * Bytes of a pixel that {@link DecodeLimits} means: red, green, blue and alpha of 8 bits, as codecs
 * give them. A pixel that takes twice the memory counts twice.
 */
const USUAL_BYTES = 4;

/**
 * Bytes of a pixel in the largest column that decoding makes of a file. A codec gives four channels
 * whatever the file has; a progressive JPEG is held as coefficients, 16 bits each, until its end.
 */
function bytesOfPixel(header: ImageHeader): number {
  switch (header.format) {
    case "png":
      return (4 * header.bitDepth) / 8;
    case "jpeg":
      return header.isProgressive ? 4 + 2 * header.components : 4;
    case "tiff":
      return (Math.max(4, header.samples) * Math.max(8, header.bits)) / 8;
    default:
      return USUAL_BYTES;
  }
}

/**
 * Refuses a picture whose pixels would take more memory than those of `maxPixels` usual pixels do:
 * 9000 × 9000 pixels of four channels with 16 bits are 81 megapixels and 648 MB.
 *
 * @throws HomegroundError `image/too-large`
 */
export function checkDecodedSize(header: ImageHeader, { maxPixels }: DecodeLimits): void {
  const { widthPx, heightPx } = header;
  const bytes = widthPx * heightPx * bytesOfPixel(header);
  const most = maxPixels * USUAL_BYTES;
  if (bytes <= most) return;
  throw new HomegroundError("image/too-large", {
    what: `the picture of ${widthPx} × ${heightPx} pixels takes ${inMegabytes(bytes)} decoded, more than ${inMegabytes(most)}`,
    where: header.format.toUpperCase(),
    fix: "Cut or shrink it beforehand, or save it with 8 bits a value",
  });
}

function inMegabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}
