import { type FileAccess, normalisePath } from "./file-access.js";
import { createFileMapAccess, rangeOf } from "./file-map-access.js";

/**
 * The {@link FileAccess} of files held in memory.
 *
 * @param files bytes by path relative to the root, with `/`; read, never changed
 * @param pieceBytes size of the pieces of a stream, at least 1
 * @throws HomegroundError `input/outside-folder` for a path that is absolute or climbs
 */
export function createMemoryFileAccess(
  files: ReadonlyMap<string, Uint8Array>,
  pieceBytes = 65_536,
): FileAccess {
  const byPath = new Map(
    [...files].map(([path, bytes]) => [
      normalisePath(path),
      { sizeBytes: bytes.length, bytes } as const,
    ]),
  );
  return createFileMapAccess(byPath, {
    read: async ({ bytes }, _path, range) => bytes.slice(...rangeOf(range, bytes.length)),
    async *stream({ bytes }) {
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        yield bytes.slice(at, at + pieceBytes);
      }
    },
  });
}
