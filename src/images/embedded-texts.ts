import { inflate } from "./decompress.js";
import { exifBlock } from "./exif.js";
import { asciiAt, formatOf, hasText } from "./image-format.js";

/** What a file carries beside its pixels, as bytes and texts that nobody has interpreted. */
export interface EmbeddedTexts {
  /** Blocks of EXIF data: a TIFF header and its directories. */
  readonly exif: readonly Uint8Array[];
  /** XMP packets. */
  readonly xmp: readonly string[];
  /** Data sets of IPTC-IIM, as a number of record and data set (`2:80`) and its text. */
  readonly iptc: readonly KeyedText[];
  /** Comments and text chunks: the keyword of a chunk, null for a comment without one. */
  readonly texts: readonly KeyedText[];
}

export interface KeyedText {
  readonly key: string | null;
  readonly text: string;
}

/** A text is looked at up to here; a compressed one may grow to as much. */
const MOST_TEXT = 1 << 20;
/** Texts of one file that are looked at. */
const MOST_PARTS = 1000;

/**
 * Finds what a picture carries beside its pixels: segments of JPEG, chunks of PNG and WebP, tags of
 * TIFF, extensions of GIF. What is damaged is left out: a picture is not lost over its metadata.
 *
 * Source: XMP Specification part 3 (Adobe, 2020) for where packets lie; IPTC-IIM 4.2; PNG 1.2, section
 * 4.2.3; GIF89a, sections 24 and 26.
 *
 * @param bytes of the whole file; of a start alone what lies in it is found
 */
export function embeddedTexts(bytes: Uint8Array): EmbeddedTexts {
  const found: Found = { exif: [], xmp: [], iptc: [], texts: [] };
  const format = formatOf(bytes);
  if (format === null) return found;
  const exif = exifBlock(bytes, format);
  if (exif !== null) found.exif.push(exif);
  if (format === "jpeg") ofJpeg(bytes, found);
  else if (format === "png") ofPng(bytes, found);
  else if (format === "webp") ofWebp(bytes, found);
  else if (format === "tiff") ofTiff(bytes, found);
  else if (format === "gif") ofGif(bytes, found);
  return found;
}

interface Found {
  readonly exif: Uint8Array[];
  readonly xmp: string[];
  readonly iptc: KeyedText[];
  readonly texts: KeyedText[];
}

const XMP_HEAD = "http://ns.adobe.com/xap/1.0/\0";
/** A packet beyond 64 kB goes on in these: 32 digits, length and offset before each piece. */
const XMP_MORE = "http://ns.adobe.com/xmp/extension/\0";
const XMP_MORE_HEAD = XMP_MORE.length + 40;
const PHOTOSHOP = "Photoshop 3.0\0";

function ofJpeg(bytes: Uint8Array, found: Found): void {
  let at = 2;
  for (let parts = 0; at + 4 <= bytes.length && parts < MOST_PARTS; ) {
    if (bytes[at] !== 0xff) {
      // Pixels: the next marker, which is neither a stuffed zero nor a restart.
      at = bytes.indexOf(0xff, at);
      if (at < 0) return;
      continue;
    }
    const code = bytes[at + 1]!;
    if (code === 0xff) at++;
    else if (code === 0 || code === 1 || (code >= 0xd0 && code <= 0xd8)) at += 2;
    else if (code === 0xd9) return;
    else {
      const length = bytes[at + 2]! * 256 + bytes[at + 3]!;
      if (length < 2) return;
      const segment = bytes.subarray(at + 4, at + 2 + length);
      at += 2 + length;
      parts++;
      if (code === 0xfe) found.texts.push({ key: null, text: textOf(segment) });
      else if (code === 0xe1 && hasText(segment, 0, XMP_HEAD)) {
        found.xmp.push(textOf(segment.subarray(XMP_HEAD.length)));
      } else if (code === 0xe1 && hasText(segment, 0, XMP_MORE)) {
        found.xmp.push(textOf(segment.subarray(XMP_MORE_HEAD)));
      } else if (code === 0xed && hasText(segment, 0, PHOTOSHOP)) {
        ofPhotoshop(segment.subarray(PHOTOSHOP.length), found);
      }
    }
  }
}

