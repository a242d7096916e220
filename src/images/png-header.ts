import { readExifOrientation } from "./exif-orientation.js";
import { checkSides, invalidImage, truncatedImage } from "./image-errors.js";
import { asciiAt } from "./image-format.js";
import type { DecodeLimits } from "./pixel-decoder.js";

export interface PngHeader {
  readonly format: "png";
  readonly widthPx: number;
  readonly heightPx: number;
  /** Channels after a palette and a transparent colour are resolved. */
  readonly channels: 1 | 2 | 3 | 4;
  readonly bitDepth: 8 | 16;
  /** As stored, before a palette is resolved. */
  readonly bitsPerPixel: number;
  readonly isInterlaced: boolean;
  readonly orientation: number;
  readonly hasProfile: boolean;
  readonly isAnimated: boolean;
  readonly hasEnd: boolean;
  /** Bytes of each chunk that the pixels need, in the file's order. */
  readonly chunks: readonly PngChunk[];
}

/** Where a whole chunk (length, type, data, checksum) lies in the file. */
export interface PngChunk {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

const SIGNATURE_BYTES = 8;
/** What the pixels depend on. All else (texts, profiles, later frames) is kept from the codec. */
const NEEDED = ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"];
const COLOUR_CHANNELS = new Map<number, 1 | 2 | 3 | 4>([
  [0, 1],
  [2, 3],
  [3, 3],
  [4, 2],
  [6, 4],
]);
const DEPTHS = new Map<number, readonly number[]>([
  [0, [1, 2, 4, 8, 16]],
  [2, [8, 16]],
  [3, [1, 2, 4, 8]],
  [4, [8, 16]],
  [6, [8, 16]],
]);

/**
 * Reads the chunks of a PNG file, without inflating anything.
 * Source: W3C, Portable Network Graphics (third edition).
 * @throws HomegroundError `image/truncated` where the file ends inside a chunk or before any pixel
 *   data, `image/too-large`, `image/invalid`
 */
export function readPngHeader(bytes: Uint8Array, limits: DecodeLimits): PngHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: PngChunk[] = [];
  const seen = new Set<string>();
  let orientation = 1;
  let frame: ReturnType<typeof readFrame> | null = null;
  let at = SIGNATURE_BYTES;
  while (at < bytes.length && !seen.has("IEND")) {
    const where = `PNG, byte ${at}`;
    if (at + 8 > bytes.length) {
      if (seen.has("IDAT")) break;
      throw truncatedImage("the file ends inside a chunk's header", where);
    }
    const length = view.getUint32(at);
    const type = asciiAt(bytes, at + 4, 4);
    const end = at + 12 + length;
    if (!/^[A-Za-z]{4}$/.test(type)) throw invalidImage("a chunk without a valid type", where);
    if (frame === null && type !== "IHDR") throw invalidImage("the header is not first", where);
    if (end > bytes.length) {
      // Pixels come in consecutive chunks, so another kind after them means that they are whole.
      if (seen.has("IDAT") && type !== "IDAT") break;
      throw truncatedImage(`the file ends inside its ${type} chunk`, where);
    }
    const data = bytes.subarray(at + 8, end - 4);
    if (type === "IHDR") {
      if (frame !== null) throw invalidImage("a second header", where);
      frame = readFrame(data, limits, where);
    }
    if (type === "eXIf") orientation = readExifOrientation(data);
    if (NEEDED.includes(type)) chunks.push({ type, start: at, end });
    seen.add(type);
    at = end;
  }
  if (frame === null || !seen.has("IDAT")) {
    throw truncatedImage("the file ends before its pixel data", `PNG, byte ${at}`);
  }
  const { colourType, ...rest } = frame;
  if (colourType === 3 && !seen.has("PLTE")) throw invalidImage("no palette", "PNG");
  const channels = COLOUR_CHANNELS.get(colourType)!;
  const isSeeThrough = seen.has("tRNS");
  return {
    format: "png",
    ...rest,
    channels: isSeeThrough && channels === 1 ? 2 : isSeeThrough && channels === 3 ? 4 : channels,
    orientation,
    hasProfile: seen.has("iCCP"),
    isAnimated: seen.has("acTL"),
    hasEnd: seen.has("IEND"),
    chunks,
  };
}

/**
 * The file with nothing but what its pixels need, so that a codec never inflates a text or a colour
 * profile; with an end chunk, whether it had one or not.
 */
export function essentialPng(bytes: Uint8Array, header: PngHeader): Uint8Array {
  const kept = header.chunks.reduce((sum, { start, end }) => sum + end - start, SIGNATURE_BYTES);
  if (kept === bytes.length && header.hasEnd) return bytes;
  const out = new Uint8Array(kept + (header.hasEnd ? 0 : END_CHUNK.length));
  out.set(bytes.subarray(0, SIGNATURE_BYTES));
  let to = SIGNATURE_BYTES;
  for (const { start, end } of header.chunks) {
    out.set(bytes.subarray(start, end), to);
    to += end - start;
  }
  if (!header.hasEnd) out.set(END_CHUNK, to);
  return out;
}

const END_CHUNK = Uint8Array.of(0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82);

function readFrame(data: Uint8Array, limits: DecodeLimits, where: string) {
  if (data.length !== 13) throw invalidImage(`a header of ${data.length} bytes`, where);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const widthPx = view.getUint32(0);
  const heightPx = view.getUint32(4);
  checkSides(widthPx, heightPx, limits, where);
  const depth = data[8]!;
  const colourType = data[9]!;
  if (DEPTHS.get(colourType)?.includes(depth) !== true) {
    throw invalidImage(`colour type ${colourType} with ${depth} bits a value`, where);
  }
  if (data[10] !== 0 || data[11] !== 0 || data[12]! > 1) {
    throw invalidImage("an unknown compression, filter or interlace method", where);
  }
  const bitDepth = depth === 16 ? 16 : 8;
  const bitsPerPixel = depth * (colourType === 3 ? 1 : COLOUR_CHANNELS.get(colourType)!);
  const isInterlaced = data[12] === 1;
  return { widthPx, heightPx, colourType, bitDepth, bitsPerPixel, isInterlaced } as const;
}
