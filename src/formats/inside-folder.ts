import { type FileAccess, joinPath, normalisePath } from "./file-access.js";

/** The files of a folder of an access, by their paths from there. Nothing above it can be reached. */
export function insideFolder(access: FileAccess, folder: string): FileAccess {
  if (folder === "") return access;
  const at = (path: string): string => joinPath(folder, normalisePath(path));
  return {
    kindOf: async (path) => access.kindOf(at(path)),
    async *list(path) {
      for await (const file of access.list(at(path))) {
        yield { ...file, path: file.path.slice(folder.length + 1) };
      }
    },
    read: async (path, range) => access.read(at(path), range),
    async *stream(path) {
      yield* access.stream(at(path));
    },
  };
}
