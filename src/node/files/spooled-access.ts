import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { isHomegroundError } from "../../core/errors.js";
import {
  extensionOf,
  type FileAccess,
  fileNotFound,
  type ListedFile,
  normalisePath,
  type ReadRange,
} from "../../formats/file-access.js";
import { readDiskFile, streamDiskFile } from "./disk-file.js";
import type { FolderAccess } from "./folder-access.js";
import { createTemporaryFolder, type TemporaryFolder } from "./temporary-folder.js";

/** Files that are elsewhere, and how they come. */
export interface RemoteFiles {
  /** In ascending order of path. */
  list(): Promise<readonly ListedFile[]>;
  /** Size in bytes of a file; null where there is none. */
  size(path: string): Promise<number | null>;
  /** Writes a file to the disk. @throws HomegroundError `input/not-found`, `network/…` */
  download(path: string, to: string): Promise<void>;
  /** Some bytes of a file, where they can be had without the rest. */
  readonly part?: (path: string, range: ReadRange) => Promise<Uint8Array>;
}

/** Files that come one by one when they are wanted, into a folder of this process. */
export type SpooledAccess = FolderAccess & Required<Pick<FolderAccess, "release">>;

/** Files that come at once. */
const AT_ONCE = 16;

/** @param onFile called after each file that has come, with its size in bytes */
export function createSpooledAccess(
  files: RemoteFiles,
  onFile?: (bytes: number) => void,
): SpooledAccess {
  let folder: Promise<TemporaryFolder> | null = null;
  let listed: Promise<readonly ListedFile[]> | null = null;
  const onDisk = new Map<string, Promise<string>>();
  const waiting: (() => void)[] = [];
  let under = 0;
  let count = 0;
  /** Where the server is gone, what waits for it need not be tried. */
  let failure: unknown = null;

  async function come(path: string): Promise<string> {
    if (under >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
    under++;
    try {
      if (failure !== null) throw failure;
      folder ??= createTemporaryFolder();
      const extension = extensionOf(path);
      const to = join(
        (await folder).path,
        `${count++}${/^[a-z0-9]+$/.test(extension) ? `.${extension}` : ""}`,
      );
      await files.download(path, to);
      onFile?.((await stat(to)).size);
      return to;
    } catch (error) {
      if (isOfServer(error)) failure = error;
      throw error;
    } finally {
      under--;
      waiting.shift()?.();
    }
  }

  const diskPath = (path: string): Promise<string> => {
    const inside = normalisePath(path);
    let one = onDisk.get(inside);
    if (one === undefined) {
      failure = under === 0 ? null : failure; // a later call may find the server there again
      one = come(inside);
      onDisk.set(inside, one);
      one.catch(() => onDisk.delete(inside));
    }
    return one;
  };
  const all = (): Promise<readonly ListedFile[]> => {
    if (listed === null) {
      listed = files.list();
      listed.catch(() => {
        listed = null;
      });
    }
    return listed;
  };
  const kindOf: FileAccess["kindOf"] = async (path) => {
    const inside = normalisePath(path);
    const size = inside === "" ? null : await files.size(inside);
    if (size !== null) return { kind: "file", sizeBytes: size };
    const isFolder =
      inside === "" || (await all()).some((file) => file.path.startsWith(`${inside}/`));
    return isFolder ? { kind: "folder" } : null;
  };
  return {
    diskPath,
    kindOf,
    async *list(path) {
      const inside = normalisePath(path);
      const start = inside === "" ? "" : `${inside}/`;
      let found = inside === "";
      for (const file of await all()) {
        if (!file.path.startsWith(start)) continue;
        found = true;
        yield file;
      }
      if (!found) throw fileNotFound(path);
    },
    async read(path, range = {}) {
      const inside = normalisePath(path);
      const { part } = files;
      if (part !== undefined && range.maxBytes !== undefined && !onDisk.has(inside)) {
        return part(inside, range);
      }
      return readDiskFile(await diskPath(path), path, range);
    },
    async *stream(path) {
      yield* streamDiskFile(await diskPath(path), path);
    },
    async release(paths) {
      for (const path of paths) {
        const inside = normalisePath(path);
        const one = onDisk.get(inside);
        onDisk.delete(inside);
        const disk = await one?.catch(() => null);
        if (disk != null) await rm(disk, { force: true });
      }
    },
  };
}

/** Whether a server, and not what was asked of it, is at fault: no image may be listed for that. */
export function isOfServer(error: unknown): boolean {
  return isHomegroundError(error) && /^(network\/|run\/|output\/)/.test(error.code);
}
