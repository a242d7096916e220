import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { HomegroundError, messageOf } from "../../core/errors.js";
import type { ReadRange } from "../../formats/file-access.js";

/**
 * Bytes of a regular file, in memory of their own.
 *
 * @param path names the file in errors
 * @throws HomegroundError `input/unreadable`
 */
export async function readDiskFile(
  disk: string,
  path: string,
  { from = 0, maxBytes }: ReadRange,
): Promise<Uint8Array> {
  try {
    const file = await open(disk);
    try {
      const { size } = await file.stat();
      const start = Math.min(size, from < 0 ? Math.max(0, size + from) : from);
      const bytes = new Uint8Array(Math.min(size - start, maxBytes ?? size));
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await file.read(bytes, filled, undefined, start + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return filled === bytes.length ? bytes : bytes.slice(0, filled);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** A regular file in pieces. @throws HomegroundError `input/unreadable` */
export async function* streamDiskFile(disk: string, path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(disk, { highWaterMark: 1 << 20 }) as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

export function unreadable(path: string, cause: unknown): HomegroundError {
  return new HomegroundError("input/unreadable", {
    what: messageOf(cause),
    where: path === "" ? "." : path,
    fix: "Check the path and that it can be read",
    cause,
  });
}
