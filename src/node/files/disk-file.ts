import {
  closeSync,
  constants,
  fstatSync,
  open,
  openSync,
  read,
  readSync,
  type Stats,
} from "node:fs";
import { promisify } from "node:util";
import { type HomegroundError, isHomegroundError } from "../../core/errors.js";
import type { ReadRange } from "../../formats/file-access.js";
import { notRead } from "./read-file.js";

// Of tens of thousands of images little more than the first bytes is read: a handle's promises cost more.
const openDisk = promisify(open);
const readDisk = promisify(read);
/** So little is read at once once a file is open: a thread's hop takes longer than to copy it. */
const SMALL_BYTES = 1 << 16;

/**
 * Bytes of a file, in memory of their own.
 *
 * @param path names the file in errors
 * @param check looks at what was opened and throws where it is not wanted
 * @param isAtOnce for threads that have nothing else to do meanwhile
 * @throws HomegroundError `input/not-found`, `input/unreadable`; what `check` throws
 */
export async function readDiskFile(
  disk: string,
  path: string,
  { from = 0, maxBytes }: ReadRange,
  {
    check,
    isAtOnce = false,
  }: { readonly check?: (info: Stats) => void; readonly isAtOnce?: boolean } = {},
): Promise<Uint8Array> {
  try {
    // A pipe that nobody writes to is opened too, to be refused.
    const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
    const file = isAtOnce ? openSync(disk, flags) : await openDisk(disk, flags);
    try {
      const info = fstatSync(file);
      check?.(info);
      const start = Math.min(info.size, from < 0 ? Math.max(0, info.size + from) : from);
      const bytes = new Uint8Array(Math.min(info.size - start, maxBytes ?? info.size));
      let filled = 0;
      while (filled < bytes.length) {
        const more = bytes.length - filled;
        const bytesRead =
          isAtOnce || more <= SMALL_BYTES
            ? readSync(file, bytes, filled, more, start + filled)
            : (await readDisk(file, bytes, filled, more, start + filled)).bytesRead;
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return filled === bytes.length ? bytes : bytes.slice(0, filled);
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw isHomegroundError(cause) ? cause : unreadable(path, cause);
  }
}

const MOST_IN_PIECE = 1 << 20;

/** A regular file in pieces, each in memory of its own. @throws HomegroundError `input/not-found`, `input/unreadable` */
export async function* streamDiskFile(disk: string, path: string): AsyncGenerator<Uint8Array> {
  try {
    const file = await openDisk(disk, constants.O_RDONLY);
    try {
      // No larger than what is left: a megabyte for each of many small files is more to collect than to read.
      for (let left = fstatSync(file).size; left > 0; ) {
        const piece = new Uint8Array(Math.min(left, MOST_IN_PIECE));
        const { bytesRead } = await readDisk(file, piece, 0, piece.length, null);
        if (bytesRead === 0) return;
        left -= bytesRead;
        yield piece.subarray(0, bytesRead);
      }
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

export function unreadable(path: string, cause: unknown): HomegroundError {
  return notRead(path === "" ? "." : path, cause, "Check the path and that it can be read");
}
