import type { Cancellation } from "../../core/cancellation.js";
import type { CreateDigest } from "../../core/digest.js";
import { createDigestColumn } from "../../dataset/digest-column.js";
import { digestOrNull } from "../../dataset/digest-or-null.js";
import type { FileAccess } from "../../formats/file-access.js";
import type { ClaimRecord } from "./claim-record.js";

export interface SharedImagesPorts {
  readonly access: FileAccess;
  readonly createDigest: CreateDigest;
  readonly signal: Cancellation;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Which images are, to the byte, images that a record of a claim was measured on.
 *
 * @param path of each image in the access; null where it is not on disk
 * @returns by the source of the record: 1 for images that it holds too. Records that do not tell the
 *   hashes of their images are left out
 */
export async function sharedImages(
  records: readonly ClaimRecord[],
  path: readonly (string | null)[],
  { access, createDigest, signal, onProgress }: SharedImagesPorts,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const open = records.flatMap(({ source, images }) =>
    images === null ? [] : [{ source, images }],
  );
  const shared = new Map(open.map(({ source }) => [source, new Uint8Array(path.length)]));
  if (open.length === 0) return shared;
  const own = createDigestColumn(1);
  for (const [i, at] of path.entries()) {
    signal.throwIfAborted();
    const hash = at === null ? null : await digestOrNull(access, at, createDigest);
    if (hash !== null) {
      own.set(0, hash);
      for (const { source, images } of open) {
        if (images.first(own, 0) >= 0) shared.get(source)![i] = 1;
      }
    }
    onProgress?.(i + 1, path.length);
  }
  return shared;
}
