import { MAX_EXPANSION } from "./decompress.js";
import { checkSides, invalidImage, truncatedImage } from "./image-errors.js";
import type { DecodeLimits, Pixels } from "./pixel-decoder.js";

export interface GifHeader {
  readonly format: "gif";
  /** Of the whole canvas. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly hasMoreFrames: boolean;
  /** The first frame, which is the picture. */
  readonly frame: {
    readonly leftPx: number;
    readonly topPx: number;
    readonly widthPx: number;
    readonly heightPx: number;
    readonly isInterlaced: boolean;
    /** Red, green and blue of each colour. */
    readonly palette: Uint8Array;
    /** Index of the colour that is see-through, or −1. */
    readonly transparent: number;
    readonly codeBits: number;
    /** The compressed bytes, in blocks. */
    readonly blocks: readonly Uint8Array[];
  };
}

/**
 * Reads a GIF file up to its second frame, without decompressing.
 * Source: CompuServe, Graphics Interchange Format version 89a (1990).
 * @throws HomegroundError `image/too-large`, `image/truncated`, `image/invalid`
 */
export function readGifHeader(bytes: Uint8Array, limits: DecodeLimits): GifHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 13) throw truncatedImage("the file ends inside its header", "GIF, byte 0");
  const widthPx = view.getUint16(6, true);
  const heightPx = view.getUint16(8, true);
  checkSides(widthPx, heightPx, limits, "GIF, byte 6");
  const globalBytes = paletteBytes(bytes[10]!);
  let at = 13 + globalBytes;
  const globalPalette = bytes.subarray(13, at);
  let transparent = -1;
  let frame: GifHeader["frame"] | null = null;
  for (;;) {
    const kind = bytes[at];
    if (kind === 0x2c) {
      if (frame !== null) return { format: "gif", widthPx, heightPx, hasMoreFrames: true, frame };
      if (at + 11 > bytes.length) break;
      const flags = bytes[at + 9]!;
      const localBytes = paletteBytes(flags);
      const dataStart = at + 10 + localBytes;
      const palette = localBytes > 0 ? bytes.subarray(at + 10, dataStart) : globalPalette;
      const { blocks, end } = readBlocks(bytes, dataStart + 1);
      frame = {
        leftPx: view.getUint16(at + 1, true),
        topPx: view.getUint16(at + 3, true),
        widthPx: view.getUint16(at + 5, true),
        heightPx: view.getUint16(at + 7, true),
        isInterlaced: (flags & 0x40) !== 0,
        palette,
        transparent,
        codeBits: bytes[dataStart] ?? 0,
        blocks,
      };
      checkFrame(frame, widthPx, heightPx, at);
      at = end;
    } else if (kind === 0x21) {
      // A graphic control extension belongs to the frame that follows it.
      const isControl = bytes[at + 1] === 0xf9 && bytes[at + 2] === 4;
      if (isControl) transparent = (bytes[at + 3]! & 1) === 1 ? (bytes[at + 6] ?? -1) : -1;
      at = readBlocks(bytes, at + 2).end;
    } else if (kind === 0x3b || kind === undefined || frame !== null) {
      break;
    } else {
      throw invalidImage(`an unknown block ${kind}`, `GIF, byte ${at}`);
    }
  }
  if (frame === null) throw truncatedImage("no picture in the file", `GIF, byte ${at}`);
  return { format: "gif", widthPx, heightPx, hasMoreFrames: false, frame };
}

/**
 * Pixels of the first frame: RGB, or RGBA where a colour is see-through or the frame leaves part of
 * the canvas empty.
 * @throws HomegroundError `image/truncated` where pixels are missing, `image/invalid`
 */
