import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import { HomegroundError } from "../../core/errors.js";
import type { ScoreLog, ScoreRecord } from "../../evaluation/score-log.js";
import { notWritten } from "../files/write-file.js";

/**
 * A score log in one file that only grows. After a magic line each record is
 *
 *     u32 length of the body · u32 CRC-32 of the body · body
 *     body = 32 bytes SHA-256 of the image · u32 length of a JSON text · JSON text · float64 scores
 *
 * all little-endian. A record cut off by a crash, and whatever follows a damaged one, is dropped
 * when the file is opened.
 *
 * @throws HomegroundError `output/not-written`, `input/unreadable`
 */
export async function openFileScoreLog(path: string): Promise<ScoreLog> {
  const file = await openForAppending(path);
  const { places, end } = await readPlaces(file, path);
  await file.truncate(end);
  let length = end;
  let pending: Uint8Array[] = [];
  const waiting = new Map<string, ScoreRecord>();
  let writing: Promise<void> = Promise.resolve();
  let failure: unknown;

  // Records that come while a write is under way go out together with the next one.
  const flush = (): Promise<void> => {
    writing = writing.then(async () => {
      if (pending.length === 0 || failure !== undefined) return;
      const bytes = concatenate(pending);
      const written = [...waiting.keys()];
      pending = [];
      try {
        await file.write(bytes, 0, bytes.length, length - bytes.length);
        for (const key of written) waiting.delete(key);
      } catch (cause) {
        failure = cause;
      }
    });
    return writing;
  };

  let closed = false;
  return {
    has: (sha256) => places.has(sha256),
    async read(sha256) {
      const early = waiting.get(sha256);
      if (early !== undefined) return early;
      const place = places.get(sha256);
      if (place === undefined) return null;
      const body = new Uint8Array(place.length);
      await file.read(body, 0, body.length, place.offset);
      return parseBody(body).record;
    },
    async append(sha256, record) {
      if (places.has(sha256)) return;
      const bytes = frame(sha256, record);
      places.set(sha256, { offset: length + 8, length: bytes.length - 8 });
      length += bytes.length;
      pending.push(bytes);
      waiting.set(sha256, record);
      await flush();
      if (failure !== undefined) throw notWritten(path, failure);
    },
    async close() {
      if (closed) return;
      closed = true;
      await flush();
      await file.close();
      if (failure !== undefined) throw notWritten(path, failure);
    },
  };
}

const MAGIC = new TextEncoder().encode("homeground scores 1\n");

interface Place {
  /** Of the body in the file, in bytes. */
  readonly offset: number;
  readonly length: number;
}

async function openForAppending(path: string): Promise<FileHandle> {
  try {
    await mkdir(dirname(path), { recursive: true });
    return await open(path, "a+").then(async (made) => {
      await made.close(); // "a+" only makes the file: it would write at the end whatever the place
      return open(path, "r+");
    });
  } catch (cause) {
    throw notWritten(path, cause);
  }
}

/** Reads the whole log in blocks; stops at the first record that is cut off or damaged. */
async function readPlaces(file: FileHandle, path: string) {
  const places = new Map<string, Place>();
  const { size } = await file.stat();
  const magic = new Uint8Array(MAGIC.length);
  await file.read(magic, 0, magic.length, 0);
  if (size === 0 || !magic.every((byte, i) => byte === MAGIC[i])) {
    if (size > 0 && size >= MAGIC.length) {
      throw new HomegroundError("input/unreadable", {
        what: "the file is there and is not a score log",
        where: path,
        fix: "Move it away, or choose another output folder",
      });
    }
    await file.truncate(0);
    await file.write(MAGIC, 0, MAGIC.length, 0);
    return { places, end: MAGIC.length };
  }
  let offset = MAGIC.length;
  const head = new Uint8Array(8);
  const view = new DataView(head.buffer);
  while (offset + 8 <= size) {
    await file.read(head, 0, 8, offset);
    const length = view.getUint32(0, true);
    if (length < 36 || offset + 8 + length > size) break;
    const body = new Uint8Array(length);
    await file.read(body, 0, length, offset + 8);
    if (crc32(body) !== view.getUint32(4, true)) break;
    places.set(hexOf(body.subarray(0, 32)), { offset: offset + 8, length });
    offset += 8 + length;
  }
  return { places, end: offset };
}

function frame(sha256: string, record: ScoreRecord): Uint8Array {
  const { scores, ...rest } = record.ok ? record : { ...record, scores: new Float64Array() };
  const json = new TextEncoder().encode(JSON.stringify(rest));
  const bytes = new Uint8Array(8 + 36 + json.length + scores.length * 8);
  const view = new DataView(bytes.buffer);
  const body = bytes.subarray(8);
  view.setUint32(0, body.length, true);
  body.set(bytesOf(sha256));
  view.setUint32(8 + 32, json.length, true);
  body.set(json, 36);
  for (let i = 0; i < scores.length; i++) {
    view.setFloat64(8 + 36 + json.length + i * 8, scores[i]!, true);
  }
  view.setUint32(4, crc32(body), true);
  return bytes;
}

function parseBody(body: Uint8Array): { readonly record: ScoreRecord } {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const jsonLength = view.getUint32(32, true);
  const text = new TextDecoder().decode(body.subarray(36, 36 + jsonLength));
  const rest = JSON.parse(text) as ScoreRecord; // written by this module, its CRC was checked
  if (!rest.ok) return { record: rest };
  const scores = new Float64Array((body.length - 36 - jsonLength) / 8);
  for (let i = 0; i < scores.length; i++) {
    scores[i] = view.getFloat64(36 + jsonLength + i * 8, true);
  }
  return { record: { ...rest, scores } };
}

function hexOf(bytes: Uint8Array): string {
  let hex = "";
  for (const byte of bytes) hex += byte.toString(16).padStart(2, "0");
  return hex;
}

function bytesOf(hex: string): Uint8Array {
  const bytes = new Uint8Array(32);
  for (let i = 0; i < 32; i++) bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
