import { Unzlib } from "fflate";
import { invalidImage } from "./image-errors.js";

/**
 * The most bytes that one compressed byte can become: 258 bytes from two bits of deflate (RFC 1951),
 * 3,840 from twelve bits of LZW, 128 from two bytes of PackBits. A header that promises more cannot
 * be kept, and nothing is allocated for it.
 */
export const MAX_EXPANSION = { none: 1, deflate: 1032, lzw: 2731, packbits: 64 } as const;

/** Compressed bytes handed on at once: what they grow to is bounded before it is asked for. */
const PIECE_BYTES = 4096;

/**
 * Inflates a zlib stream up to `maxBytes` bytes; what comes after is left alone, so that a few bytes
 * cannot fill the memory.
 * @returns at most `maxBytes` bytes; fewer where the stream ends early
 * @throws HomegroundError `image/invalid` for bytes that are no zlib stream
 */
export function inflate(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const out = new Uint8Array(maxBytes);
  let length = 0;
  const stream = new Unzlib((piece) => {
    out.set(piece.subarray(0, maxBytes - length), length);
    length = Math.min(maxBytes, length + piece.length);
  });
  try {
    for (let at = 0; at < bytes.length && length < maxBytes; at += PIECE_BYTES) {
      const end = Math.min(bytes.length, at + PIECE_BYTES);
      // Never told that it has ended: a stream that is cut short gives what it has.
      stream.push(bytes.subarray(at, end), false);
    }
  } catch (cause) {
    throw invalidImage("the compressed pixel data are damaged", "deflate", cause);
  }
  return out.subarray(0, length);
}

const CLEAR = 256;
const END = 257;
const MAX_CODES = 4096;

/**
 * LZW of TIFF: codes of 9 to 12 bits, high bits first, one code early.
 * Source: TIFF Revision 6.0, section 13.
 * @returns at most `maxBytes` bytes; fewer where the stream ends early
 * @throws HomegroundError `image/invalid` for a code that is not in the table
 */
export function decompressLzw(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const out = new Uint8Array(maxBytes);
  // Each table entry is a place in the output: where its string was written, and how long it is.
  const start = new Int32Array(MAX_CODES);
  const size = new Int32Array(MAX_CODES);
  let next = END + 1;
  let width = 9;
  let length = 0;
  let buffer = 0;
  let held = 0;
  let at = 0;
  while (length < maxBytes) {
    while (held < width && at < bytes.length) {
      buffer = ((buffer << 8) | bytes[at++]!) & 0xffffff;
      held += 8;
    }
    if (held < width) break;
    held -= width;
    const code = (buffer >> held) & ((1 << width) - 1);
    if (code === END) break;
    if (code === CLEAR) {
      next = END + 1;
      width = 9;
      continue;
    }
    const written = length;
    if (code < CLEAR) {
      out[length++] = code;
    } else if (code < next) {
      const n = Math.min(size[code]!, maxBytes - length);
      // Byte by byte: the string may reach into itself, when it is the one being made.
      for (let i = 0, from = start[code]!; i < n; i++) out[length++] = out[from++]!;
    } else {
      throw invalidImage(`the code ${code} is not in the table`, "LZW");
    }
    // The string of the next entry is the last one and one byte more, both already in the output.
    if (next < MAX_CODES) {
      start[next] = written;
      size[next] = length - written + 1;
      next++;
    }
    // The entry above counts already, hence one code earlier than in GIF.
    if (next >= 1 << width && width < 12) width++;
  }
  return out.subarray(0, length);
}

/**
 * PackBits: runs of literal and of repeated bytes.
 * Source: TIFF Revision 6.0, section 9.
 * @returns at most `maxBytes` bytes; fewer where the data end early
 */
export function decompressPackBits(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const out = new Uint8Array(maxBytes);
  let length = 0;
  let at = 0;
  while (at < bytes.length && length < maxBytes) {
    const control = bytes[at++]!;
    if (control < 128) {
      const run = bytes.subarray(at, at + Math.min(control + 1, maxBytes - length));
      out.set(run, length);
      length += run.length;
      at += control + 1;
    } else if (control > 128) {
      const value = bytes[at++];
      if (value === undefined) break;
      const end = Math.min(maxBytes, length + 257 - control);
      out.fill(value, length, end);
      length = end;
    }
  }
  return out.subarray(0, length);
}
