import { MAX_EXPANSION } from "./decompress.js";
import { validOrientation } from "./exif-orientation.js";
import { checkSides, invalidImage, truncatedImage, unsupportedImage } from "./image-errors.js";
import { CAMERA_RAW, hasText } from "./image-format.js";
import type { DecodeLimits } from "./pixel-decoder.js";

export interface TiffHeader {
  readonly format: "tiff";
  readonly widthPx: number;
  readonly heightPx: number;
  readonly isLittleEndian: boolean;
  /** Bits of a value as stored: 1, 2, 4, 8 or 16. */
  readonly bits: number;
  readonly samples: number;
  readonly colour: "white-is-zero" | "black-is-zero" | "rgb" | "palette";
  /** What a last sample beyond the colours is. */
  readonly extra: "none" | "ignored" | "alpha" | "premultiplied-alpha";
  readonly compression: "none" | "lzw" | "deflate" | "packbits";
  /** Whether values are stored as differences along a row. */
  readonly isDifferenced: boolean;
  /** Whether each sample has planes of its own. */
  readonly isPlanar: boolean;
  readonly isTiled: boolean;
  /** Sides of a strip or tile. */
  readonly segmentWidthPx: number;
  readonly segmentHeightPx: number;
  /** Where each strip or tile lies in the file. */
  readonly segmentStart: readonly number[];
  readonly segmentBytes: readonly number[];
  /** 3·2^bits values: all reds, greens, blues. Empty without a palette. */
  readonly palette: readonly number[];
  readonly orientation: number;
  readonly hasProfile: boolean;
  readonly hasMorePages: boolean;
}

const TAG = {
  newSubfileType: 254,
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  stripOffsets: 273,
  orientation: 274,
  samples: 277,
  rowsPerStrip: 278,
  stripBytes: 279,
  planar: 284,
  predictor: 317,
  palette: 320,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileBytes: 325,
  subDirectories: 330,
  extraSamples: 338,
  sampleFormat: 339,
  profile: 34675,
  dngVersion: 50706,
} as const;

const COLOURS = new Map<number, TiffHeader["colour"]>([
  [0, "white-is-zero"],
  [1, "black-is-zero"],
  [2, "rgb"],
  [3, "palette"],
]);
const COMPRESSIONS = new Map<number, TiffHeader["compression"]>([
  [1, "none"],
  [5, "lzw"],
  [8, "deflate"],
  [32946, "deflate"],
  [32773, "packbits"],
]);
const EXTRAS = new Map<number, TiffHeader["extra"]>([
  [0, "ignored"],
  [1, "premultiplied-alpha"],
  [2, "alpha"],
]);
const FIX = "Save it as PNG, or as TIFF without compression, 8 or 16 bit, grey or RGB";

/** The numbers of one tag of the first directory; undefined where the tag is absent. */
type ReadTag = (tag: number) => readonly number[] | undefined;

/**
 * Reads the first directory of a TIFF file and checks that its pixel data lie in the file.
 * Source: Adobe, TIFF Revision 6.0 (1992), and Supplement 2 (2002) for deflate.
 * @throws HomegroundError `image/unsupported` for camera raw and variants that are not read,
 *   `image/truncated`, `image/too-large`, `image/invalid`
 */
export function readTiffHeader(bytes: Uint8Array, limits: DecodeLimits): TiffHeader {
  const { read, isLittleEndian, hasMorePages } = readDirectory(bytes);
  refuseRaw(bytes, read);
  const widthPx = only(read, TAG.width);
  const heightPx = only(read, TAG.height);
  checkSides(widthPx, heightPx, limits, "TIFF, first directory");
  const sampleLayout = readSamples(read);
  return {
    format: "tiff",
    widthPx,
    heightPx,
    isLittleEndian,
    ...sampleLayout,
    ...readSegments(read, bytes, { widthPx, heightPx, ...sampleLayout }),
    orientation: validOrientation(only(read, TAG.orientation, 1)),
    hasProfile: read(TAG.profile) !== undefined,
    hasMorePages,
  };
}

