import type { TextEncoding } from "./table-writing.js";

/** How the characters of a text file are stored. */
export type UnicodeForm = "utf-8" | "utf-16le" | "utf-16be";

/** Encoding of a file by its first bytes, and how many of them are a byte order mark. */
export interface SniffedEncoding {
  readonly form: UnicodeForm;
  /** 0, 2 or 3. */
  readonly markBytes: number;
}

/**
 * Unicode form of a text by its byte order mark; without one, UTF-16 when nearly every second byte
 * of the start is 0 (as spreadsheets export Latin text), UTF-8 otherwise.
 *
 * @param head the first bytes, some hundred or more
 */
export function sniffEncoding(head: Uint8Array): SniffedEncoding {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) {
    return { form: "utf-8", markBytes: 3 };
  }
  if (head[0] === 0xff && head[1] === 0xfe) return { form: "utf-16le", markBytes: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { form: "utf-16be", markBytes: 2 };
  const pairs = Math.min(head.length >> 1, 512);
  let firstZero = 0;
  let secondZero = 0;
  for (let i = 0; i < pairs; i++) {
    if (head[2 * i] === 0) firstZero++;
    if (head[2 * i + 1] === 0) secondZero++;
  }
  if (pairs >= 4 && secondZero > 0.9 * pairs && firstZero === 0) {
    return { form: "utf-16le", markBytes: 0 };
  }
  if (pairs >= 4 && firstZero > 0.9 * pairs && secondZero === 0) {
    return { form: "utf-16be", markBytes: 0 };
  }
  return { form: "utf-8", markBytes: 0 };
}

/** Bytes of the mark at the start of a text whose encoding is known; 0 where there is none. */
export function markOf(head: Uint8Array, encoding: TextEncoding): number {
  const { form, markBytes } = sniffEncoding(head);
  // A mark of UTF-8 is no text, whatever the rest is read as.
  return form === encoding || (form === "utf-8" && encoding === "windows-1252") ? markBytes : 0;
}

/** Turns a text that comes in pieces into UTF-8. */
export interface Transcoder {
  /** UTF-8 of the characters that are complete; half of a lone surrogate pair becomes U+FFFD. */
  push(bytes: Uint8Array): Uint8Array;
}

/** Null where the text is UTF-8 already. */
export function createTranscoder(encoding: TextEncoding): Transcoder | null {
  if (encoding === "utf-8") return null;
  if (encoding !== "windows-1252") return createUtf16Transcoder(encoding);
  return { push: (bytes) => new TextEncoder().encode(decodeWindows1252(bytes)) };
}

export function createUtf16Transcoder(form: "utf-16le" | "utf-16be"): Transcoder {
  const low = form === "utf-16le" ? 0 : 1;
  let odd = -1; // first byte of a unit that the last piece cut
  let high = 0; // high surrogate that waits for its other half
  return {
    push(bytes) {
      const units = (bytes.length + (odd >= 0 ? 1 : 0)) >> 1;
      const out = new Uint8Array(units * 3 + 6);
      let at = 0;
      let from = 0;
      const put = (code: number): void => {
        if (code < 0x80) out[at++] = code;
        else if (code < 0x800) {
          out[at++] = 0xc0 | (code >> 6);
          out[at++] = 0x80 | (code & 63);
        } else if (code < 0x10000) {
          out[at++] = 0xe0 | (code >> 12);
          out[at++] = 0x80 | ((code >> 6) & 63);
          out[at++] = 0x80 | (code & 63);
        } else {
          out[at++] = 0xf0 | (code >> 18);
          out[at++] = 0x80 | ((code >> 12) & 63);
          out[at++] = 0x80 | ((code >> 6) & 63);
          out[at++] = 0x80 | (code & 63);
        }
      };
      for (let i = 0; i < units; i++) {
        const first = odd >= 0 ? odd : bytes[from++]!;
        odd = -1;
        const second = bytes[from++]!;
        const unit = low === 0 ? first | (second << 8) : (first << 8) | second;
        const isLow = unit >= 0xdc00 && unit <= 0xdfff;
        if (high !== 0 && isLow) {
          put(0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00));
          high = 0;
          continue;
        }
        if (high !== 0) put(0xfffd);
        high = 0;
        if (unit >= 0xd800 && unit <= 0xdbff) high = unit;
        else put(isLow ? 0xfffd : unit);
      }
      if (from < bytes.length) odd = bytes[from]!;
      return out.subarray(0, at);
    },
  };
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Code points of the bytes 0x80 to 0x9f in Windows-1252; the other bytes are Latin-1. */
const WINDOWS_1252 = [
  0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152,
  0x8d, 0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122,
  0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
];

/** The text, or null when the bytes are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return null;
  }
}

/** The text of bytes that are not UTF-8: Windows-1252, which has Latin-1 inside it. */
export function decodeWindows1252(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) {
    text += String.fromCharCode(byte >= 0x80 && byte < 0xa0 ? WINDOWS_1252[byte - 0x80]! : byte);
  }
  return text;
}

/** The text of bytes that are UTF-8 in places: runs that are, and single bytes as Windows-1252. */
export function decodeMixed(bytes: Uint8Array): string {
  let text = "";
  let from = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length > 0) {
      at += length;
      continue;
    }
    text += decodeUtf8(bytes.subarray(from, at)) ?? decodeWindows1252(bytes.subarray(from, at));
    text += decodeWindows1252(bytes.subarray(at, at + 1));
    from = ++at;
  }
  return text + (decodeUtf8(bytes.subarray(from)) ?? decodeWindows1252(bytes.subarray(from)));
}

/** Bytes of the UTF-8 sequence at a place; 0 where there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  if (lead < 0x80) return 1;
  const length = lead >= 0xf0 && lead < 0xf5 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
  if (length === 0 || lead >= 0xf5) return 0;
  return decodeUtf8(bytes.subarray(at, at + length)) === null ? 0 : length;
}
