import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { HomegroundError, messageOf } from "../../core/errors.js";
import { notWritten } from "../files/write-file.js";
import type { HashedFile } from "./blob-store.js";

/** What bytes that come in must keep to. */
export interface SpoolLimits {
  readonly mostBytes: number;
  /** What was announced, where it was. */
  readonly sizeBytes?: number | null;
  readonly sha256?: string | null;
}

/** A whole file on the disk of this machine, until it is removed. */
export interface SpooledFile extends HashedFile {
  remove(): Promise<void>;
}

/**
 * Takes bytes in as a file and hashes them. Whatever ends them early, nothing of them stays.
 *
 * @param folder made where it is missing; {@link clearSpool} removes what killed processes left there
 * @throws HomegroundError `blobs/too-large`, `blobs/cut`, `output/not-written`
 */
export async function spoolFile(
  folder: string,
  bytes: AsyncIterable<Uint8Array>,
  { mostBytes, sizeBytes, sha256 }: SpoolLimits,
): Promise<SpooledFile> {
  if (sizeBytes != null && sizeBytes > mostBytes) throw tooLarge(mostBytes);
  const path = join(folder, `${randomUUID()}.part`);
  const remove = () => rm(path, { force: true });
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(path, "wx", 0o600);
    const hash = createHash("sha256");
    let length = 0;
    try {
      for await (const piece of pieces(bytes)) {
        length += piece.length;
        if (length > mostBytes) throw tooLarge(mostBytes);
        hash.update(piece);
        await file.writeFile(piece);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    const found = hash.digest("hex");
    if (sizeBytes != null && length !== sizeBytes) {
      throw cut(`${length} of ${sizeBytes} bytes came`);
    }
    if (sha256 != null && found !== sha256) throw cut(`they have the SHA-256 ${found}`);
    return { path, sha256: found, sizeBytes: length, remove };
  } catch (cause) {
    await remove().catch(() => {}); // the first error is the one to report
    const isOfDisk = cause instanceof Error && "syscall" in cause;
    throw isOfDisk ? notWritten(folder, cause) : cause;
  }
}

/** What goes wrong where the bytes come from is no error of the disk, though the system names a call in both. */
async function* pieces(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of bytes) yield piece;
  } catch (cause) {
    if (cause instanceof HomegroundError) throw cause;
    throw cut(messageOf(cause), cause);
  }
}

/** Removes files of processes that were killed: those that nobody has written to for a day. */
export async function clearSpool(folder: string, now: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.endsWith(".part")) continue;
    const path = join(folder, name);
    const info = await stat(path).catch(() => null);
    if (info !== null && now - info.mtimeMs > 86_400_000) await rm(path, { force: true });
  }
}

function tooLarge(mostBytes: number): HomegroundError {
  return new HomegroundError("blobs/too-large", {
    what: `it has more than ${mostBytes} bytes`,
    where: "the upload",
    fix: "Send a smaller file, or have the limit raised where the server is started",
  });
}

function cut(what: string, cause?: unknown): HomegroundError {
  return new HomegroundError("blobs/cut", {
    what,
    where: "the upload",
    fix: "Send it again: nothing of it was kept",
    cause,
  });
}
