import { crc32 } from "../core/crc32.js";
import { HomegroundError } from "../core/errors.js";
import type { ScoreRecord } from "./score-log.js";

/**
 * The bytes of a score log, the same wherever it is kept. After a magic line each record is
 *
 *     u32 length of the body · u32 CRC-32 of the body · body
 *     body = 32 bytes SHA-256 of the image · u32 length of a JSON text · JSON text · float64 scores
 *
 * all little-endian; float32 where the JSON text has `single`. Behind the scores stand the points of objects, where it
 * says how many numbers they are (`points`). A record that was cut off, and whatever follows a damaged one, does not count.
 */
export const SCORE_LOG_MAGIC: Uint8Array = new TextEncoder().encode("homeground scores 2\n");

/**
 * Of logs whose records stand under the hash that the file had when it was looked at, and not under
 * that of the bytes that the model was given: they prove nothing, and are written anew.
 */
const UNBOUND_MAGIC: Uint8Array = new TextEncoder().encode("homeground scores 1\n");

/** Bytes before the body of a record. */
export const FRAME_HEAD_BYTES = 8;

/** Where the body of a record is in the log, in bytes. */
export interface RecordPlace {
  readonly offset: number;
  readonly length: number;
}

/** What a log holds. */
export interface ScoreLogIndex {
  readonly places: Map<string, RecordPlace>;
  /** Where the next record goes; what stands behind it is no record. 0 where even the magic is not there. */
  readonly end: number;
  /** Whether there were scores of an earlier version, which do not count. */
  readonly isRenewed: boolean;
}

/**
 * Looks through a whole log; stops at the first record that is cut off or damaged.
 *
 * @param size of the log in bytes
 * @param readAt so many bytes from there
 * @param where name of the log, for the error
 * @throws HomegroundError `input/unreadable` where it is something else
 */
export async function indexScoreLog(
  size: number,
  readAt: (offset: number, length: number) => Promise<Uint8Array> | Uint8Array,
  where: string,
): Promise<ScoreLogIndex> {
  const places = new Map<string, RecordPlace>();
  if (size < SCORE_LOG_MAGIC.length) return { places, end: 0, isRenewed: false };
  const magic = await readAt(0, SCORE_LOG_MAGIC.length);
  if (UNBOUND_MAGIC.every((byte, i) => byte === magic[i])) {
    return { places, end: 0, isRenewed: size > UNBOUND_MAGIC.length };
  }
  if (!SCORE_LOG_MAGIC.every((byte, i) => byte === magic[i])) {
    throw new HomegroundError("input/unreadable", {
      what: "the file is there and is not a score log",
      where,
      fix: "Move it away, or choose another output folder",
    });
  }
  let offset = SCORE_LOG_MAGIC.length;
  while (offset + FRAME_HEAD_BYTES <= size) {
    const head = viewOf(await readAt(offset, FRAME_HEAD_BYTES));
    const length = head.getUint32(0, true);
    if (length < KEY_BYTES + 4 || offset + FRAME_HEAD_BYTES + length > size) break;
    const body = await readAt(offset + FRAME_HEAD_BYTES, length);
    if (crc32(body) !== head.getUint32(4, true)) break;
    places.set(hexOf(body.subarray(0, KEY_BYTES)), { offset: offset + FRAME_HEAD_BYTES, length });
    offset += FRAME_HEAD_BYTES + length;
  }
  return { places, end: offset, isRenewed: false };
}

