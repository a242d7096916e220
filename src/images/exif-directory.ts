/**
 * Directories of tags as TIFF 6.0 has them, which EXIF uses: each is read once and where it is asked
 * for, so that pointers in a circle lead nowhere. What is absent or damaged is null or empty.
 */

/** Bytes of a value of each type of TIFF 6.0, by its number. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];
const ASCII = 2;
const UTF8 = 129;
const SHORT = 3;
const LONG = 4;
const RATIONAL = 5;
const SIGNED_RATIONAL = 10;

/** A real directory has fewer; a damaged one may claim 65,535. */
const MAX_ENTRIES = 512;
/** A name or time is shorter; the rest of a longer text is not looked at. */
const MAX_TEXT = 256;

/** A directory of tags, and where their values are. */
export interface Directory {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly isLittle: boolean;
  /** Where the 12 bytes of each tag start. */
  readonly entries: ReadonlyMap<number, number>;
}

/** @param at where it starts; null for the first one, undefined for one that is not there */
export function readDirectory(bytes: Uint8Array, at: number | null | undefined): Directory | null {
  if (at === undefined || bytes.length < 8) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const mark = view.getUint16(0);
  if (mark !== 0x4949 && mark !== 0x4d4d) return null;
  const isLittle = mark === 0x4949;
  const start = at ?? view.getUint32(4, isLittle);
  if (start + 2 > bytes.length) return null;
  const count = Math.min(MAX_ENTRIES, view.getUint16(start, isLittle));
  const entries = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    const entry = start + 2 + 12 * i;
    if (entry + 12 > bytes.length) break;
    const tag = view.getUint16(entry, isLittle);
    if (!entries.has(tag)) entries.set(tag, entry);
  }
  return { bytes, view, isLittle, entries };
}

interface Value {
  readonly type: number;
  readonly count: number;
  readonly start: number;
}

function tagValue(directory: Directory, tag: number): Value | null {
  const { view, isLittle, entries, bytes } = directory;
  const entry = entries.get(tag);
  if (entry === undefined) return null;
  const type = view.getUint16(entry + 2, isLittle);
  const count = view.getUint32(entry + 4, isLittle);
  const size = type === UTF8 ? 1 : TYPE_BYTES[type];
  if (size === undefined || size === 0 || count === 0) return null;
  const start = count * size <= 4 ? entry + 8 : view.getUint32(entry + 8, isLittle);
  return start + count * size <= bytes.length ? { type, count, start } : null;
}

export function pointer(directory: Directory | null, tag: number): number | undefined {
  const value = directory === null ? null : tagValue(directory, tag);
  if (directory === null || value?.type !== LONG) return undefined;
  return directory.view.getUint32(value.start, directory.isLittle);
}

/** A text up to its first NUL, trimmed; null where it is empty or the tag absent. */
export function text(directory: Directory | null, tag: number): string | null {
  const value = directory === null ? null : tagValue(directory, tag);
  if (directory === null || value === null) return null;
  if (value.type !== ASCII && value.type !== UTF8) return null;
  const bytes = directory.bytes.subarray(
    value.start,
    value.start + Math.min(value.count, MAX_TEXT),
  );
  const end = bytes.indexOf(0);
  const decoded = new TextDecoder("utf-8").decode(end < 0 ? bytes : bytes.subarray(0, end));
  const plain = decoded.replace(/\p{Cc}+/gu, " ").trim();
  return plain === "" ? null : plain;
}

/** Numbers of a tag, at most three; empty where it is absent or of another type. */
export function numbers(directory: Directory | null, tag: number): readonly number[] {
  const value = directory === null ? null : tagValue(directory, tag);
  if (directory === null || value === null) return [];
  const { view, isLittle } = directory;
  const found: number[] = [];
  for (let i = 0; i < Math.min(3, value.count); i++) {
    const at = value.start + i * TYPE_BYTES[value.type]!;
    if (value.type === SHORT) found.push(view.getUint16(at, isLittle));
    else if (value.type === LONG) found.push(view.getUint32(at, isLittle));
    else if (value.type === RATIONAL) {
      found.push(view.getUint32(at, isLittle) / view.getUint32(at + 4, isLittle));
    } else if (value.type === SIGNED_RATIONAL) {
      found.push(view.getInt32(at, isLittle) / view.getInt32(at + 4, isLittle));
    }
  }
  return found;
}

/** What stands before a comment of EXIF: the name of its letters, eight bytes. */
const LETTERS = /^(?:ASCII\0{3}|UNICODE\0|JIS\0{5}|\0{8})/;

/**
 * A text of a tag whatever its type says: comments are undefined bytes behind the name of their
 * letters, texts of Windows are of two bytes a letter; their zeros are left out.
 */
export function looseText(directory: Directory | null, tag: number): string | null {
  const value = directory === null ? null : tagValue(directory, tag);
  if (directory === null || value === null || value.type === 0) return null;
  if (value.type !== ASCII && value.type !== UTF8 && !BYTE_TYPES.has(value.type)) return null;
  const { start, count } = value;
  const bytes = directory.bytes.subarray(start, start + Math.min(count, MAX_LOOSE_TEXT));
  const decoded = new TextDecoder("utf-8").decode(bytes).replace(LETTERS, "");
  const plain = decoded
    .replace(/\0/g, "")
    .replace(/\p{Cc}+/gu, " ")
    .trim();
  return plain === "" ? null : plain;
}

const BYTE_TYPES: ReadonlySet<number> = new Set([1, 7]);
const MAX_LOOSE_TEXT = 8192;
