import { fileNotFound, type ListedFile, normalisePath } from "../../formats/file-access.js";
import { readDiskFile, streamDiskFile } from "./disk-file.js";
import type { FolderAccess } from "./folder-access.js";

/** Where a file of a mapped access is on disk. */
export interface MappedFile {
  readonly disk: string;
  readonly sizeBytes: number;
}

/**
 * The access to files that are on disk under other names than their own: what an archive held, or
 * what a list names. Nothing but these files can be reached through it.
 *
 * @param files by path, in the form of `normalisePath`
 */
export function createMappedAccess(files: ReadonlyMap<string, MappedFile>): FolderAccess {
  const folders = new Set([""]);
  for (const path of files.keys()) {
    for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) {
      folders.add(path.slice(0, at));
    }
  }
  const listed: ListedFile[] = [...files]
    .map(([path, { sizeBytes }]) => ({ path, sizeBytes }))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const fileAt = (path: string): MappedFile => {
    const found = files.get(normalisePath(path));
    if (found === undefined) throw fileNotFound(path);
    return found;
  };
  return {
    diskPath: async (path) => fileAt(path).disk,
    async kindOf(path) {
      const inside = normalisePath(path);
      const file = files.get(inside);
      if (file !== undefined) return { kind: "file", sizeBytes: file.sizeBytes };
      return folders.has(inside) ? { kind: "folder" } : null;
    },
    async *list(folder) {
      const inside = normalisePath(folder);
      if (!folders.has(inside)) throw fileNotFound(folder);
      const start = inside === "" ? "" : `${inside}/`;
      for (const file of listed) if (file.path.startsWith(start)) yield file;
    },
    read: async (path, range = {}) => readDiskFile(fileAt(path).disk, path, range),
    async *stream(path) {
      yield* streamDiskFile(fileAt(path).disk, path);
    },
  };
}
