import { HomegroundError, isHomegroundError } from "../core/errors.js";
import { decodeBmp } from "./bmp.js";
import { decodeCmyk } from "./cmyk.js";
import { decodeGif } from "./gif.js";
import type { ImageCodecs, RgbaPicture } from "./image-codecs.js";
import { invalidImage, truncatedImage } from "./image-errors.js";
import { type ImageHeader, notesOf, readImageHeader } from "./image-header.js";
import type { ImageNote } from "./image-notes.js";
import type { JpegHeader } from "./jpeg-header.js";
import type { Plane } from "./jpeg-upsample.js";
import type {
  DecodedImage,
  DecodeLimits,
  PixelDecoder,
  PixelRoom,
  Pixels,
} from "./pixel-decoder.js";
import { checkPngLength, checkPngSums, findMissingPixels } from "./png-check.js";
import { essentialPng, type PngHeader } from "./png-header.js";
import { decodeTiff } from "./tiff-pixels.js";
import { stillOfFrame, type WebpHeader } from "./webp-header.js";

/** The port's adapter on any set of codecs; node and web differ only in how they load theirs. */
export function createPixelDecoder(codecs: ImageCodecs): PixelDecoder {
  return {
    decoder: codecs.name,
    decode: (bytes, limits) => decodeImage(bytes, limits, codecs),
  };
}

/**
 * Bytes of an image file to pixels: format by content, size by header, then the codec. Grey stays
 * one channel, alpha is kept, 16 bit stays 16 bit, orientation is read and not applied.
 *
 * A file that ends before its pixels do is refused; one that lacks only its end marker is decoded,
 * with the note `image/truncated`.
 */
async function decodeImage(
  bytes: Uint8Array,
  limits: DecodeLimits,
  codecs: ImageCodecs,
): Promise<DecodedImage> {
  const header = readImageHeader(bytes, limits);
  const { pixels, notes } = await decodePixels(bytes, header, codecs, limits.room);
  const orientation = "orientation" in header ? header.orientation : 1;
  return { pixels, format: header.format, orientation, notes: [...notesOf(header), ...notes] };
}

interface Result {
  readonly pixels: Pixels;
  readonly notes: readonly ImageNote[];
}

async function decodePixels(
  bytes: Uint8Array,
  header: ImageHeader,
  codecs: ImageCodecs,
  room: PixelRoom | undefined,
): Promise<Result> {
  switch (header.format) {
    case "jpeg":
      return decodeJpeg(bytes, header, codecs, room);
    case "png":
      return { pixels: await decodePng(bytes, header, codecs, room), notes: [] };
    case "webp":
      return { pixels: await decodeWebp(bytes, header, codecs, room), notes: [] };
    case "tiff":
      return { pixels: decodeTiff(bytes, header), notes: [] };
    case "bmp":
      return { pixels: decodeBmp(bytes, header), notes: [] };
    case "gif":
      return { pixels: decodeGif(header), notes: [] };
    default:
      return header satisfies never;
  }
}

const END_OF_IMAGE = [0xff, 0xd9];
/** libjpeg's words for a scan that stops before its pixels do. */
const CUT_SCAN = /premature end of (?:data segment|JPEG file)/i;

async function decodeJpeg(
  bytes: Uint8Array,
  header: JpegHeader,
  codecs: ImageCodecs,
  room: PixelRoom | undefined,
): Promise<Result> {
  if (!header.hasEnd && !header.hasAllScans) throw truncatedImage("scans are missing", "JPEG");
  if (header.components === 4) {
    const pixels = await decodeCmyk(bytes, header, async (grey) =>
      redOf(await run("JPEG", null, () => codecs.decodeJpeg(grey))),
    );
    return { pixels, notes: ["image/colour-converted"] };
  }
  // With an end marker in place libjpeg tells missing pixels from a missing marker.
  const whole = header.hasEnd ? bytes : withEnd(bytes);
  const picture = await run("JPEG", header, () => codecs.decodeJpeg(whole));
  const isCut = picture.warnings.some((line) => CUT_SCAN.test(line));
  if (isCut || (!header.hasEnd && picture.warnings.length > 0)) {
    throw truncatedImage("pixels are missing: the scan stops before its end", "JPEG");
  }
  const pixels = keepChannels(picture, header.components === 1 ? 1 : 3, room);
  return { pixels, notes: picture.warnings.length > 0 ? ["image/codec-warning"] : [] };
}

function withEnd(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length + END_OF_IMAGE.length);
  out.set(bytes);
  out.set(END_OF_IMAGE, bytes.length);
  return out;
}

async function decodePng(
  bytes: Uint8Array,
  header: PngHeader,
  codecs: ImageCodecs,
  room: PixelRoom | undefined,
): Promise<Pixels> {
  checkPngLength(header);
  checkPngSums(bytes, header);
  const essential = essentialPng(bytes, header);
  const decode = () =>
    codecs.decodePng(essential, header.bitDepth).catch((cause) => {
      throw findMissingPixels(bytes, header) ?? cause;
    });
  const picture = await run("PNG", header, decode);
  return keepChannels(picture, header.channels, room);
}

