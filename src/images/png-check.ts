import { crc32 } from "../core/crc32.js";
import type { HomegroundError } from "../core/errors.js";
import { inflate, MAX_EXPANSION } from "./decompress.js";
import { invalidImage, truncatedImage } from "./image-errors.js";
import type { PngChunk, PngHeader } from "./png-header.js";

/**
 * Holds the chunks that the pixels need to their checksums, which the codec does not look at.
 * @throws HomegroundError `image/invalid`
 */
export function checkPngSums(bytes: Uint8Array, header: PngHeader): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const { type, start, end } of header.chunks) {
    if (view.getUint32(end - 4) === crc32(bytes, start + 4, end - 4)) continue;
    throw invalidImage(`the checksum of the ${type} chunk is wrong`, `PNG, byte ${start}`);
  }
}

/**
 * Whether the compressed pixel data can be enough at all, before anything is allocated for them.
 * @throws HomegroundError `image/truncated`
 */
export function checkPngLength(header: PngHeader): void {
  const stored = pixelChunks(header).reduce((sum, { start, end }) => sum + end - start - 12, 0);
  const needed = pixelDataBytes(header);
  if (needed <= stored * MAX_EXPANSION.deflate) return;
  throw truncatedImage(`${stored} bytes cannot become ${needed}`, "PNG");
}

/** The error for a file whose pixel data end early; null where they are all there. */
export function findMissingPixels(bytes: Uint8Array, header: PngHeader): HomegroundError | null {
  const needed = pixelDataBytes(header);
  const found = inflate(pixelBytes(bytes, header), needed).length;
  if (found >= needed) return null;
  return truncatedImage(`${found} of ${needed} bytes of pixel data are there`, "PNG");
}

function pixelChunks({ chunks }: PngHeader): readonly PngChunk[] {
  return chunks.filter(({ type }) => type === "IDAT");
}

/** Columns and rows of the seven passes of an interlaced picture: first and step. */
const PASSES = [
  [0, 8, 0, 8],
  [4, 8, 0, 8],
  [0, 4, 4, 8],
  [2, 4, 0, 4],
  [0, 2, 2, 4],
  [1, 2, 0, 2],
  [0, 1, 1, 2],
] as const;

type Pass = readonly [x: number, stepX: number, y: number, stepY: number];

/** Where the pixels of each pass are: one pass for a picture that is not interlaced. */
export function passesOf({ isInterlaced }: PngHeader): readonly Pass[] {
  return isInterlaced ? PASSES : [[0, 1, 0, 1]];
}

/** Bytes of the inflated pixel data: rows, each with its filter byte. */
function pixelDataBytes(header: PngHeader): number {
  const { widthPx, heightPx, bitsPerPixel } = header;
  let total = 0;
  for (const [x, stepX, y, stepY] of passesOf(header)) {
    const columns = Math.max(0, Math.ceil((widthPx - x) / stepX));
    const rows = Math.max(0, Math.ceil((heightPx - y) / stepY));
    if (columns > 0) total += rows * (1 + Math.ceil((columns * bitsPerPixel) / 8));
  }
  return total;
}

/** Pixel data as they are stored, deflated: of several chunks a copy. */
export function pixelBytes(bytes: Uint8Array, header: PngHeader): Uint8Array {
  const chunks = pixelChunks(header);
  const [first] = chunks;
  if (first !== undefined && chunks.length === 1)
    return bytes.subarray(first.start + 8, first.end - 4);
  const out = new Uint8Array(chunks.reduce((sum, { start, end }) => sum + end - start - 12, 0));
  let to = 0;
  for (const { start, end } of chunks) {
    out.set(bytes.subarray(start + 8, end - 4), to);
    to += end - start - 12;
  }
  return out;
}
