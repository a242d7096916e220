import { deflateSync } from "node:zlib";
import type { Pixels } from "../../src/images/pixel-decoder.js";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const COLOUR_TYPE = { 1: 0, 2: 4, 3: 2, 4: 6 } as const;

/** A PNG file of pixels, with EXIF orientation where it is not 1; rows are stored unfiltered. */
export function encodePng(pixels: Pixels, orientation = 1): Uint8Array<ArrayBuffer> {
  const { widthPx, heightPx, channels, bitDepth, data } = pixels;
  const rowValues = widthPx * channels;
  const rowBytes = (rowValues * bitDepth) / 8;
  const raw = Buffer.alloc(heightPx * (1 + rowBytes));
  for (let y = 0; y < heightPx; y++) {
    for (let i = 0; i < rowValues; i++) {
      const value = data[y * rowValues + i] ?? 0;
      const row = y * (1 + rowBytes) + 1;
      if (bitDepth === 8) raw[row + i] = value;
      else raw.writeUInt16BE(value, row + 2 * i);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(widthPx, 0);
  header.writeUInt32BE(heightPx, 4);
  header[8] = bitDepth;
  header[9] = COLOUR_TYPE[channels];
  const exif = orientation === 1 ? [] : [pngChunk("eXIf", exifBlock(orientation))];
  return pngFile([pngChunk("IHDR", header), ...exif, pngChunk("IDAT", deflateSync(raw)), END]);
}

/** A PNG file of these chunks. */
export function pngFile(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat([SIGNATURE, ...chunks]));
}

/** One chunk: length, type, data and checksum. */
export function pngChunk(type: string, data: Uint8Array = new Uint8Array()): Uint8Array {
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, "latin1");
  out.set(data, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length);
  return out;
}

/** An EXIF block that holds nothing but an orientation. */
export function exifBlock(orientation: number, byteOrder: "II" | "MM" = "MM"): Buffer {
  const out = Buffer.alloc(26);
  const isLittle = byteOrder === "II";
  const word = (value: number, at: number) =>
    isLittle ? out.writeUInt16LE(value, at) : out.writeUInt16BE(value, at);
  out.write(byteOrder, 0, "latin1");
  word(42, 2);
  if (isLittle) out.writeUInt32LE(8, 4);
  else out.writeUInt32BE(8, 4);
  word(1, 8);
  word(0x0112, 10);
  word(3, 12);
  if (isLittle) out.writeUInt32LE(1, 14);
  else out.writeUInt32BE(1, 14);
  word(orientation, 18);
  return out;
}

const END = pngChunk("IEND");

/** Bit by bit, so that it shares nothing with the code under test. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}