async function decodeWebp(
  bytes: Uint8Array,
  header: WebpHeader,
  codecs: ImageCodecs,
  room: PixelRoom | undefined,
): Promise<Pixels> {
  const { firstFrame: frame } = header;
  if (frame === null) {
    const picture = await run("WebP", header, () => codecs.decodeWebp(bytes));
    return keepChannels(picture, header.hasAlpha ? 4 : 3, room);
  }
  const still = stillOfFrame(bytes, frame);
  const picture = await run("WebP", frame, () => codecs.decodeWebp(still));
  return keepChannels(onCanvas(picture, frame.leftPx, frame.topPx, header), 4, room);
}

/** A frame at its place on an empty (transparent) canvas. */
function onCanvas(
  picture: RgbaPicture,
  leftPx: number,
  topPx: number,
  canvas: { readonly widthPx: number; readonly heightPx: number },
): RgbaPicture {
  const { widthPx, heightPx } = canvas;
  const data = new Uint8Array(widthPx * heightPx * 4);
  const stride = picture.widthPx * 4;
  for (let y = 0; y < picture.heightPx; y++) {
    const row = picture.data.subarray(y * stride, (y + 1) * stride);
    data.set(row, ((topPx + y) * widthPx + leftPx) * 4);
  }
  return { widthPx, heightPx, data, warnings: picture.warnings };
}

/** Runs a codec and holds it to the size that the header gave, where that is known. */
async function run(
  name: string,
  size: { readonly widthPx: number; readonly heightPx: number } | null,
  decode: () => Promise<RgbaPicture>,
): Promise<RgbaPicture> {
  let picture: RgbaPicture;
  try {
    picture = await decode();
  } catch (cause) {
    if (isHomegroundError(cause)) throw cause;
    const reason = cause instanceof Error ? cause.message : "the codec stopped";
    throw invalidImage(`the pixel data are damaged: ${reason}`, name, cause);
  }
  if (size === null) return picture;
  if (picture.widthPx === size.widthPx && picture.heightPx === size.heightPx) return picture;
  throw new HomegroundError("internal/bug", {
    what: `the codec gave ${picture.widthPx} × ${picture.heightPx} pixels, the header ${size.widthPx} × ${size.heightPx}`,
    where: name,
    fix: "Report the file to the authors",
  });
}

/** The first channels of RGBA: grey, grey and alpha, RGB, or all. Grey is taken from red. */
function keepChannels(
  picture: RgbaPicture,
  channels: Pixels["channels"],
  room: PixelRoom | undefined,
): Pixels {
  const { widthPx, heightPx, data } = picture;
  const bitDepth = data instanceof Uint8Array ? 8 : 16;
  if (channels === 4) return { widthPx, heightPx, channels, bitDepth, data };
  const n = widthPx * heightPx;
  const out = bitDepth === 8 ? bytesIn(room, n * channels) : new Uint16Array(n * channels);
  if (channels === 3 && data instanceof Uint8Array && out instanceof Uint8Array) {
    dropAlpha(data, out);
  } else {
    const second = channels === 2 ? 3 : 1;
    for (let i = 0; i < n; i++) {
      out[i * channels] = data[4 * i]!;
      if (channels > 1) out[i * channels + 1] = data[4 * i + second]!;
      if (channels > 2) out[i * channels + 2] = data[4 * i + 2]!;
    }
  }
  picture.giveBack?.();
  return { widthPx, heightPx, channels, bitDepth, data: out };
}

/** A larger picture does not leave its room behind. */
const LARGEST_ROOM = 3 * 16_000_000;

/** The caller writes each of them. */
function bytesIn(room: PixelRoom | undefined, length: number): Uint8Array {
  if (room === undefined || length > LARGEST_ROOM) return new Uint8Array(length);
  if (room.bytes.length < length) room.bytes = new Uint8Array(length);
  return room.bytes.subarray(0, length);
}

/** The first of four channels, which in a grey picture are equal but for alpha. */
function redOf({ widthPx, heightPx, data }: RgbaPicture): Plane {
  const out = new Uint8Array(widthPx * heightPx);
  for (let i = 0; i < out.length; i++) out[i] = data[4 * i]!;
  return { widthPx, heightPx, data: out };
}

/**
 * RGBA to RGB, the one pass over every pixel that is not the codec's: four pixels are read as four
 * words and written as three. Words are little-endian on every machine that runs WebAssembly.
 */
function dropAlpha(rgba: Uint8Array, rgb: Uint8Array): void {
  const quads = rgba.byteOffset % 4 === 0 ? Math.floor(rgba.length / 16) : 0;
  const words = new Uint32Array(rgba.buffer, quads > 0 ? rgba.byteOffset : 0, 4 * quads);
  const packed = new Uint32Array(rgb.buffer, rgb.byteOffset, 3 * quads);
  for (let i = 0, from = 0, to = 0; i < quads; i++, from += 4, to += 3) {
    const first = words[from]!;
    const second = words[from + 1]!;
    const third = words[from + 2]!;
    const fourth = words[from + 3]!;
    packed[to] = (first & 0xffffff) | (second << 24);
    packed[to + 1] = ((second >>> 8) & 0xffff) | (third << 16);
    packed[to + 2] = ((third >>> 16) & 0xff) | (fourth << 8);
  }
  for (let from = 16 * quads, to = 12 * quads; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from]!;
    rgb[to + 1] = rgba[from + 1]!;
    rgb[to + 2] = rgba[from + 2]!;
  }
}