/** A record as it stands in a log, head and body. @param sha256 64 lower-case hexadecimal digits */
export function frameRecord(sha256: string, record: ScoreRecord): Uint8Array<ArrayBuffer> {
  const { scores: own = NONE, points, outlines, ...rest } = numbersOf(record);
  const scores = joined([own, points ?? NONE, outlines ?? NONE]);
  const lengths = {
    ...(points === undefined ? {} : { points: points.length }),
    ...(outlines === undefined ? {} : { outlines: outlines.length }),
  };
  const json = new TextEncoder().encode(JSON.stringify({ ...rest, ...lengths }));
  const bytes = new Uint8Array(
    FRAME_HEAD_BYTES + KEY_BYTES + 4 + json.length + scores.length * bytesEach(record),
  );
  const body = bytes.subarray(FRAME_HEAD_BYTES);
  const view = viewOf(body);
  body.set(bytesOf(sha256));
  view.setUint32(KEY_BYTES, json.length, true);
  body.set(json, KEY_BYTES + 4);
  const from = KEY_BYTES + 4 + json.length;
  if (bytesEach(record) === 4) {
    for (let i = 0; i < scores.length; i++) view.setFloat32(from + i * 4, scores[i]!, true);
  } else {
    for (let i = 0; i < scores.length; i++) view.setFloat64(from + i * 8, scores[i]!, true);
  }
  const head = viewOf(bytes);
  head.setUint32(0, body.length, true);
  head.setUint32(4, crc32(body), true);
  return bytes;
}

/** SHA-256 of the image that the record of a body is about. */
export function keyOfRecord(body: Uint8Array): string {
  return hexOf(body.subarray(0, KEY_BYTES));
}

/** The record of a body whose checksum was looked at. */
export function parseRecord(body: Uint8Array): ScoreRecord {
  const view = viewOf(body);
  const jsonLength = view.getUint32(KEY_BYTES, true);
  const start = KEY_BYTES + 4;
  const text = new TextDecoder().decode(body.subarray(start, start + jsonLength));
  const rest = JSON.parse(text) as ScoreRecord; // written by this module, its CRC was checked
  if (!rest.ok) return rest;
  const from = start + jsonLength;
  const scores = new Float64Array((body.length - from) / bytesEach(rest));
  if (bytesEach(rest) === 4) {
    for (let i = 0; i < scores.length; i++) scores[i] = view.getFloat32(from + i * 4, true);
  } else {
    for (let i = 0; i < scores.length; i++) scores[i] = view.getFloat64(from + i * 8, true);
  }
  // Behind the scores stand points, then outlines; the text says how many numbers each has.
  const lengths = rest as { readonly points?: unknown; readonly outlines?: unknown };
  const [points, outlines] = [Number(lengths.points ?? -1), Number(lengths.outlines ?? -1)];
  if (points < 0 && outlines < 0) return { ...rest, scores };
  const behind = scores.length - Math.max(0, outlines);
  const first = behind - Math.max(0, points);
  return {
    ...rest,
    scores: scores.slice(0, first),
    ...(points < 0 ? {} : { points: scores.slice(first, behind) }),
    ...(outlines < 0 ? {} : { outlines: scores.slice(behind) }),
  };
}

const NONE = new Float64Array();

/** A record whose numbers may be missing. */
function numbersOf(record: ScoreRecord): Partial<Extract<ScoreRecord, { ok: true }>> {
  // One that failed has a code and words in their place, which are written as they are.
  return record.ok ? record : (record as object);
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const filled = parts.filter(({ length }) => length > 0);
  // Mostly scores alone, a record of every look: no copy.
  if (filled.length === 1) return filled[0]!;
  const all = new Float64Array(filled.reduce((sum, { length }) => sum + length, 0));
  let to = 0;
  for (const part of filled) {
    all.set(part, to);
    to += part.length;
  }
  return all;
}

function bytesEach(record: ScoreRecord): 4 | 8 {
  return record.ok && record.single === true ? 4 : 8;
}

const KEY_BYTES = 32;

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function hexOf(bytes: Uint8Array): string {
  let hex = "";
  for (const byte of bytes) hex += byte.toString(16).padStart(2, "0");
  return hex;
}

function bytesOf(hex: string): Uint8Array {
  const bytes = new Uint8Array(KEY_BYTES);
  for (let i = 0; i < KEY_BYTES; i++) bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}
