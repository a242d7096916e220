import type { Cancellation } from "../../core/cancellation.js";
import type { CreateDigest } from "../../core/digest.js";
import { inParallel } from "../../dataset/attributes/in-parallel.js";
import { digestOrNull } from "../../dataset/digest-or-null.js";
import type { FileAccess, ListedFile } from "../../formats/file-access.js";
import { HEAD_BYTES } from "../../images/image-head.js";

/** Finds files of equal bytes: of equal size first, then of equal start, then by SHA-256. */
export interface DuplicateFinder {
  /** Takes the first bytes of a file, at most {@link HEAD_BYTES}; of files of equal size alone. */
  see(item: number, head: Uint8Array): void;
  /**
   * Reads the rest of what may be equal.
   *
   * @returns groups of two or more files, each ascending, by their first file
   */
  finish(access: FileAccess, signal: Cancellation): Promise<readonly (readonly number[])[]>;
}

/** Files that are read to their end at once. */
const FILES_AT_ONCE = 4;

export function createDuplicateFinder(
  files: readonly ListedFile[],
  createDigest: CreateDigest,
): DuplicateFinder {
  const ofSize = new Map<number, number>();
  for (const { sizeBytes } of files) ofSize.set(sizeBytes, (ofSize.get(sizeBytes) ?? 0) + 1);
  const byStart = new Map<string, number[]>();
  return {
    see(item, head) {
      const { sizeBytes } = files[item]!;
      // Empty files are broken, not equal.
      if (sizeBytes === 0 || (ofSize.get(sizeBytes) ?? 0) < 2) return;
      const digest = createDigest();
      digest.update(head);
      addTo(byStart, `${sizeBytes} ${digest.hex()}`, item);
    },
    async finish(access, signal) {
      const groups: number[][] = [];
      const open: number[] = [];
      for (const items of byStart.values()) {
        if (items.length < 2) continue;
        if (files[items[0]!]!.sizeBytes <= HEAD_BYTES) groups.push(items);
        else for (const item of items) open.push(item);
      }
      const byDigest = new Map<string, number[]>();
      const work = async (at: number): Promise<void> => {
        const item = open[at]!;
        const key = await digestOrNull(access, files[item]!.path, createDigest);
        if (key !== null) addTo(byDigest, key, item);
      };
      await inParallel(open.length, FILES_AT_ONCE, work, signal);
      for (const items of byDigest.values()) if (items.length > 1) groups.push(items);
      for (const items of groups) items.sort((a, b) => a - b);
      return groups.sort((a, b) => a[0]! - b[0]!);
    },
  };
}

function addTo<K>(groups: Map<K, number[]>, key: K, item: number): void {
  const known = groups.get(key);
  if (known === undefined) groups.set(key, [item]);
  else known.push(item);
}
