import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { FileAccess } from "../../formats/file-access.js";
import { readManifest } from "../../records/record/manifest.js";
import { recordError } from "../../records/record/read-record.js";
import type { BoundFile, TransparencyRecord } from "../../records/record/record-types.js";
import { createNodeDigest } from "../digest.js";
import { notWritten } from "../files/write-file.js";

/** What was copied. */
export interface CopiedRecord {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Copies a record with every file that it binds, byte for byte, and hashes each as it is copied: what
 * changed since it was verified is refused. Images are those that the manifest lists.
 *
 * @param to folder of the copy, made where it is missing
 * @throws HomegroundError `record/hash-mismatch`, `output/not-written`, and as the access
 */
export async function copyRecord(
  record: TransparencyRecord,
  { access, path }: { readonly access: FileAccess; readonly path: string },
  bound: readonly BoundFile[],
  to: string,
  signal: AbortSignal,
): Promise<CopiedRecord> {
  let [files, bytes] = [0, 0];
  const copy = async (
    from: string,
    name: string,
    expected: Pick<BoundFile, "sha256"> | null,
  ): Promise<void> => {
    signal.throwIfAborted();
    const copied = await copyFile(access, from, join(to, name));
    if (expected !== null && copied.sha256 !== expected.sha256) {
      const what = `${name} has the SHA-256 ${copied.sha256}, and the record says ${expected.sha256}`;
      throw recordError({ code: "record/hash-mismatch", severity: "error", what, where: name });
    }
    files++;
    bytes += copied.sizeBytes;
  };
  await copy(path, "record.json", null);
  for (const file of bound) await copy(file.path, file.path, file);
  if (record.settings["images"] === "included") {
    const { manifest } = record.files;
    await readManifest(access.stream(manifest.path), manifest.path, async ({ image, bytes }) => {
      if (image === null || bytes === null) return;
      const name = `images/${image}`;
      await copy(name, name, { sha256: bytes });
    });
  }
  return { files, bytes };
}

async function copyFile(
  access: FileAccess,
  from: string,
  to: string,
): Promise<Pick<BoundFile, "sha256" | "sizeBytes">> {
  const digest = createNodeDigest();
  let sizeBytes = 0;
  async function* hashed() {
    for await (const piece of access.stream(from)) {
      digest.update(piece);
      sizeBytes += piece.length;
      yield piece;
    }
  }
  try {
    await mkdir(dirname(to), { recursive: true });
    await pipeline(Readable.from(hashed()), createWriteStream(to, { mode: 0o644 }));
  } catch (cause) {
    throw notWritten(to, cause);
  }
  return { sha256: digest.hex(), sizeBytes };
}
