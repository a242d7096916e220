import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import { HomegroundError, isHomegroundError, messageOf } from "../../core/errors.js";
import { isRunning } from "./temporary-folder.js";

/** Writes a text file whole or not at all, and makes the folder that is missing. */
export async function writeTextFile(path: string, text: string): Promise<void> {
  await writePieces(path, [text]);
}

/** Writes a file of bytes, as {@link writePieces}. */
export async function writeBytesFile(path: string, bytes: Uint8Array): Promise<void> {
  await writePieces(path, [bytes]);
}

type Piece = string | Uint8Array;

/**
 * Writes a file of any size whole or not at all: readers see the old one or the new one. Makes the
 * folder that is missing. A piece is asked for when the one before it is written, or, where it is small,
 * copied to be written with its neighbours.
 *
 * @throws HomegroundError `output/not-written`; whatever making a piece throws
 */
export async function writePieces(
  path: string,
  pieces: Iterable<Piece> | AsyncIterable<Piece>,
): Promise<void> {
  const part = partOf(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(part, "w");
    try {
      for await (const bytes of inBlocks(pieces)) await file.writeFile(bytes);
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (cause) {
    await rm(part, { force: true }).catch(() => {}); // the first error is the one to report
    // What making a piece throws, such as that the run was stopped, is no fault of the disk.
    throw isOfSystem(cause) ? notWritten(path, cause) : cause;
  }
}

const BLOCK_BYTES = 1 << 16;

/** Small pieces joined to blocks, so that 65,000 headers of an archive are not 65,000 calls of the system. */
async function* inBlocks(
  pieces: Iterable<Piece> | AsyncIterable<Piece>,
): AsyncGenerator<Uint8Array> {
  const block = Buffer.alloc(BLOCK_BYTES);
  let held = 0;
  for await (const piece of pieces) {
    const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
    if (held + bytes.length > BLOCK_BYTES && held > 0) {
      yield block.subarray(0, held);
      held = 0;
    }
    if (bytes.length >= BLOCK_BYTES) {
      yield bytes;
    } else {
      block.set(bytes, held);
      held += bytes.length;
    }
  }
  if (held > 0) yield block.subarray(0, held);
}

/**
 * Makes a folder that is not there yet, whole or not at all: it is filled beside its place, under another
 * name, and takes its own at the end. What runs that were killed had begun there is removed.
 *
 * @throws HomegroundError `output/not-written`; whatever filling it throws
 */
export async function writeFolder<T>(
  path: string,
  fill: (draft: string) => Promise<T>,
): Promise<T> {
  const draft = partOf(path);
  await removeOldParts(path);
  try {
    const filled = await fill(draft);
    await rename(draft, path);
    return filled;
  } catch (cause) {
    await rm(draft, { recursive: true, force: true }).catch(() => {}); // the first error is the one to report
    if (isHomegroundError(cause) && cause.code === "output/not-written") {
      const { what, where, fix } = cause;
      const shown = where.replace(draft, () => path);
      throw new HomegroundError(cause.code, { what, where: shown, fix, cause });
    }
    throw isOfSystem(cause) ? notWritten(path, cause) : cause;
  }
}

/** Where a file is written to until it is whole: beside it, so that it can take its name at once. */
export function partOf(path: string): string {
  return join(dirname(path), `${partPrefix(path)}${process.pid}-${randomUUID()}.part`);
}

function isOfSystem(cause: unknown): boolean {
  return cause instanceof Error && !isHomegroundError(cause) && "syscall" in cause;
}

const PART = /^\..*\.(\d+)-[0-9a-f-]+\.part$/;

/** Names of systems end somewhere below 255 bytes. */
function partPrefix(path: string): string {
  return `.${basename(path).slice(0, 100)}.`;
}

/**
 * Removes what runs that were killed had written of a file. Call it where the place is kept for this run
 * alone.
 */
export async function removeOldParts(path: string): Promise<void> {
  await removeParts(dirname(path), (name) => name.startsWith(partPrefix(path)));
}

/** As {@link removeOldParts}, of all files in a folder and in the folders right below it. */
export async function removeOldPartsIn(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const below = entries.filter((one) => one.isDirectory()).map(({ name }) => join(folder, name));
  for (const one of [folder, ...below]) await removeParts(one, () => true);
}

async function removeParts(folder: string, isOurs: (name: string) => boolean): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const pid = PART.exec(name)?.[1];
    if (pid === undefined || !isOurs(name) || isRunning(Number(pid))) continue;
    // It is in nobody's way.
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => {});
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
