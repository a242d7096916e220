import { createFileMapAccess } from "../../formats/file-map-access.js";
import { readDiskFile, streamDiskFile } from "./disk-file.js";
import type { FolderAccess } from "./folder-access.js";

/** Where a file of a mapped access is on disk. */
export interface MappedFile {
  readonly disk: string;
  readonly sizeBytes: number;
}

/**
 * The access to files that are on disk under other names than their own: what an archive held, or
 * what a list names.
 *
 * @param files by path, in the form of `normalisePath`
 */
export function createMappedAccess(files: ReadonlyMap<string, MappedFile>): FolderAccess {
  const access = createFileMapAccess(files, {
    read: ({ disk }, path, range) => readDiskFile(disk, path, range),
    stream: ({ disk }, path) => streamDiskFile(disk, path),
  });
  return { ...access, diskPath: async (path) => access.fileAt(path).disk };
}
