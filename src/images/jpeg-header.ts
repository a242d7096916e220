import { readExifOrientation } from "./exif-orientation.js";
import { checkSides, invalidImage, truncatedImage, unsupportedImage } from "./image-errors.js";
import { hasText } from "./image-format.js";
import type { DecodeLimits } from "./pixel-decoder.js";

export interface JpegHeader {
  readonly format: "jpeg";
  readonly widthPx: number;
  readonly heightPx: number;
  /** Components of the frame: 1 grey, 3 colour, 4 CMYK or YCCK. */
  readonly components: 1 | 3 | 4;
  readonly isProgressive: boolean;
  /** Colour transform of the Adobe marker: 0 none, 1 YCbCr, 2 YCCK; null without the marker. */
  readonly adobeTransform: number | null;
  readonly orientation: number;
  readonly hasProfile: boolean;
  /** Whether the scans are followed by the end marker. */
  readonly hasEnd: boolean;
  /** Whether there is a scan for every bit of every coefficient; the last one may still be cut. */
  readonly hasAllScans: boolean;
}

/** A file may repeat its scans without end; libjpeg-turbo's own fuzzers stop at 500. */
const MAX_SCANS = 500;

/**
 * Reads the markers of a JPEG file up to its end, without decoding.
 * Source: ITU-T T.81 (1992), Annex B; Adobe Technical Note 5116 for APP14.
 * @throws HomegroundError `image/truncated` where the file ends inside a segment or before its
 *   scan, `image/unsupported` for arithmetic coding, lossless, hierarchical and 12 bit,
 *   `image/too-large`, `image/invalid`
 */
export function readJpegHeader(bytes: Uint8Array, limits: DecodeLimits): JpegHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let frame: Pick<JpegHeader, "widthPx" | "heightPx" | "components" | "isProgressive"> | null =
    null;
  let adobeTransform: number | null = null;
  let orientation: number | null = null;
  let hasProfile = false;
  let scans = 0;
  const coverage = new Map<number, Int8Array>();
  let at = 2;
  for (;;) {
    const marker = nextMarker(bytes, at, scans > 0);
    if (marker === null) {
      if (scans === 0) throw truncatedImage("the file ends before its pixel data", byteAt(at));
      break;
    }
    const { code, end } = marker;
    at = end;
    if (code === 0xd9) {
      if (scans === 0) throw invalidImage("the end marker comes before any pixel data", byteAt(at));
      return finish(true);
    }
    if (isStandalone(code)) continue;
    if (at + 2 > bytes.length || at + view.getUint16(at) > bytes.length) {
      if (scans > 0) break;
      throw truncatedImage("the file ends inside its header", byteAt(at));
    }
    const length = view.getUint16(at);
    if (length < 2) throw invalidImage(`a segment of ${length} bytes`, byteAt(at));
    const segment = bytes.subarray(at + 2, at + length);
    if (isFrame(code)) {
      if (frame !== null) throw invalidImage("a second frame header", byteAt(at));
      frame = readFrame(code, segment, limits, byteAt(at));
    } else if (code === 0xda) {
      if (frame === null) throw invalidImage("pixel data before any frame header", byteAt(at));
      scans++;
      if (scans > MAX_SCANS) throw invalidImage(`more than ${MAX_SCANS} scans`, byteAt(at));
      noteScan(segment, frame.isProgressive, coverage);
    } else if (code === 0xe1 && hasText(segment, 0, "Exif\0\0")) {
      orientation ??= readExifOrientation(segment.subarray(6));
    } else if (code === 0xe2 && hasText(segment, 0, "ICC_PROFILE\0")) {
      hasProfile = true;
    } else if (code === 0xee && segment.length >= 12 && hasText(segment, 0, "Adobe")) {
      adobeTransform = segment[11]!;
    }
    at += length;
  }
  return finish(false);

  function finish(hasEnd: boolean): JpegHeader {
    if (frame === null) throw invalidImage("no frame header", "JPEG");
    checkLength(bytes, frame.widthPx, frame.heightPx);
    return {
      format: "jpeg",
      ...frame,
      adobeTransform,
      orientation: orientation ?? 1,
      hasProfile,
      hasEnd,
      hasAllScans: coverage.size === frame.components && isAllZero(coverage),
    };
  }
}

