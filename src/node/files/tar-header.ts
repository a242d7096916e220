import { decodeName } from "../../formats/archives/archive-names.js";

/** A tar archive is made of blocks of so many bytes. */
export const TAR_BLOCK = 512;

/** The header of an entry (POSIX ustar, with GNU's large numbers). */
export interface TarHeader {
  readonly name: string;
  readonly isUtf8: boolean;
  readonly sizeBytes: number;
  /** `0` a file, `1` and `2` links, `5` a folder, `x` and `g` attributes, `L` and `K` long names … */
  readonly type: string;
}

/**
 * @param block 512 bytes
 * @returns null when the checksum is wrong or a number is none: then it is no header
 */
export function readTarHeader(block: Uint8Array): TarHeader | null {
  const sum = numberAt(block, 148, 8);
  let own = 0;
  for (let i = 0; i < TAR_BLOCK; i++) own += i >= 148 && i < 156 ? 0x20 : block[i]!;
  const sizeBytes = numberAt(block, 124, 12);
  if (sum !== own || sizeBytes === null) return null;
  const isPosix = textAt(block, 257, 6).name === "ustar";
  const prefix = isPosix ? textAt(block, 345, 155) : { name: "", isUtf8: true };
  const { name, isUtf8 } = textAt(block, 0, 100);
  return {
    name: prefix.name === "" ? name : `${prefix.name}/${name}`,
    isUtf8: isUtf8 && prefix.isUtf8,
    sizeBytes,
    type: block[156] === 0 ? "0" : String.fromCharCode(block[156]!),
  };
}

/** Whether a block is nothing but zeros, as at the end of an archive. */
export function isZeroBlock(block: Uint8Array): boolean {
  return block.every((byte) => byte === 0);
}

/**
 * The records of a `x` header, `12 path=a.jpg\n` each (POSIX pax).
 *
 * @returns null when a record is not of that form
 */
export function readPaxRecords(bytes: Uint8Array): ReadonlyMap<string, string> | null {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const blank = bytes.indexOf(0x20, at);
    const length = blank < 0 ? Number.NaN : Number(decodeName(bytes.subarray(at, blank)).name);
    const end = at + length;
    const isWhole = Number.isInteger(length) && end > blank + 1 && end <= bytes.length;
    if (!isWhole || bytes[end - 1] !== 0x0a) return null;
    const { name: record } = decodeName(bytes.subarray(blank + 1, end - 1));
    const equals = record.indexOf("=");
    if (equals < 1) return null;
    records.set(record.slice(0, equals), record.slice(equals + 1));
    at = end;
  }
  return records;
}

/** Text up to the first zero. */
function textAt(block: Uint8Array, start: number, length: number) {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return decodeName(end < 0 ? field : field.subarray(0, end));
}

/** Octal digits, or GNU's number of big-endian bytes behind a first bit; null for neither. */
function numberAt(block: Uint8Array, start: number, length: number): number | null {
  const field = block.subarray(start, start + length);
  if ((field[0]! & 0x80) !== 0) {
    let value = field[0]! & 0x7f;
    for (const byte of field.subarray(1)) value = value * 256 + byte;
    return Number.isSafeInteger(value) ? value : null;
  }
  const text = textAt(block, start, length).name.trim();
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : text === "" ? 0 : null;
}
