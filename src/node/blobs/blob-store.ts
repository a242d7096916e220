/**
 * Files under the SHA-256 of their bytes, in a folder or at an S3 service: written once, never changed. Open a store by
 * `openBlobStore` of `open-blob-store.ts`; bytes come in through `spoolFile` of `spool.ts`, which hashes them on a disk of this machine, and
 * are then put into the store, so that nothing that was cut off is ever in it.
 */
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { HomegroundError } from "../../core/errors.js";

export interface StoredBlob {
  /** 64 hexadecimal digits. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** A file of this machine whose hash is known. */
export interface HashedFile extends StoredBlob {
  readonly path: string;
}

/** Bytes from `start` on, `end` not among them. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface BlobStore {
  /** The folder or the s3:// address, for messages. */
  readonly place: string;
  /** Stores a file unless it is there; the file itself stays. @throws HomegroundError `output/not-written`, `blobs/unreachable` */
  put(file: HashedFile): Promise<void>;
  /**
   * The bytes; null where there is no such blob. Whole ones are hashed on the way: where they are not what their name
   * says, the stream ends in `blobs/changed` before its last piece.
   */
  read(sha256: string, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | null>;
  /** Puts a blob at a path of this machine, to be read there and never written to. @throws HomegroundError `blobs/not-found`, `blobs/changed` */
  placeAt(sha256: string, path: string): Promise<void>;
  /** Null where there is no such blob. */
  size(sha256: string): Promise<number | null>;
  /** Whether there was one or not. */
  remove(sha256: string): Promise<void>;
  /** All of them, in no order. */
  list(): AsyncIterable<StoredBlob>;
}

export const SHA256 = /^[0-9a-f]{64}$/;

/** `ab/cd…`: no folder has all of them. @throws HomegroundError for what is no hash, such as a path */
export function blobName(sha256: string): string {
  if (SHA256.test(sha256)) return `${sha256.slice(0, 2)}/${sha256.slice(2)}`;
  throw new HomegroundError("blobs/not-found", {
    what: `${JSON.stringify(sha256.slice(0, 80))} is no SHA-256`,
    where: "the name of a stored file",
    fix: "Give its 64 hexadecimal digits",
  });
}

/** Writes what a store gives, whole, to a path. */
export async function download(
  bytes: AsyncIterable<Uint8Array> | null,
  sha256: string,
  path: string,
): Promise<void> {
  if (bytes === null) throw blobMissing(sha256);
  await writeFile(path, bytes, { mode: 0o600 });
}

export function blobMissing(sha256: string): HomegroundError {
  return new HomegroundError("blobs/not-found", {
    what: "the file is not there",
    where: sha256,
    fix: "Restore it from a backup, or upload it again",
  });
}

/** Passes bytes on and keeps the last piece back until all of them are known to be right. */
export async function* checkedBytes(
  bytes: AsyncIterable<Uint8Array>,
  sha256: string,
  place: string,
): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  let held: Uint8Array | null = null;
  for await (const piece of bytes) {
    hash.update(piece);
    if (held !== null) yield held;
    held = piece;
  }
  if (hash.digest("hex") !== sha256) {
    throw new HomegroundError("blobs/changed", {
      what: "its bytes are not those that were stored",
      where: `${place}, ${sha256}`,
      fix: "Restore it from a backup, or upload it again",
    });
  }
  if (held !== null) yield held;
}
