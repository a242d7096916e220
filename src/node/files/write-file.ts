import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { HomegroundError, isHomegroundError, messageOf } from "../../core/errors.js";

/** Writes a text file whole or not at all, and makes the folder that is missing. */
export async function writeTextFile(path: string, text: string): Promise<void> {
  await writeBytesFile(path, new TextEncoder().encode(text));
}

/** Writes a file of bytes, as {@link writePieces}. */
export async function writeBytesFile(path: string, bytes: Uint8Array): Promise<void> {
  await writePieces(path, [bytes]);
}

/**
 * Writes a file whole or not at all: readers see the old one or the new one. Makes the folder that
 * is missing. A piece is asked for when the one before it is written.
 *
 * @throws HomegroundError `output/not-written`; whatever making a piece throws
 */
export async function writePieces(
  path: string,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  const part = join(dirname(path), `.${basename(path)}.${randomUUID()}.part`);
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(part, "w");
    try {
      for await (const piece of pieces) await file.writeFile(piece);
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (cause) {
    await rm(part, { force: true }).catch(() => {}); // the first error is the one to report
    throw isHomegroundError(cause) ? cause : notWritten(path, cause);
  }
}

/** The error of a file that the system does not let be written, in the system's words. */
export function notWritten(
  path: string,
  cause: unknown,
  fix = "Make room there, or name a folder that can be written to",
): HomegroundError {
  return new HomegroundError("output/not-written", {
    what: messageOf(cause),
    where: path,
    fix,
    cause,
  });
}