function readDirectory(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) throw truncatedImage("the file ends inside its header", "TIFF, byte 0");
  const isLittleEndian = view.getUint16(0) === 0x4949;
  const start = view.getUint32(4, isLittleEndian);
  if (start + 2 > bytes.length) {
    throw truncatedImage("the directory lies beyond the end of the file", `TIFF, byte ${start}`);
  }
  const count = view.getUint16(start, isLittleEndian);
  const end = start + 2 + 12 * count;
  if (end > bytes.length) {
    throw truncatedImage("the file ends inside its directory", `TIFF, byte ${start}`);
  }
  const entries = new Map<number, number>();
  for (let at = start + 2; at < end; at += 12) entries.set(view.getUint16(at, isLittleEndian), at);
  const next = end + 4 <= bytes.length ? view.getUint32(end, isLittleEndian) : 0;

  const read: ReadTag = (tag) => {
    const at = entries.get(tag);
    if (at === undefined) return undefined;
    const type = view.getUint16(at + 2, isLittleEndian);
    const n = view.getUint32(at + 4, isLittleEndian);
    const size = SIZES.get(type) ?? 1;
    const from = n * size <= 4 ? at + 8 : view.getUint32(at + 8, isLittleEndian);
    if (from + n * size > bytes.length) {
      const what = `tag ${tag} with ${n} values leaves the file`;
      const isLie = n * size > MAX_TAG_BYTES;
      throw isLie
        ? invalidImage(what, `TIFF, byte ${at}`)
        : truncatedImage(what, `TIFF, byte ${at}`);
    }
    return Array.from({ length: n }, (_, i) => {
      const place = from + i * size;
      if (size === 4) return view.getUint32(place, isLittleEndian);
      return size === 2 ? view.getUint16(place, isLittleEndian) : view.getUint8(place);
    });
  };
  return { read, isLittleEndian, hasMorePages: next !== 0 && next !== start };
}

/** More than any tag read here can need: sixteen million strips. */
const MAX_TAG_BYTES = 2 ** 26;

/** Bytes of a value by its type: SHORT and LONG; all others are never asked for by value. */
const SIZES = new Map([
  [3, 2],
  [4, 4],
]);

/** The first value of a tag, or what the standard takes where the tag is absent. */
function only(read: ReadTag, tag: number, absent?: number): number {
  const value = read(tag)?.[0] ?? absent;
  if (value === undefined) throw invalidImage(`tag ${tag} is missing`, "TIFF, first directory");
  return value;
}

/** Raw files are TIFF whose first directory holds a preview, with the sensor's data elsewhere. */
function refuseRaw(bytes: Uint8Array, read: ReadTag): void {
  const isPreview = (only(read, TAG.newSubfileType, 0) & 1) === 1;
  const isRaw =
    hasText(bytes, 8, "CR") ||
    read(TAG.dngVersion) !== undefined ||
    (isPreview && read(TAG.subDirectories) !== undefined);
  if (!isRaw) return;
  throw unsupportedImage(`${CAMERA_RAW.name} is not read`, "start of the file", CAMERA_RAW.fix);
}

