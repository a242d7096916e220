import { readExifOrientation } from "./exif-orientation.js";
import { checkSides, invalidImage, truncatedImage } from "./image-errors.js";
import { asciiAt, hasText } from "./image-format.js";
import type { DecodeLimits } from "./pixel-decoder.js";

export interface WebpHeader {
  readonly format: "webp";
  readonly widthPx: number;
  readonly heightPx: number;
  readonly hasAlpha: boolean;
  readonly orientation: number;
  readonly hasProfile: boolean;
  readonly isAnimated: boolean;
  /** The first frame of an animation; null for a still picture. */
  readonly firstFrame: WebpFrame | null;
}

/** A frame of an animation: where it lies on the canvas, and its chunks in the file. */
export interface WebpFrame {
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly start: number;
  readonly end: number;
}

interface Bitstream {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly hasAlpha: boolean;
}

/**
 * Reads the chunks of a WebP file, without decoding.
 * Source: RFC 9649 (WebP container), RFC 6386 section 9.1 (VP8 frame header).
 * @throws HomegroundError `image/truncated` where the file is shorter than its chunks say,
 *   `image/too-large`, `image/invalid`
 */
export function readWebpHeader(bytes: Uint8Array, limits: DecodeLimits): WebpHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const declared = view.getUint32(4, true) + 8;
  if (declared > bytes.length) {
    throw truncatedImage(`the file has ${bytes.length} of ${declared} bytes`, "WebP, byte 4");
  }
  let canvas: Bitstream | null = null;
  let still: Bitstream | null = null;
  let firstFrame: WebpFrame | null = null;
  let orientation = 1;
  let isAnimated = false;
  let hasProfile = false;
  for (const { type, start, end } of chunksOf(view, 12, declared)) {
    const where = `WebP, byte ${start}`;
    if (type === "VP8X") {
      if (end - start < 10) throw invalidImage("a header that is too short", where);
      const flags = bytes[start]!;
      isAnimated = (flags & 2) !== 0;
      canvas = {
        widthPx: uint24(view, start + 4) + 1,
        heightPx: uint24(view, start + 7) + 1,
        hasAlpha: (flags & 16) !== 0,
      };
      checkSides(canvas.widthPx, canvas.heightPx, limits, where);
    } else if (type === "ICCP") {
      hasProfile = true;
    } else if (type === "EXIF") {
      const skipped = hasText(bytes, start, "Exif\0\0") ? 6 : 0;
      orientation = readExifOrientation(bytes.subarray(start + skipped, end));
    } else if (type === "ANMF") {
      firstFrame ??= readFrame(view, start, end);
    } else if (type === "VP8 " || type === "VP8L") {
      still ??= readBitstream(view, type, start, end);
    }
  }
  if (isAnimated && firstFrame === null) throw invalidImage("an animation without frames", "WebP");
  const size = canvas ?? still;
  if (size === null || (still === null && firstFrame === null)) {
    throw invalidImage("no pixel data", "WebP");
  }
  checkSides(size.widthPx, size.heightPx, limits, "WebP");
  if (still !== null) checkSides(still.widthPx, still.heightPx, limits, "WebP");
  if (firstFrame !== null) {
    const { leftPx, topPx, widthPx, heightPx } = firstFrame;
    if (leftPx + widthPx > size.widthPx || topPx + heightPx > size.heightPx) {
      throw invalidImage("a frame that leaves its canvas", `WebP, byte ${firstFrame.start}`);
    }
  } else if (still !== null && still.widthPx * still.heightPx !== size.widthPx * size.heightPx) {
    throw invalidImage("two different sizes of the picture", "WebP");
  }
  return {
    format: "webp",
    widthPx: size.widthPx,
    heightPx: size.heightPx,
    hasAlpha: size.hasAlpha || isAnimated,
    orientation,
    hasProfile,
    isAnimated,
    firstFrame: isAnimated ? firstFrame : null,
  };
}

/** The first frame of an animation as a file of its own, which a decoder of still pictures reads. */
export function stillOfFrame(bytes: Uint8Array, frame: WebpFrame): Uint8Array {
  const extended = 18; // a VP8X chunk, which announces alpha
  const out = new Uint8Array(12 + extended + frame.end - frame.start);
  const view = new DataView(out.buffer);
  writeText(out, 0, "RIFF");
  view.setUint32(4, out.length - 8, true);
  writeText(out, 8, "WEBPVP8X");
  view.setUint32(16, 10, true);
  out[20] = 16;
  view.setUint32(24, frame.widthPx - 1, true); // the fourth byte is overwritten by the height
  view.setUint16(27, (frame.heightPx - 1) & 0xffff, true);
  out[29] = (frame.heightPx - 1) >> 16;
  out.set(bytes.subarray(frame.start, frame.end), 12 + extended);
  return out;
}

interface RiffChunk {
  readonly type: string;
  /** First and last-but-one byte of the data. */
  readonly start: number;
  readonly end: number;
}

function* chunksOf(view: DataView, from: number, to: number): Generator<RiffChunk> {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  let at = from;
  while (at + 8 <= to) {
    const length = view.getUint32(at + 4, true);
    const start = at + 8;
    if (start + length > to) {
      throw truncatedImage(`a chunk of ${length} bytes leaves the file`, `WebP, byte ${at}`);
    }
    yield { type: asciiAt(bytes, at, 4), start, end: start + length };
    at = start + length + (length % 2);
  }
}

function readFrame(view: DataView, start: number, end: number): WebpFrame {
  if (end - start < 16) throw invalidImage("a frame that is too short", `WebP, byte ${start}`);
  const frame = {
    leftPx: 2 * uint24(view, start),
    topPx: 2 * uint24(view, start + 3),
    widthPx: uint24(view, start + 6) + 1,
    heightPx: uint24(view, start + 9) + 1,
    start: start + 16,
    end,
  };
  for (const chunk of chunksOf(view, frame.start, end)) {
    if (chunk.type !== "VP8 " && chunk.type !== "VP8L") continue;
    const size = readBitstream(view, chunk.type, chunk.start, chunk.end);
    if (size.widthPx === frame.widthPx && size.heightPx === frame.heightPx) return frame;
    throw invalidImage("two different sizes of a frame", `WebP, byte ${start}`);
  }
  throw invalidImage("a frame without pixel data", `WebP, byte ${start}`);
}

function readBitstream(view: DataView, type: string, start: number, end: number): Bitstream {
  const where = `WebP, byte ${start}`;
  if (type === "VP8L") {
    if (end - start < 5 || view.getUint8(start) !== 0x2f) {
      throw invalidImage("pixel data without their mark", where);
    }
    const bits = view.getUint32(start + 1, true);
    return {
      widthPx: (bits & 0x3fff) + 1,
      heightPx: ((bits >>> 14) & 0x3fff) + 1,
      hasAlpha: ((bits >>> 28) & 1) === 1,
    };
  }
  const isMarked = end - start >= 10 && uint24(view, start + 3) === 0x2a019d;
  if (!isMarked) throw invalidImage("pixel data without their mark", where);
  return {
    widthPx: view.getUint16(start + 6, true) & 0x3fff,
    heightPx: view.getUint16(start + 8, true) & 0x3fff,
    hasAlpha: false,
  };
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) + view.getUint8(at + 2) * 0x10000;
}

function writeText(bytes: Uint8Array, at: number, text: string): void {
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
}