function ofPng(bytes: Uint8Array, found: Found): void {
  const view = viewOf(bytes);
  let at = 8;
  for (let parts = 0; at + 8 <= bytes.length && parts < MOST_PARTS; ) {
    const length = view.getUint32(at);
    const type = asciiAt(bytes, at + 4, 4);
    const data = bytes.subarray(at + 8, at + 8 + length);
    at += 12 + length;
    if (type !== "tEXt" && type !== "zTXt" && type !== "iTXt") continue;
    parts++;
    const end = data.indexOf(0);
    if (end < 0) continue;
    const key = latin(data.subarray(0, end));
    const text = pngText(type, data.subarray(end + 1));
    if (text === null) continue;
    if (key === "XML:com.adobe.xmp") found.xmp.push(text);
    else if (/^Raw profile type /i.test(key)) ofRawProfile(key, text, found);
    else found.texts.push({ key, text });
  }
}

/** The text of a chunk behind its keyword; null where it cannot be unpacked. */
function pngText(type: "tEXt" | "zTXt" | "iTXt", rest: Uint8Array): string | null {
  if (type === "tEXt") return latin(rest.subarray(0, MOST_TEXT));
  if (type === "zTXt") return unpacked(rest.subarray(1), latin);
  // Flag, method, language and translated keyword stand before the text.
  const language = rest.indexOf(0, 2);
  const translated = language < 0 ? -1 : rest.indexOf(0, language + 1);
  if (translated < 0) return null;
  const text = rest.subarray(translated + 1);
  return rest[0] === 1 ? unpacked(text, textOf) : textOf(text);
}

function unpacked(bytes: Uint8Array, decode: (bytes: Uint8Array) => string): string | null {
  try {
    return decode(inflate(bytes, MOST_TEXT));
  } catch {
    return null; // damaged
  }
}

/** ImageMagick's way to put blocks of other formats into PNG: name, length, hexadecimal digits. */
function ofRawProfile(key: string, text: string, found: Found): void {
  const digits = /^\s*\w+\s+\d+\s+([0-9a-fA-F\s]+)$/.exec(text)?.[1]?.replace(/\s+/g, "") ?? "";
  const block = Uint8Array.from({ length: digits.length >> 1 }, (_, i) =>
    Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16),
  );
  if (/xmp$/i.test(key)) found.xmp.push(textOf(block));
  else if (/iptc$|8bim$/i.test(key)) ofPhotoshop(block, found);
  else if (hasText(block, 0, "Exif\0\0")) found.exif.push(block.subarray(6));
  else if (hasText(block, 0, XMP_HEAD)) found.xmp.push(textOf(block.subarray(XMP_HEAD.length)));
}

function ofWebp(bytes: Uint8Array, found: Found): void {
  const view = viewOf(bytes);
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at + 4, true);
    if (hasText(bytes, at, "XMP ")) found.xmp.push(textOf(bytes.subarray(at + 8, at + 8 + length)));
    at += 8 + length + (length % 2);
  }
}

const TIFF_XMP = 700;
const TIFF_IPTC = 33723;
const TIFF_PHOTOSHOP = 34377;
/** A tag's count is of values of 1 byte, but IPTC is now and then written as ones of 4. */
const LONG_TYPE = 4;

function ofTiff(bytes: Uint8Array, found: Found): void {
  const view = viewOf(bytes);
  const isLittle = bytes[0] === 0x49;
  if (bytes.length < 8) return;
  let directory = view.getUint32(4, isLittle);
  const seen = new Set<number>();
  while (directory > 0 && directory + 2 <= bytes.length && !seen.has(directory)) {
    seen.add(directory);
    const count = view.getUint16(directory, isLittle);
    const end = directory + 2 + 12 * count;
    for (let at = directory + 2; at < end && at + 12 <= bytes.length; at += 12) {
      const tag = view.getUint16(at, isLittle);
      const width = view.getUint16(at + 2, isLittle) === LONG_TYPE ? 4 : 1;
      const length = view.getUint32(at + 4, isLittle) * width;
      const from = length <= 4 ? at + 8 : view.getUint32(at + 8, isLittle);
      const data = bytes.subarray(from, from + length);
      if (tag === TIFF_XMP) found.xmp.push(textOf(data));
      else if (tag === TIFF_IPTC) found.iptc.push(...iptcSets(data));
      else if (tag === TIFF_PHOTOSHOP) ofPhotoshop(data, found);
    }
    directory = end + 4 <= bytes.length ? view.getUint32(end, isLittle) : 0;
    if (seen.size > MOST_PARTS) return;
  }
}