function readSamples(read: ReadTag) {
  const where = "TIFF, first directory";
  const photometric = only(read, TAG.photometric);
  const colour = COLOURS.get(photometric);
  if (colour === undefined) {
    throw unsupportedImage(`TIFF of colour space ${photometric} is not read`, where, FIX);
  }
  const samples = only(read, TAG.samples, 1);
  const colours = colour === "rgb" ? 3 : 1;
  if (samples < colours) throw invalidImage(`${samples} values a pixel for ${colour}`, where);
  if (samples > colours + 1 || (colour === "palette" && samples > 1)) {
    throw unsupportedImage(`TIFF of ${samples} values a pixel is not read`, where, FIX);
  }
  const bitsOfEach = read(TAG.bits) ?? [1];
  const bits = bitsOfEach[0] ?? 1;
  const isDeep = bits === 8 || bits === 16;
  const isShallow = [1, 2, 4].includes(bits) && samples === 1;
  const isUniform = bitsOfEach.every((one) => one === bits);
  if (!(isDeep || isShallow) || !isUniform || (colour === "palette" && bits > 8)) {
    throw unsupportedImage(`TIFF of ${bitsOfEach.join(", ")} bits is not read`, where, FIX);
  }
  if ((read(TAG.sampleFormat) ?? [1]).some((format) => format !== 1)) {
    const fix = "Scale its values to 0..65535 and save it as 16-bit PNG or TIFF";
    throw unsupportedImage("TIFF of signed or floating-point values is not read", where, fix);
  }
  const compression = COMPRESSIONS.get(only(read, TAG.compression, 1));
  if (compression === undefined) {
    const name = `TIFF with compression ${only(read, TAG.compression)}`;
    throw unsupportedImage(`${name} is not read`, where, FIX);
  }
  const predictor = only(read, TAG.predictor, 1);
  if (predictor > 2 || (predictor === 2 && !isDeep) || only(read, TAG.fillOrder, 1) !== 1) {
    throw unsupportedImage("TIFF with this predictor or order of bits is not read", where, FIX);
  }
  const palette = colour === "palette" ? (read(TAG.palette) ?? []) : [];
  if (colour === "palette" && palette.length !== 3 * 2 ** bits) {
    throw invalidImage(`a palette of ${palette.length} values`, where);
  }
  const kind = samples > colours ? EXTRAS.get(only(read, TAG.extraSamples, 0)) : "none";
  return {
    bits,
    samples,
    colour,
    extra: kind ?? "ignored",
    compression,
    isDifferenced: predictor === 2,
    isPlanar: samples > 1 && only(read, TAG.planar, 1) === 2,
    palette,
  } as const;
}

function readSegments(
  read: ReadTag,
  bytes: Uint8Array,
  layout: Pick<
    TiffHeader,
    "widthPx" | "heightPx" | "samples" | "bits" | "isPlanar" | "compression"
  >,
) {
  const where = "TIFF, first directory";
  const { widthPx, heightPx } = layout;
  const isTiled = read(TAG.tileOffsets) !== undefined;
  const segmentWidthPx = isTiled ? only(read, TAG.tileWidth) : widthPx;
  const segmentHeightPx = isTiled
    ? only(read, TAG.tileHeight)
    : Math.min(only(read, TAG.rowsPerStrip, heightPx), heightPx);
  // A tile may be larger than a small picture, but not by more than the usual sizes of tiles.
  const tooLarge = Math.max(segmentWidthPx / widthPx, segmentHeightPx / heightPx) > 4096;
  if (segmentWidthPx < 1 || segmentHeightPx < 1 || tooLarge) {
    throw invalidImage(`parts of ${segmentWidthPx} × ${segmentHeightPx} pixels`, where);
  }
  const planes = layout.isPlanar ? layout.samples : 1;
  const count =
    Math.ceil(widthPx / segmentWidthPx) * Math.ceil(heightPx / segmentHeightPx) * planes;
  const segmentStart = read(isTiled ? TAG.tileOffsets : TAG.stripOffsets) ?? [];
  const samples = layout.isPlanar ? 1 : layout.samples;
  const whole = Math.ceil((segmentWidthPx * samples * layout.bits) / 8) * segmentHeightPx;
  const segmentBytes =
    read(isTiled ? TAG.tileBytes : TAG.stripBytes) ??
    (layout.compression === "none"
      ? segmentStart.map((start) => Math.min(whole, Math.max(0, bytes.length - start)))
      : []);
  if (segmentStart.length < count || segmentBytes.length < count) {
    throw invalidImage(`${segmentStart.length} parts of the picture for ${count}`, where);
  }
  const outside = segmentStart.findIndex(
    (start, i) => i < count && start + (segmentBytes[i] ?? 0) > bytes.length,
  );
  if (outside >= 0) {
    const what = `part ${outside + 1} of ${count} lies beyond the end of the file`;
    // A cut file still has its first part; an offset that points nowhere has none.
    throw (segmentStart[0] ?? 0) < bytes.length
      ? truncatedImage(what, where)
      : invalidImage(what, where);
  }
  const stored = segmentBytes.slice(0, count).reduce((sum, length) => sum + length, 0);
  const needed = (widthPx * heightPx * layout.samples * layout.bits) / 8;
  if (needed > stored * MAX_EXPANSION[layout.compression]) {
    throw truncatedImage(`${stored} bytes cannot hold ${widthPx} × ${heightPx} pixels`, where);
  }
  return { isTiled, segmentWidthPx, segmentHeightPx, segmentStart, segmentBytes };
}
