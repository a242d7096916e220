import { crc32 } from "node:zlib";
import { HomegroundError } from "../../core/errors.js";

/** A file that goes into an archive as it is; its bytes are asked for when its turn comes. */
export interface ZipEntry {
  /** With `/`, relative. */
  readonly name: string;
  readonly sizeBytes: number;
  /** CRC-32 of the bytes. */
  readonly crc: number;
  readonly pieces: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

const UINT32 = 0xffff_ffff;
const UINT16 = 0xffff;
/** Names are UTF-8. */
const FLAGS = 1 << 11;
/** 1 January 1980, midnight: the earliest that the format can say, and the same on every machine. */
const DATE = (1 << 5) | 1;
const MADE_ON_UNIX = 3 << 8;
const REGULAR_FILE = (0o100644 << 16) >>> 0;

/**
 * A ZIP archive as its bytes come: entries stored as they are, in the order given, without times, so
 * that the same files make the same archive on every machine and in every year. Sizes stand before the
 * data. ZIP64 where a size, a place or the number of entries needs it.
 *
 * Source: PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12 to 4.3.16 and 4.5.3.
 *
 * @throws HomegroundError `output/not-written` where the bytes of an entry are not those announced
 */
export async function* zipArchive(entries: readonly ZipEntry[]): AsyncGenerator<Uint8Array> {
  const places: number[] = [];
  let at = 0;
  for (const entry of entries) {
    places.push(at);
    const header = localHeader(entry);
    yield header;
    at += header.length;
    let size = 0;
    let crc = 0;
    for await (const piece of entry.pieces()) {
      size += piece.length;
      crc = crc32(piece, crc);
      yield piece;
    }
    if (size !== entry.sizeBytes || crc !== entry.crc) throw changed(entry.name);
    at += size;
  }
  const start = at;
  for (const [i, entry] of entries.entries()) {
    const header = centralHeader(entry, places[i]!);
    yield header;
    at += header.length;
  }
  yield endOf(entries.length, start, at - start);
}

/** What {@link zipArchive} wants to know of bytes. */
export function checksum(piece: Uint8Array, before: number): number {
  return crc32(piece, before);
}

function localHeader({ name, sizeBytes, crc }: ZipEntry): Uint8Array {
  const path = Buffer.from(name);
  const isLarge = sizeBytes >= UINT32;
  const extra = isLarge ? wide([sizeBytes, sizeBytes]) : Buffer.alloc(0);
  const fixed = Buffer.alloc(30);
  fixed.writeUInt32LE(0x0403_4b50, 0);
  writeCommon(fixed, 4, { isLarge, crc, sizeBytes, path, extra });
  return Buffer.concat([fixed, path, extra]);
}

function centralHeader({ name, sizeBytes, crc }: ZipEntry, place: number): Uint8Array {
  const path = Buffer.from(name);
  const isLarge = sizeBytes >= UINT32;
  const isFar = place >= UINT32;
  const values = [...(isLarge ? [sizeBytes, sizeBytes] : []), ...(isFar ? [place] : [])];
  const extra = values.length === 0 ? Buffer.alloc(0) : wide(values);
  const fixed = Buffer.alloc(46);
  fixed.writeUInt32LE(0x0201_4b50, 0);
  fixed.writeUInt16LE(MADE_ON_UNIX | versionOf(isLarge || isFar), 4);
  writeCommon(fixed, 6, { isLarge: isLarge || isFar, crc, sizeBytes, path, extra });
  fixed.writeUInt32LE(REGULAR_FILE, 38);
  fixed.writeUInt32LE(Math.min(place, UINT32), 42);
  return Buffer.concat([fixed, path, extra]);
}

/** The fields that both headers hold, from the version needed to the length of the extra field. */
function writeCommon(
  header: Buffer,
  at: number,
  of: {
    readonly isLarge: boolean;
    readonly crc: number;
    readonly sizeBytes: number;
    readonly path: Buffer;
    readonly extra: Buffer;
  },
): void {
  header.writeUInt16LE(versionOf(of.isLarge), at);
  header.writeUInt16LE(FLAGS, at + 2);
  header.writeUInt16LE(DATE, at + 8); // method and time before it are 0: stored, midnight
  header.writeUInt32LE(of.crc, at + 10);
  header.writeUInt32LE(Math.min(of.sizeBytes, UINT32), at + 14);
  header.writeUInt32LE(Math.min(of.sizeBytes, UINT32), at + 18);
  header.writeUInt16LE(of.path.length, at + 22);
  header.writeUInt16LE(of.extra.length, at + 24);
}

function endOf(count: number, start: number, size: number): Uint8Array {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(Math.min(count, UINT16), 8);
  end.writeUInt16LE(Math.min(count, UINT16), 10);
  end.writeUInt32LE(Math.min(size, UINT32), 12);
  end.writeUInt32LE(Math.min(start, UINT32), 16);
  if (count < UINT16 && size < UINT32 && start < UINT32) return end;
  const wideEnd = Buffer.alloc(56);
  wideEnd.writeUInt32LE(0x0606_4b50, 0);
  wideEnd.writeBigUInt64LE(44n, 4);
  wideEnd.writeUInt16LE(MADE_ON_UNIX | versionOf(true), 12);
  wideEnd.writeUInt16LE(versionOf(true), 14);
  for (const [offset, value] of [
    [24, count] as const,
    [32, count] as const,
    [40, size] as const,
    [48, start] as const,
  ]) {
    wideEnd.writeBigUInt64LE(BigInt(value), offset);
  }
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x0706_4b50, 0);
  locator.writeBigUInt64LE(BigInt(start + size), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([wideEnd, locator, end]);
}

/** The extra field of ZIP64. */
function wide(values: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + 8 * values.length);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(8 * values.length, 2);
  for (const [i, value] of values.entries()) field.writeBigUInt64LE(BigInt(value), 4 + 8 * i);
  return field;
}

function versionOf(isWide: boolean): number {
  return isWide ? 45 : 10;
}

function changed(name: string): HomegroundError {
  return new HomegroundError("output/not-written", {
    what: "the file changed while it was archived",
    where: name,
    fix: "Let nothing write into the folder of the record, and run again",
  });
}
