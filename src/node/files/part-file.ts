import { Buffer } from "node:buffer";
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { notWritten } from "./write-file.js";

/** Bytes that are written to the disk at once. */
const BUFFERED = 1 << 18;

/** A text file, in UTF-8, that grows and has its name only when it is whole. */
export interface PartFile {
  /** @throws HomegroundError `output/not-written` */
  append(text: string | Uint8Array): void | Promise<void>;
  /** Ends the file and gives it its name. @throws HomegroundError `output/not-written` */
  close(): Promise<void>;
}

/** The folder and the file are made with the first piece. */
export function createPartFile(path: string): PartFile {
  const part = `${path}.part`;
  let file: FileHandle | null = null;
  const pending = Buffer.allocUnsafe(BUFFERED);
  let length = 0;

  /** Writes what is pending, and more behind it. */
  const flush = async (more: Uint8Array): Promise<void> => {
    try {
      if (file === null) {
        await mkdir(dirname(path), { recursive: true });
        file = await open(part, "w");
      }
      await file.writeFile(pending.subarray(0, length));
      if (more.length > 0) await file.writeFile(more);
      length = 0;
    } catch (cause) {
      await leave();
      throw notWritten(path, cause);
    }
  };

  /** Nothing of a file that cannot be written is left; the first error is the one to report. */
  const leave = async (): Promise<void> => {
    if (file === null) return;
    await file.close().catch(() => {});
    await rm(part, { force: true }).catch(() => {});
  };

  return {
    append(text) {
      const isText = typeof text === "string";
      // A code unit takes at most three bytes.
      if (length + text.length * (isText ? 3 : 1) > BUFFERED) {
        return flush(isText ? Buffer.from(text) : text);
      }
      if (isText) length += pending.write(text, length);
      else {
        pending.set(text, length);
        length += text.length;
      }
      return undefined;
    },
    async close() {
      await flush(new Uint8Array(0));
      try {
        await file?.close();
        await rename(part, path);
      } catch (cause) {
        await leave();
        throw notWritten(path, cause);
      }
    },
  };
}
