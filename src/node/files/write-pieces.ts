import { randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { notWritten } from "./write-file.js";

/**
 * Writes a file of any size from its pieces, whole or not at all, and makes the folder that is
 * missing.
 *
 * @throws HomegroundError `output/not-written`, and what making the pieces throws
 */
export async function writePieces(path: string, pieces: Iterable<string>): Promise<void> {
  const part = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomUUID()}.part`);
  const onDisk = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (cause) {
      throw notWritten(path, cause);
    }
  };
  let file: FileHandle | null = null;
  try {
    await onDisk(mkdir(dirname(path), { recursive: true }));
    file = await onDisk(open(part, "w"));
    for (const piece of pieces) await onDisk(file.writeFile(piece));
    await onDisk(file.close());
    file = null;
    await onDisk(rename(part, path));
  } catch (error) {
    await file?.close().catch(() => {});
    await rm(part, { force: true }).catch(() => {}); // the first error is the one to report
    throw error;
  }
}
