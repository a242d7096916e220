import type { CreateDigest } from "../../core/digest.js";
import type { FileStamp } from "../../formats/file-access.js";
import { joinedPieces } from "../../formats/file-bytes.js";
import { HASH_WORDS, TURNS } from "../../images/perceptual-hash.js";
import type { PictureLook } from "../../images/picture-look.js";

/** What is known of one image file that can be decoded. */
export interface ImagePrint extends PictureLook {
  /** SHA-256 of the file. */
  readonly bytes: string;
}

/** Prints of an earlier run, and those of this one for the next. */
export interface KeptPrints {
  /**
   * The print of a file that has not changed since it was kept; null where there is none.
   *
   * @param inParts whether its look part by part is wanted too
   */
  find(stamp: FileStamp, inParts: boolean): ImagePrint | null;
  /** Keeps a print, where the file has stood still long enough and there is room. */
  keep(stamp: FileStamp, print: ImagePrint): void;
  /** The bytes to keep, in pieces; null where nothing is new. Those of earlier runs stay as long as there is room. */
  pieces(): readonly Uint8Array[] | null;
}

/** Some hundred thousand images, or fifteen thousand that are looked at part by part. */
const MOST_BYTES = 1 << 28;
/** A clock of a file system may tick as seldom: a file may have changed twice within one tick. */
const TICK_MS = 2000;
const HEX_BYTES = 64;
const HEAD_BYTES = 4;

/**
 * The bytes are a line with the version, records and the SHA-256 of everything before it, as hexadecimal digits. A record is its
 * length, the hash of the file's stamp, then the print; numbers are as the machine has them, since stamps are of this machine too.
 *
 * @param kept what an earlier run left; what is damaged or of another version counts as nothing
 * @param version of the program: another one may see other things in a picture
 * @param startedMs when this run began
 */
export function createKeptPrints(
  kept: Uint8Array | null,
  {
    version,
    startedMs,
    createDigest,
    mostBytes = MOST_BYTES,
  }: {
    readonly version: string;
    readonly startedMs: number;
    readonly createDigest: CreateDigest;
    readonly mostBytes?: number;
  },
): KeptPrints {
  const magic = new TextEncoder().encode(`homeground prints 1 ${version}\n`);
  const records = kept === null ? new Map() : recordsOf(kept, magic, createDigest);
  const wanted = new Map<string, Uint8Array>();
  let bytes = 0;
  let isNew = false;
  const keyOf = ({ text }: FileStamp): string => {
    const digest = createDigest();
    digest.update(new TextEncoder().encode(text));
    return digest.hex();
  };
  const want = (key: string, record: Uint8Array): void => {
    if (wanted.has(key) || bytes + record.length > mostBytes) return;
    wanted.set(key, record);
    bytes += record.length;
  };
  return {
    find(stamp, inParts) {
      const key = keyOf(stamp);
      const record = records.get(key) ?? wanted.get(key);
      if (record === undefined) return null;
      const print = readPrint(record);
      if (inParts && print.local === null) return null;
      want(key, record);
      return print;
    },
    keep(stamp, print) {
      if (stamp.changedMs > startedMs - TICK_MS) return;
      const key = keyOf(stamp);
      records.delete(key); // of a look that says less
      want(key, writeRecord(key, print));
      isNew ||= wanted.has(key);
    },
    pieces() {
      if (!isNew) return null;
      for (const [key, record] of records) want(key, record);
      const digest = createDigest();
      const pieces = [magic, ...wanted.values()];
      for (const piece of pieces) digest.update(piece);
      return [...pieces, new TextEncoder().encode(digest.hex())];
    },
  };
}

function recordsOf(
  kept: Uint8Array,
  magic: Uint8Array,
  createDigest: CreateDigest,
): Map<string, Uint8Array> {
  const records = new Map<string, Uint8Array>();
  const end = kept.length - HEX_BYTES;
  if (end < magic.length || magic.some((byte, i) => byte !== kept[i])) return records;
  const digest = createDigest();
  digest.update(kept.subarray(0, end));
  if (digest.hex() !== textOf(kept.subarray(end))) return records;
  for (let at = magic.length; at < end; ) {
    const length = new DataView(kept.buffer, kept.byteOffset + at).getUint32(0, true);
    if (length < HEAD_BYTES + 3 * HEX_BYTES) break; // somebody else's
    const record = kept.subarray(at, at + length);
    records.set(textOf(record.subarray(HEAD_BYTES, HEAD_BYTES + HEX_BYTES)), record);
    at += length;
  }
  return records;
}

function writeRecord(key: string, print: ImagePrint): Uint8Array {
  const { bytes, pixels, words, turned, isKnown, local } = print;
  const parts: Uint8Array[] = [
    new Uint8Array(HEAD_BYTES),
    new TextEncoder().encode(key + bytes + pixels),
    memoryOf(Uint32Array.of(Number(isKnown))),
    memoryOf(words),
    memoryOf(turned),
  ];
  if (local !== null) {
    const { points, heightPx, picture } = local;
    const sizes = [points.count, heightPx, picture.widthPx, picture.heightPx];
    const columns = [points.x, points.y, points.scale, points.angle, points.words];
    parts.push(memoryOf(Uint32Array.from(sizes)), ...columns.map(memoryOf), picture.data);
  }
  const record = joinedPieces(parts);
  new DataView(record.buffer).setUint32(0, record.length, true);
  return record;
}

function readPrint(record: Uint8Array): ImagePrint {
  let at = HEAD_BYTES + HEX_BYTES;
  // Copied: columns of 32 bits begin where they like.
  const next = (length: number): Uint8Array<ArrayBuffer> => {
    at += length;
    return new Uint8Array(record.subarray(at - length, at));
  };
  const integers = (count: number) => new Uint32Array(next(4 * count).buffer);
  const floats = (count: number) => new Float32Array(next(4 * count).buffer);
  const [bytes, pixels] = [textOf(next(HEX_BYTES)), textOf(next(HEX_BYTES))];
  const isKnown = integers(1)[0] === 1;
  const [words, turned] = [integers(HASH_WORDS), integers(TURNS * HASH_WORDS)];
  const print = { bytes, pixels, words, turned, isKnown };
  if (at === record.length) return { ...print, local: null };
  const [count = 0, heightPx = 0, width = 0, height = 0] = integers(4);
  const points = {
    count,
    x: floats(count),
    y: floats(count),
    scale: floats(count),
    angle: floats(count),
    words: integers((record.length - at - width * height) / 4),
  };
  const picture = { widthPx: width, heightPx: height, data: next(width * height) };
  return { ...print, local: { points, heightPx, picture } };
}

function memoryOf({ buffer, byteOffset, byteLength }: Uint32Array | Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