const GIF_HEAD = 13;

function ofGif(bytes: Uint8Array, found: Found): void {
  const colours = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 << ((flags & 7) + 1));
  let at = GIF_HEAD + colours(bytes[10] ?? 0);
  for (let parts = 0; at + 2 < bytes.length && parts < MOST_PARTS; parts++) {
    const kind = bytes[at]!;
    if (kind === 0x2c) {
      at = behindBlocks(bytes, at + 11 + colours(bytes[at + 9] ?? 0));
      continue;
    }
    if (kind !== 0x21) return;
    const label = bytes[at + 1]!;
    const start = at + 2;
    const end = behindBlocks(bytes, start);
    if (label === 0xfe) found.texts.push({ key: null, text: textOf(joined(bytes, start)) });
    else if (label === 0xff && hasText(bytes, start + 1, "XMP DataXMP")) {
      // The packet stands as it is behind the name, and 258 bytes of a ramp behind it.
      found.xmp.push(textOf(bytes.subarray(start + 12, Math.max(start + 12, end - 258))));
    }
    at = end;
  }
}

/** Where a row of sub-blocks ends. */
function behindBlocks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== 0) at += 1 + bytes[at]!;
  return at + 1;
}

function joined(bytes: Uint8Array, from: number): Uint8Array {
  const out: number[] = [];
  for (let at = from; at < bytes.length && bytes[at] !== 0 && out.length < MOST_TEXT; ) {
    for (let i = 1; i <= bytes[at]!; i++) out.push(bytes[at + i] ?? 0);
    at += 1 + bytes[at]!;
  }
  return Uint8Array.from(out);
}

const IPTC_RESOURCE = 0x0404;

/** Blocks of Photoshop: `8BIM`, a number, a name and the data, both padded to even lengths. */
function ofPhotoshop(bytes: Uint8Array, found: Found): void {
  const view = viewOf(bytes);
  for (let at = 0; at + 12 <= bytes.length && hasText(bytes, at, "8BIM"); ) {
    const id = view.getUint16(at + 4);
    const name = 1 + (bytes[at + 6] ?? 0);
    const start = at + 6 + name + (name % 2) + 4;
    if (start > bytes.length) return;
    const length = view.getUint32(start - 4);
    if (id === IPTC_RESOURCE) found.iptc.push(...iptcSets(bytes.subarray(start, start + length)));
    at = start + length + (length % 2);
  }
}

/** Data sets of IPTC-IIM: a mark, record, number, length, value. */
function iptcSets(bytes: Uint8Array): KeyedText[] {
  const sets: KeyedText[] = [];
  for (let at = 0; at + 5 <= bytes.length && bytes[at] === 0x1c && sets.length < MOST_PARTS; ) {
    const length = bytes[at + 3]! * 256 + bytes[at + 4]!;
    if (length >= 0x8000) break; // a longer value has a length of its own: none of these is one
    const text = textOf(bytes.subarray(at + 5, at + 5 + length));
    sets.push({ key: `${bytes[at + 1]}:${bytes[at + 2]}`, text });
    at += 5 + length;
  }
  return sets;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** UTF-8, else Latin-1; wide letters lose their zeros, which is enough to look for words. */
function textOf(bytes: Uint8Array): string {
  const part = bytes.subarray(0, MOST_TEXT);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(part).replaceAll("\0", "");
  } catch {
    return latin(part).replaceAll("\0", "");
  }
}

function latin(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
