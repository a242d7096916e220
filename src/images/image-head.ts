import { HomegroundError, isHomegroundError } from "../core/errors.js";
import { exifBlock } from "./exif.js";
import { readExifOrientation } from "./exif-orientation.js";
import { type ImageFormat, recogniseFormat } from "./image-format.js";
import { DEFAULT_MAX_PIXELS, type ImageHeader, notesOf, readImageHeader } from "./image-header.js";
import type { DecodeLimits } from "./pixel-decoder.js";

/** What the start and the end of a file say about its picture. */
export interface ImageHead {
  readonly format: ImageFormat;
  /** Sides as the picture is looked at: after the EXIF orientation. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** EXIF data that were found, for `readExif`. */
  readonly exif: Uint8Array | null;
  /** Whether the end marker is missing; false where the end was not looked at. */
  readonly isCut: boolean;
}

/** Bytes of a file: at most so many from there on. */
export type ReadPart = (from: number, maxBytes: number) => Promise<Uint8Array>;

/** So many bytes from the start of a file hold the header of nearly every picture. */
export const HEAD_BYTES = 1 << 16;
/** Where the pixels start behind large metadata. */
const LONG_HEAD_BYTES = 1 << 18;
/** In so many bytes before its end a file has its end marker, or a closer look is due. */
const TAIL_BYTES = [1 << 12, 1 << 16] as const;

/**
 * Format, size and metadata of a picture, without reading more of the file than that needs: of JPEG
 * and PNG the start and, for the end marker, the last bytes; other formats are read whole, because
 * what they say may lie anywhere.
 *
 * @param head the first {@link HEAD_BYTES} of the file, or all of it
 * @param sizeBytes of the file
 * @param readPart for more of it
 * @param checkEnd whether to look for the end marker
 * @throws HomegroundError as `readImageHeader`, and whatever `readPart` throws
 */
export async function readImageHead(
  head: Uint8Array,
  sizeBytes: number,
  readPart: ReadPart,
  checkEnd: boolean,
  limits: DecodeLimits = { maxPixels: DEFAULT_MAX_PIXELS },
): Promise<ImageHead> {
  const format = recogniseFormat(head);
  if (head.length >= sizeBytes) return headOf(head, readImageHeader(head, limits));
  if (format === "jpeg") return jpegHead(head, sizeBytes, readPart, checkEnd, limits);
  if (format === "png") return pngHead(head, sizeBytes, readPart, checkEnd, limits);
  const bytes = await readWhole(sizeBytes, readPart);
  return headOf(bytes, readImageHeader(bytes, limits));
}

/** Larger files are not pictures that could be decoded here. */
const MAX_WHOLE_BYTES = 1 << 30;

function readWhole(sizeBytes: number, readPart: ReadPart): Promise<Uint8Array> {
  if (sizeBytes <= MAX_WHOLE_BYTES) return readPart(0, sizeBytes);
  throw new HomegroundError("image/too-large", {
    what: `the file has ${sizeBytes} bytes, more than ${MAX_WHOLE_BYTES}`,
    where: "start of the file",
    fix: "Cut or shrink the picture beforehand",
  });
}

function headOf(bytes: Uint8Array, header: ImageHeader, isCut?: boolean): ImageHead {
  const exif = exifBlock(bytes, header.format);
  const orientation = "orientation" in header ? header.orientation : 1;
  const isTurned = orientation >= 5;
  return {
    format: header.format,
    widthPx: isTurned ? header.heightPx : header.widthPx,
    heightPx: isTurned ? header.widthPx : header.heightPx,
    exif,
    isCut: isCut ?? notesOf(header).includes("image/truncated"),
  };
}

async function jpegHead(
  head: Uint8Array,
  sizeBytes: number,
  readPart: ReadPart,
  checkEnd: boolean,
  limits: DecodeLimits,
): Promise<ImageHead> {
  let bytes = head;
  let header: ImageHeader;
  for (;;) {
    try {
      // A start that reaches into the pixel data is as good as a file without its end marker.
      header = readImageHeader(bytes, limits);
      break;
    } catch (error) {
      const isStart = bytes.length < sizeBytes;
      if (!(isStart && isHomegroundError(error) && error.code === "image/truncated")) throw error;
      const isShort = bytes.length < LONG_HEAD_BYTES;
      const more = await (isShort ? readPart(0, LONG_HEAD_BYTES) : readWhole(sizeBytes, readPart));
      if (more.length <= bytes.length) throw error;
      bytes = more;
    }
  }
  if (!checkEnd || bytes.length >= sizeBytes) {
    return headOf(bytes, header, checkEnd ? undefined : false);
  }
  // FF D9 occurs in pixel data as the end marker alone. Cameras append what they like behind it.
  for (const tailBytes of TAIL_BYTES) {
    const tail = await readPart(Math.max(0, sizeBytes - tailBytes), tailBytes);
    if (hasEndMarker(tail)) return headOf(bytes, header, false);
  }
  const whole = await readWhole(sizeBytes, readPart);
  return headOf(whole, readImageHeader(whole, limits));
}

function hasEndMarker(tail: Uint8Array): boolean {
  for (let at = tail.indexOf(0xff); at >= 0; at = tail.indexOf(0xff, at + 1)) {
    if (tail[at + 1] === 0xd9) return true;
  }
  return false;
}

const PNG_HEADER_END = 33;
const COLOUR_TYPE_AT = 25;
/** An empty chunk of pixels and the end chunk, to make a header a file of its own. */
const PNG_REST = Uint8Array.of(
  0,
  0,
  0,
  0,
  0x49,
  0x44,
  0x41,
  0x54,
  0x35,
  0xaf,
  0x06,
  0x1e,
  0,
  0,
  0,
  0,
  0x49,
  0x45,
  0x4e,
  0x44,
  0xae,
  0x42,
  0x60,
  0x82,
);

async function pngHead(
  head: Uint8Array,
  sizeBytes: number,
  readPart: ReadPart,
  checkEnd: boolean,
  limits: DecodeLimits,
): Promise<ImageHead> {
  if (checkEnd) {
    const [tailBytes] = TAIL_BYTES;
    const tail = await readPart(sizeBytes - tailBytes, tailBytes);
    if (!endsWith(tail, PNG_REST.subarray(12))) {
      const whole = await readWhole(sizeBytes, readPart);
      return headOf(whole, readImageHeader(whole, limits));
    }
  }
  const exif = exifBlock(head, "png");
  const alone = new Uint8Array(PNG_HEADER_END + PNG_REST.length);
  alone.set(head.subarray(0, PNG_HEADER_END));
  alone.set(PNG_REST, PNG_HEADER_END);
  // A header alone has no palette; grey has the same depths.
  if (alone[COLOUR_TYPE_AT] === 3) alone[COLOUR_TYPE_AT] = 0;
  const { widthPx, heightPx } = readImageHeader(alone, limits);
  const isTurned = exif !== null && readExifOrientation(exif) >= 5;
  return {
    format: "png",
    widthPx: isTurned ? heightPx : widthPx,
    heightPx: isTurned ? widthPx : heightPx,
    exif,
    isCut: false,
  };
}

function endsWith(bytes: Uint8Array, end: Uint8Array): boolean {
  const from = bytes.length - end.length;
  return from >= 0 && end.every((byte, i) => bytes[from + i] === byte);
}
