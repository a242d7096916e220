import { randomUUID } from "node:crypto";
import { copyFile, link, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isMissing } from "../files/fs-errors.js";
import { notWritten } from "../files/write-file.js";
import { type BlobStore, blobMissing, blobName, checkedBytes, SHA256 } from "./blob-store.js";

/** Blobs as files, below folders of two digits. */
export async function openFileStore(folder: string): Promise<BlobStore> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw notWritten(folder, cause);
  });
  const pathOf = (sha256: string) => join(folder, blobName(sha256));

  async function size(sha256: string): Promise<number | null> {
    try {
      return (await stat(pathOf(sha256))).size;
    } catch (cause) {
      if (isMissing(cause)) return null;
      throw cause;
    }
  }

  return {
    place: folder,
    size,
    async put({ path, sha256, sizeBytes }) {
      // One of another length is of a disk that was damaged: the bytes at hand are right.
      if ((await size(sha256)) === sizeBytes) return;
      const target = pathOf(sha256);
      const draft = join(dirname(target), `${randomUUID()}.part`);
      try {
        await mkdir(dirname(target), { recursive: true, mode: 0o700 });
        await linkOrCopy(path, draft);
        await rename(draft, target);
        await sync(dirname(target));
      } catch (cause) {
        await rm(draft, { force: true }).catch(() => {});
        throw notWritten(target, cause);
      }
    },
    async read(sha256, range) {
      if (range !== undefined && range.end <= range.start) {
        return (await size(sha256)) === null ? null : noBytes();
      }
      // Opened before it is promised: it may be removed by another meanwhile, and is read to its end all the same.
      const handle = await open(pathOf(sha256)).catch((cause: unknown) => {
        if (isMissing(cause)) return null;
        throw cause;
      });
      if (handle === null) return null;
      if (range !== undefined) {
        return handle.createReadStream({ start: range.start, end: range.end - 1 });
      }
      return checkedBytes(handle.createReadStream(), sha256, folder);
    },
    async placeAt(sha256, path) {
      try {
        await linkOrCopy(pathOf(sha256), path);
      } catch (cause) {
        if ((await size(sha256)) === null) throw blobMissing(sha256);
        throw notWritten(path, cause);
      }
    },
    async remove(sha256) {
      await rm(pathOf(sha256), { force: true });
    },
    async *list() {
      for (const start of await readdir(folder)) {
        if (!/^[0-9a-f]{2}$/.test(start)) continue;
        for (const name of await readdir(join(folder, start))) {
          const sha256 = start + name;
          const sizeBytes = SHA256.test(sha256) ? await size(sha256) : null;
          if (sizeBytes !== null) yield { sha256, sizeBytes };
        }
      }
    },
  };
}

/** A second name costs nothing; another disk has to have the bytes. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch {
    await copyFile(from, to);
    await sync(to);
  }
}

/** So that it is there after a power cut too. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, "r");
  await handle.sync().finally(() => handle.close());
}

async function* noBytes(): AsyncGenerator<Uint8Array> {}