const COEFFICIENTS = 64;
const MISSING = 127;

/** Writes down the lowest bit of each coefficient that a scan brings, by component. */
function noteScan(
  segment: Uint8Array,
  isProgressive: boolean,
  coverage: Map<number, Int8Array>,
): void {
  const n = segment[0] ?? 0;
  const [first = 0, last = 0, bits = 0] = segment.subarray(1 + 2 * n, 4 + 2 * n);
  for (let i = 0; i < n; i++) {
    const id = segment[1 + 2 * i] ?? 0;
    const lowest = coverage.get(id) ?? new Int8Array(COEFFICIENTS).fill(MISSING);
    if (isProgressive) lowest.fill(bits & 15, first, last + 1);
    else lowest.fill(0);
    coverage.set(id, lowest);
  }
}

function isAllZero(coverage: ReadonlyMap<number, Int8Array>): boolean {
  return [...coverage.values()].every((lowest) => lowest.every((bit) => bit === 0));
}

/**
 * The next marker at or after `at`; its `end` is the first byte after its code. Bytes that belong to
 * no segment are passed over, as libjpeg does.
 */
function nextMarker(
  bytes: Uint8Array,
  at: number,
  isInScan: boolean,
): { code: number; end: number } | null {
  let from = at;
  for (;;) {
    const start = bytes.indexOf(0xff, from);
    if (start < 0) return null;
    let end = start + 1;
    while (bytes[end] === 0xff) end++;
    const code = bytes[end];
    if (code === undefined) return null;
    // FF 00 is a value of FF in the pixel data; restart markers stand between its intervals.
    if (isInScan && (code === 0 || (code >= 0xd0 && code <= 0xd7))) from = end + 1;
    else return { code, end: end + 1 };
  }
}

function isStandalone(code: number): boolean {
  return code === 0x01 || (code >= 0xd0 && code <= 0xd8);
}

function isFrame(code: number): boolean {
  return code >= 0xc0 && code <= 0xcf && code !== 0xc4 && code !== 0xc8 && code !== 0xcc;
}

function readFrame(code: number, segment: Uint8Array, limits: DecodeLimits, where: string) {
  const fix = "Save it again as an ordinary (baseline or progressive, 8-bit) JPEG or as PNG";
  if (code > 0xc2) {
    const process =
      code >= 0xc9
        ? "arithmetic coding"
        : code === 0xc3
          ? "lossless coding"
          : "hierarchical coding";
    throw unsupportedImage(`JPEG with ${process} is not read`, where, fix);
  }
  if (segment.length < 6) throw invalidImage("a frame header that is too short", where);
  const precision = segment[0]!;
  if (precision !== 8) {
    throw unsupportedImage(`JPEG of ${precision} bits a value is not read`, where, fix);
  }
  const heightPx = segment[1]! * 256 + segment[2]!;
  const widthPx = segment[3]! * 256 + segment[4]!;
  checkSides(widthPx, heightPx, limits, where);
  const components = segment[5]!;
  if (components !== 1 && components !== 3 && components !== 4) {
    throw unsupportedImage(`JPEG of ${components} components is not read`, where, fix);
  }
  return { widthPx, heightPx, components, isProgressive: code === 0xc2 } as const;
}

/** Every block of 8 × 8 has a code of at least one bit; a file with less cannot be whole. */
function checkLength(bytes: Uint8Array, widthPx: number, heightPx: number): void {
  const blocks = Math.ceil(widthPx / 8) * Math.ceil(heightPx / 8);
  if (bytes.length * 8 >= blocks) return;
  const what = `${bytes.length} bytes cannot hold ${widthPx} × ${heightPx} pixels`;
  throw truncatedImage(what, byteAt(bytes.length));
}

function byteAt(at: number): string {
  return `JPEG, byte ${at}`;
}
