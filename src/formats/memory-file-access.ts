import { type FileAccess, fileNotFound, type ListedFile, normalisePath } from "./file-access.js";

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
  const byPath = new Map([...files].map(([path, bytes]) => [normalisePath(path), bytes]));
  const paths = [...byPath.keys()].sort();

  const find = (path: string): Uint8Array => {
    const bytes = byPath.get(normalisePath(path));
    if (bytes === undefined) throw fileNotFound(path);
    return bytes;
  };
  const below = (folder: string): string[] => {
    const prefix = folder === "" ? "" : `${folder}/`;
    return paths.filter((path) => path.startsWith(prefix));
  };

  return {
    async kindOf(path) {
      const normal = normalisePath(path);
      const bytes = byPath.get(normal);
      if (bytes !== undefined) return { kind: "file", sizeBytes: bytes.length };
      return normal === "" || below(normal).length > 0 ? { kind: "folder" } : null;
    },
    async *list(folder): AsyncIterable<ListedFile> {
      const normal = normalisePath(folder);
      const found = below(normal);
      if (found.length === 0 && normal !== "") throw fileNotFound(folder);
      for (const path of found) yield { path, sizeBytes: find(path).length };
    },
    async read(path, { from = 0, maxBytes } = {}) {
      const bytes = find(path);
      const start = from < 0 ? Math.max(0, bytes.length + from) : from;
      return bytes.slice(start, maxBytes === undefined ? undefined : start + maxBytes);
    },
    async *stream(path) {
      const bytes = find(path);
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        yield bytes.slice(at, at + pieceBytes);
      }
    },
  };
}
