import { readSync } from "node:fs";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { joinedPieces } from "../../formats/file-bytes.js";
import type { ScoreLog, ScoreRecord } from "../../scoring/score-log.js";
import {
  FRAME_HEAD_BYTES,
  frameRecord,
  indexScoreLog,
  parseRecord,
  SCORE_LOG_MAGIC,
} from "../../scoring/score-log-frames.js";
import { notWritten } from "../files/write-file.js";

/** Records are read so far ahead. */
const AHEAD_BYTES = 2 ** 18;
const NONE = new Uint8Array();

/**
 * A score log in one file that only grows: the bytes are those of score-log-frames.ts. A record cut
 * off by a crash, and whatever follows a damaged one, is dropped when the file is opened.
 *
 * @throws HomegroundError `output/not-written`, `input/unreadable`
 */
export async function openFileScoreLog(path: string): Promise<ScoreLog> {
  const file = await openForAppending(path);
  const { places, end, isRenewed } = await openIndex(file, path);
  let length = end;
  let written = end;
  let ahead: { readonly from: number; readonly bytes: Uint8Array } = { from: 0, bytes: NONE };
  let pending: Uint8Array[] = [];
  const waiting = new Map<string, ScoreRecord>();
  let writing: Promise<void> = Promise.resolve();
  let failure: unknown;

  // Records that come while a write is under way go out together with the next one.
  const flush = (): Promise<void> => {
    writing = writing.then(async () => {
      if (pending.length === 0 || failure !== undefined) return;
      const [only] = pending;
      const bytes = pending.length === 1 ? only! : joinedPieces(pending);
      const keys = [...waiting.keys()];
      pending = [];
      try {
        await writeWhole(file, bytes, length - bytes.length);
        written += bytes.length;
        for (const key of keys) waiting.delete(key);
      } catch (cause) {
        failure = cause;
      }
    });
    return writing;
  };

  let closed = false;
  return {
    isRenewed,
    has: (sha256) => places.has(sha256),
    async read(sha256) {
      const early = waiting.get(sha256);
      if (early !== undefined) return early;
      const place = places.get(sha256);
      if (place === undefined) return null;
      const inAhead = ({ from, bytes }: typeof ahead): Uint8Array | null => {
        const at = place.offset - from;
        return at >= 0 && at + place.length <= bytes.length
          ? bytes.subarray(at, at + place.length)
          : null;
      };
      const had = inAhead(ahead);
      if (had !== null) return parseRecord(had);
      // Whoever reads one after the other is given the next ones by the same call.
      const beyond = place.offset - ahead.from - ahead.bytes.length;
      const isNext = beyond > -AHEAD_BYTES && beyond < AHEAD_BYTES;
      const wanted = isNext ? Math.min(AHEAD_BYTES, written - place.offset) : 0;
      const bytes = new Uint8Array(Math.max(place.length, wanted));
      // At once: what was written a while ago is in memory, and a thread that fetches it costs more than a record.
      readSync(file.fd, bytes, 0, bytes.length, place.offset);
      const read = { from: place.offset, bytes };
      ahead = read;
      return parseRecord(inAhead(read)!);
    },
    async append(sha256, record) {
      if (places.has(sha256)) return;
      const bytes = frameRecord(sha256, record);
      places.set(sha256, {
        offset: length + FRAME_HEAD_BYTES,
        length: bytes.length - FRAME_HEAD_BYTES,
      });
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

/** A system may take a part of what it is given, as where a disk is nearly full. */
async function writeWhole(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, at, bytes.length - at, position + at);
    at += bytesWritten;
  }
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

/** What the file holds, cut to it; a new file gets its first line. */
async function openIndex(file: FileHandle, path: string) {
  const { size } = await file.stat();
  const { places, end, isRenewed } = await indexScoreLog(
    size,
    async (offset, length) => {
      const bytes = new Uint8Array(length);
      await file.read(bytes, 0, length, offset);
      return bytes;
    },
    path,
  );
  try {
    await file.truncate(end);
    if (end > 0) return { places, end, isRenewed };
    await writeWhole(file, SCORE_LOG_MAGIC, 0);
  } catch (cause) {
    await file.close().catch(() => {});
    throw notWritten(path, cause);
  }
  return { places, end: SCORE_LOG_MAGIC.length, isRenewed };
}
