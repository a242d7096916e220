import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { notWritten } from "./write-file.js";

/** Text is written to the disk in pieces of about this size. */
const BUFFERED = 1 << 18;

/** A text file that grows, and has its name only when it is whole. */
export interface PartFile {
  /** @throws HomegroundError `output/not-written` */
  append(text: string): void | Promise<void>;
  /** Ends the file and gives it its name. @throws HomegroundError `output/not-written` */
  close(): Promise<void>;
}

/** The folder and the file are made with the first piece. */
export function createPartFile(path: string): PartFile {
  const part = `${path}.part`;
  let file: FileHandle | null = null;
  let pending = "";

  const flush = async (): Promise<void> => {
    try {
      if (file === null) {
        await mkdir(dirname(path), { recursive: true });
        file = await open(part, "w");
      }
      await file.write(pending);
      pending = "";
    } catch (cause) {
      throw notWritten(path, cause);
    }
  };

  return {
    append(text) {
      pending += text;
      return pending.length > BUFFERED ? flush() : undefined;
    },
    async close() {
      await flush();
      try {
        await file?.close();
        await rename(part, path);
      } catch (cause) {
        await rm(part, { force: true }).catch(() => {});
        throw notWritten(path, cause);
      }
    },
  };
}
