import { inflate } from "./decompress.js";
import { invalidImage, truncatedImage } from "./image-errors.js";
import type { DecodeLimits } from "./pixel-decoder.js";
import { checkPngLength, checkPngSums, passesOf, pixelBytes } from "./png-check.js";
import { type PngHeader, readPngHeader } from "./png-header.js";

/** Numbers of a PNG file as they are stored: a palette is not resolved, few bits are not spread. */
export interface PngSamples {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Numbers of a pixel: 1 grey or place in the palette, 2 grey and alpha, 3 RGB, 4 RGBA. */
  readonly channels: 1 | 2 | 3 | 4;
  /** Of each number: 1, 2, 4, 8 or 16. */
  readonly bits: number;
  /** Row-major, numbers of a pixel side by side. */
  readonly data: Uint8Array | Uint16Array;
  /** R, G, B of each place in the palette; null where numbers are no places. */
  readonly palette: Uint8Array | null;
}

const CHANNELS = new Map<number, PngSamples["channels"]>([
  [0, 1],
  [2, 3],
  [3, 1],
  [4, 2],
  [6, 4],
]);

/**
 * The numbers of a PNG file as they are stored, which is what masks are read from: the decoder of
 * pictures resolves palettes, and masks count their places.
 * Source: W3C, Portable Network Graphics (third edition).
 *
 * @throws HomegroundError `image/truncated`, `image/too-large`, `image/invalid`
 */
export function decodePngSamples(bytes: Uint8Array, limits: DecodeLimits): PngSamples {
  const header = readPngHeader(bytes, limits);
  checkPngSums(bytes, header);
  checkPngLength(header);
  const { widthPx, heightPx, chunks } = header;
  const [{ start: ihdr }] = chunks as [PngHeader["chunks"][number]];
  const depth = bytes[ihdr + 16]!;
  const colour = bytes[ihdr + 17]!;
  const channels = CHANNELS.get(colour)!; // the header was checked
  const palette = chunks.find(({ type }) => type === "PLTE");
  const frames = passesOf(header).flatMap(([left, stepX, top, stepY]) => {
    const width = Math.ceil((widthPx - left) / stepX);
    const height = Math.ceil((heightPx - top) / stepY);
    const rowBytes = Math.ceil((width * channels * depth) / 8);
    return width > 0 && height > 0 ? [{ left, top, stepX, stepY, width, height, rowBytes }] : [];
  });
  const wanted = frames.reduce((sum, { height, rowBytes }) => sum + height * (rowBytes + 1), 0);
  const raw = inflate(pixelBytes(bytes, header), wanted);
  if (raw.length < wanted) throw truncatedImage("the file ends before its pixel data", "PNG");
  const size = widthPx * heightPx * channels;
  const data = depth === 16 ? new Uint16Array(size) : new Uint8Array(size);
  const step = Math.max(1, (channels * depth) >> 3);
  let at = 0;
  for (const { left, top, stepX, stepY, width, height, rowBytes } of frames) {
    let above: Uint8Array = new Uint8Array(rowBytes);
    for (let y = 0; y < height; y++) {
      const filter = raw[at]!;
      const row = raw.subarray(at + 1, at + 1 + rowBytes);
      unfilter(filter, row, above, step);
      const to = (top + y * stepY) * widthPx + left;
      spread(row, data, depth, width, channels, to, stepX);
      above = row;
      at += rowBytes + 1;
    }
  }
  return {
    widthPx,
    heightPx,
    channels,
    bits: depth,
    data,
    palette:
      colour === 3 && palette !== undefined
        ? bytes.slice(palette.start + 8, palette.end - 4)
        : null,
  };
}

/** Undoes the filter of one row, in place. @param step bytes of a pixel, at least 1 */
function unfilter(filter: number, row: Uint8Array, above: Uint8Array, step: number): void {
  switch (filter) {
    case 0:
      return;
    case 1:
      for (let i = step; i < row.length; i++) row[i]! += row[i - step]!;
      return;
    case 2:
      for (let i = 0; i < row.length; i++) row[i]! += above[i]!;
      return;
    case 3:
      for (let i = 0; i < row.length; i++) {
        row[i]! += ((i < step ? 0 : row[i - step]!) + above[i]!) >> 1;
      }
      return;
    case 4:
      for (let i = 0; i < row.length; i++) {
        const left = i < step ? 0 : row[i - step]!;
        const corner = i < step ? 0 : above[i - step]!;
        row[i]! += paeth(left, above[i]!, corner);
      }
      return;
    default:
      throw invalidImage(`a row has the filter ${filter}, which there is none of`, "PNG");
  }
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const ofLeft = Math.abs(guess - left);
  const ofUp = Math.abs(guess - up);
  const ofCorner = Math.abs(guess - corner);
  if (ofLeft <= ofUp && ofLeft <= ofCorner) return left;
  return ofUp <= ofCorner ? up : corner;
}

/** Numbers of a row to their places. @param to pixel of the first */
function spread(
  row: Uint8Array,
  data: Uint8Array | Uint16Array,
  depth: number,
  width: number,
  channels: number,
  to: number,
  stepX: number,
): void {
  if (depth === 8 && stepX === 1) {
    data.set(row, to * channels);
    return;
  }
  const mask = 2 ** depth - 1;
  for (let x = 0, k = 0; x < width; x++) {
    for (let c = 0; c < channels; c++, k++) {
      let value: number;
      if (depth === 16) value = row[2 * k]! * 256 + row[2 * k + 1]!;
      else if (depth === 8) value = row[k]!;
      else {
        const bit = k * depth;
        value = (row[bit >> 3]! >> (8 - depth - (bit & 7))) & mask;
      }
      data[(to + x * stepX) * channels + c] = value;
    }
  }
}
