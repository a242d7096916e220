import {
  type FileAccess,
  fileNotFound,
  type ListedFile,
  normalisePath,
  type ReadRange,
} from "./file-access.js";

/** How the bytes of a file come, whatever it is that holds them. */
export interface FileReader<Held> {
  read(file: Held, path: string, range: ReadRange): Promise<Uint8Array>;
  stream(file: Held, path: string): AsyncIterable<Uint8Array>;
}

/** A {@link FileAccess} to files that are all known, and what each path holds. */
export interface FileMapAccess<Held> extends FileAccess {
  /** @throws HomegroundError `input/not-found`, `input/outside-folder` */
  fileAt(path: string): Held;
}

/**
 * The access to files that are known by their paths: in memory, in an archive, dropped on a page, on
 * disk under other names. Nothing but these files can be reached through it.
 *
 * @param files by path, in the form of {@link normalisePath}
 */
export function createFileMapAccess<Held extends { readonly sizeBytes: number }>(
  files: ReadonlyMap<string, Held>,
  reader: FileReader<Held>,
): FileMapAccess<Held> {
  const folders = new Set([""]);
  for (const path of files.keys()) {
    for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) {
      folders.add(path.slice(0, at));
    }
  }
  const listed: ListedFile[] = [...files]
    .map(([path, { sizeBytes }]) => ({ path, sizeBytes }))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const fileAt = (path: string): Held => {
    const found = files.get(normalisePath(path));
    if (found === undefined) throw fileNotFound(path);
    return found;
  };
  return {
    fileAt,
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
      // Those of a folder stand together: many folders are listed in the time of their files.
      for (let at = firstFrom(listed, start); at < listed.length; at++) {
        const file = listed[at]!;
        if (!file.path.startsWith(start)) return;
        yield file;
      }
    },
    read: async (path, range = {}) => reader.read(fileAt(path), path, range),
    async *stream(path) {
      yield* reader.stream(fileAt(path), path);
    },
  };
}

/** Index of the first file whose path is not before `start`, in code-unit order. */
function firstFrom(sorted: readonly ListedFile[], start: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]!.path < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** First and last byte, exclusive, of a range of a file of `sizeBytes`. */
export function rangeOf(
  { from = 0, maxBytes }: ReadRange,
  sizeBytes: number,
): readonly [start: number, end: number] {
  const start = Math.min(sizeBytes, from < 0 ? Math.max(0, sizeBytes + from) : from);
  return [start, maxBytes === undefined ? sizeBytes : Math.min(sizeBytes, start + maxBytes)];
}
