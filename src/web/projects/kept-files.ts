import { sha256Hex } from "../inference/sha256.js";
import { createOpfsObjectStore } from "../storage/opfs-object-store.js";
import { openPageFolder } from "../storage/page-folder.js";

/** Small files of projects by the SHA-256 of their bytes: one copy for all projects. */
export interface KeptFiles {
  /** False where the browser keeps nothing: {@link keep} then only says what the bytes are. */
  readonly isKept: boolean;
  /** @returns SHA-256 of the bytes @throws HomegroundError `output/not-written` */
  keep(file: Blob): Promise<string>;
  /** The bytes of this hash, looked at again; null where they are not here, or others are. */
  take(sha256: string): Promise<Blob | null>;
  /** Removes everything but these. */
  keepOnly(wanted: ReadonlySet<string>): Promise<void>;
}

export async function openKeptFiles(): Promise<KeptFiles> {
  const folder = await openPageFolder("files");
  const store = folder === null ? null : createOpfsObjectStore(folder);
  return {
    isKept: store !== null,
    async keep(file) {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const sha256 = await sha256Hex(bytes);
      if (store !== null && (await store.list(sha256)).length === 0) await store.put(sha256, bytes);
      return sha256;
    },
    async take(sha256) {
      if (store === null || (await store.list(sha256)).length === 0) return null;
      const bytes = new Uint8Array(await store.get(sha256));
      return (await sha256Hex(bytes)) === sha256 ? new Blob([bytes]) : null;
    },
    async keepOnly(wanted) {
      if (store === null) return;
      for (const key of await store.list("")) if (!wanted.has(key)) await store.remove(key);
    },
  };
}
