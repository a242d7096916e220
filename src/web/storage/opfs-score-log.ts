import type { ScoreLog } from "../../scoring/score-log.js";
import {
  FRAME_HEAD_BYTES,
  frameRecord,
  indexScoreLog,
  parseRecord,
  SCORE_LOG_MAGIC,
} from "../../scoring/score-log-frames.js";
import { createBlockReader } from "./block-reader.js";
import { notKept } from "./page-folder.js";

/** What a worker may do with a private file; the library of types for pages does not have it. */
interface SyncFile {
  read(bytes: Uint8Array<ArrayBuffer>, options: { readonly at: number }): number;
  write(bytes: Uint8Array<ArrayBuffer>, options: { readonly at: number }): number;
  getSize(): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
}

interface WorkerFileHandle extends FileSystemFileHandle {
  createSyncAccessHandle(): Promise<SyncFile>;
}

/**
 * A score log in a private file of the page: the bytes that the command line writes. Works in a
 * worker alone, and has the file for itself until it is closed.
 *
 * @throws HomegroundError `output/not-written` where another tab has it open or no room is left,
 *   `input/unreadable`
 */
export async function openOpfsScoreLog(
  folder: FileSystemDirectoryHandle,
  name: string,
): Promise<ScoreLog> {
  const where = `scores kept in this browser, ${name}`;
  const file = await openExclusively(folder, name, where);
  const reader = createBlockReader((bytes, at) => {
    file.read(bytes, { at });
  });
  let length: number;
  let places: Awaited<ReturnType<typeof indexScoreLog>>["places"];
  try {
    const found = await indexScoreLog(file.getSize(), reader.read, where);
    places = found.places;
    length = found.end;
    file.truncate(length);
    reader.changed(length);
    if (length === 0) {
      writeWhole(file, SCORE_LOG_MAGIC as Uint8Array<ArrayBuffer>, 0, where);
      length = SCORE_LOG_MAGIC.length;
    }
  } catch (cause) {
    file.close();
    throw cause;
  }

  let isClosed = false;
  return {
    has: (sha256) => places.has(sha256),
    async read(sha256) {
      const place = places.get(sha256);
      return place === undefined ? null : parseRecord(reader.read(place.offset, place.length));
    },
    async append(sha256, record) {
      if (places.has(sha256)) return;
      const bytes = frameRecord(sha256, record);
      reader.changed(length);
      writeWhole(file, bytes, length, where);
      places.set(sha256, {
        offset: length + FRAME_HEAD_BYTES,
        length: bytes.length - FRAME_HEAD_BYTES,
      });
      length += bytes.length;
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      try {
        file.flush();
      } catch (cause) {
        throw notKept(where, cause);
      } finally {
        file.close();
      }
    },
  };
}

async function openExclusively(
  folder: FileSystemDirectoryHandle,
  name: string,
  where: string,
): Promise<SyncFile> {
  try {
    const handle = await folder.getFileHandle(name, { create: true });
    return await (handle as WorkerFileHandle).createSyncAccessHandle();
  } catch (cause) {
    throw notKept(where, cause);
  }
}

/** Writes all of it or, as far as whoever reads the file can see, nothing. */
function writeWhole(
  file: SyncFile,
  bytes: Uint8Array<ArrayBuffer>,
  at: number,
  where: string,
): void {
  try {
    const written = file.write(bytes, { at });
    if (written === bytes.length) return;
    throw new DOMException(`${written} of ${bytes.length} bytes`, "QuotaExceededError");
  } catch (cause) {
    try {
      file.truncate(at);
    } catch {
      // What stands behind the last whole record is dropped when the file is opened.
    }
    throw notKept(where, cause);
  }
}