export function decodeGif(header: GifHeader): Pixels {
  const { widthPx, heightPx, frame } = header;
  const indices = decompress(frame);
  const isWhole = frame.widthPx === widthPx && frame.heightPx === heightPx;
  const channels = isWhole && frame.transparent < 0 ? 3 : 4;
  const data = new Uint8Array(widthPx * heightPx * channels);
  let from = 0;
  for (const y of rowOrder(frame)) {
    let to = ((frame.topPx + y) * widthPx + frame.leftPx) * channels;
    for (let x = 0; x < frame.widthPx; x++) {
      const index = indices[from++]!;
      for (let c = 0; c < 3; c++) data[to + c] = frame.palette[3 * index + c] ?? 0;
      if (channels === 4) data[to + 3] = index === frame.transparent ? 0 : 255;
      to += channels;
    }
  }
  return { widthPx, heightPx, channels, bitDepth: 8, data };
}

function paletteBytes(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

function readBlocks(bytes: Uint8Array, from: number) {
  const blocks: Uint8Array[] = [];
  let at = from;
  for (;;) {
    const length = bytes[at];
    if (length === undefined || length === 0) return { blocks, end: at + 1 };
    blocks.push(bytes.subarray(at + 1, at + 1 + length));
    at += 1 + length;
  }
}

function checkFrame(frame: GifHeader["frame"], widthPx: number, heightPx: number, at: number) {
  const { leftPx, topPx, codeBits } = frame;
  if (frame.widthPx < 1 || frame.heightPx < 1) {
    throw invalidImage(`a frame of ${frame.widthPx} × ${frame.heightPx}`, `GIF, byte ${at}`);
  }
  if (leftPx + frame.widthPx > widthPx || topPx + frame.heightPx > heightPx) {
    throw invalidImage("a frame that leaves its canvas", `GIF, byte ${at}`);
  }
  const stored = frame.blocks.reduce((sum, { length }) => sum + length, 0);
  if (frame.widthPx * frame.heightPx > stored * MAX_EXPANSION.lzw) {
    throw truncatedImage(`${stored} bytes cannot hold the frame`, `GIF, byte ${at}`);
  }
  if (codeBits < 1 || codeBits > 8) {
    throw invalidImage(`codes of ${codeBits} bits`, `GIF, byte ${at}`);
  }
}

/** Rows in the order in which they are stored. */
function rowOrder({ heightPx, isInterlaced }: GifHeader["frame"]): number[] {
  const passes = isInterlaced
    ? [
        [0, 8],
        [4, 8],
        [2, 4],
        [1, 2],
      ]
    : [[0, 1]];
  const rows: number[] = [];
  for (const [first = 0, step = 1] of passes) {
    for (let y = first; y < heightPx; y += step) rows.push(y);
  }
  return rows;
}

/** LZW of GIF: codes of codeBits + 1 to 12 bits, low bits first. */
function decompress({ widthPx, heightPx, codeBits, blocks }: GifHeader["frame"]): Uint8Array {
  const out = new Uint8Array(widthPx * heightPx);
  const clear = 2 ** codeBits;
  const end = clear + 1;
  // As in decompressLzw: an entry is the last string and the byte that comes after it.
  const start = new Int32Array(4096);
  const size = new Int32Array(4096);
  let next = end + 1;
  let width = codeBits + 1;
  let length = 0;
  let buffer = 0;
  let held = 0;
  for (const block of blocks) {
    for (const byte of block) {
      buffer |= byte << held;
      held += 8;
      while (held >= width) {
        const code = buffer & (2 ** width - 1);
        buffer >>>= width;
        held -= width;
        if (code === end || length === out.length) return whole(out, length);
        if (code === clear) {
          next = end + 1;
          width = codeBits + 1;
          continue;
        }
        const written = length;
        if (code < clear) {
          out[length++] = code;
        } else if (code < next) {
          const n = Math.min(size[code]!, out.length - length);
          for (let i = 0, from = start[code]!; i < n; i++) out[length++] = out[from++]!;
        } else {
          throw invalidImage(`the code ${code} is not in the table`, "GIF, LZW");
        }
        if (next < 4096) {
          start[next] = written;
          size[next] = length - written + 1;
          next++;
        }
        // The entry above is one ahead of the standard's table, hence "greater".
        if (next > 2 ** width && width < 12) width++;
      }
    }
  }
  return whole(out, length);
}

function whole(out: Uint8Array, length: number): Uint8Array {
  if (length === out.length) return out;
  throw truncatedImage(`${length} of ${out.length} pixels are there`, "GIF");
}
