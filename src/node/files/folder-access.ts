import { createReadStream, type Dirent } from "node:fs";
import { open, readdir, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { HomegroundError } from "../../core/errors.js";
import {
  type FileAccess,
  fileNotFound,
  type ListedFile,
  normalisePath,
  outsideFolder,
} from "../../formats/file-access.js";
import { isMissing } from "./fs-errors.js";

/** A folder of the disk, and where its files are for programs that open them by path. */
export interface FolderAccess extends FileAccess {
  /** Path on disk of a file of the folder. @throws HomegroundError as `read` */
  diskPath(path: string): Promise<string>;
}

/**
 * The {@link FileAccess} of a folder on disk. Hidden files and folders are not listed; a link is
 * followed only to a place inside the folder; pipes and devices are not there.
 *
 * @throws HomegroundError `input/not-found`, `input/unreadable`, `input/not-a-folder`
 */
export async function openFolder(root: string): Promise<FolderAccess> {
  const realRoot = await resolveRoot(root);

  /** The path on disk, after links; refuses whatever lies outside the folder. */
  const diskPath = async (path: string): Promise<string> => {
    const inside = normalisePath(path);
    try {
      const real = await realpath(join(realRoot, inside));
      if (real === realRoot || real.startsWith(realRoot + sep)) return real;
    } catch (cause) {
      throw isMissing(cause) ? fileNotFound(path) : unreadable(path, cause);
    }
    throw outsideFolder(path);
  };

  const regularFile = async (path: string): Promise<string> => {
    const real = await diskPath(path);
    const info = await stat(real);
    if (info.isFile()) return real;
    throw info.isDirectory()
      ? unreadable(path, new Error("it is a folder"))
      : unreadable(path, new Error("it is not a regular file"));
  };

  return {
    diskPath: regularFile,
    async kindOf(path) {
      let real: string;
      try {
        real = await diskPath(path);
      } catch (error) {
        if (error instanceof HomegroundError && error.code === "input/not-found") return null;
        throw error;
      }
      const info = await stat(real);
      if (info.isDirectory()) return { kind: "folder" };
      return info.isFile() ? { kind: "file", sizeBytes: info.size } : null;
    },
    async *list(folder) {
      const inside = normalisePath(folder);
      const real = await diskPath(folder);
      if (!(await stat(real)).isDirectory()) throw fileNotFound(folder);
      yield* await walk(realRoot, inside);
    },
    async read(path, { from = 0, maxBytes } = {}) {
      const real = await regularFile(path);
      try {
        const file = await open(real);
        try {
          const { size } = await file.stat();
          const start = Math.min(size, from < 0 ? Math.max(0, size + from) : from);
          const bytes = new Uint8Array(Math.min(size - start, maxBytes ?? size));
          let filled = 0;
          while (filled < bytes.length) {
            const { bytesRead } = await file.read(bytes, filled, undefined, start + filled);
            if (bytesRead === 0) break;
            filled += bytesRead;
          }
          return filled === bytes.length ? bytes : bytes.slice(0, filled);
        } finally {
          await file.close();
        }
      } catch (cause) {
        throw unreadable(path, cause);
      }
    },
    async *stream(path) {
      const real = await regularFile(path);
      try {
        yield* createReadStream(real, { highWaterMark: 1 << 20 }) as AsyncIterable<Uint8Array>;
      } catch (cause) {
        throw unreadable(path, cause);
      }
    },
  };
}

/** Regular files below a folder in code-unit order of their paths. */
async function walk(realRoot: string, folder: string): Promise<ListedFile[]> {
  const files: ListedFile[] = [];
  const pending = [folder];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    let entries: Dirent[];
    try {
      entries = await readdir(join(realRoot, at), { withFileTypes: true });
    } catch (cause) {
      throw unreadable(at, cause);
    }
    const paths: string[] = [];
    for (const entry of entries) {
      if (entry.name.startsWith(".") || entry.name === "__MACOSX") continue;
      const path = at === "" ? entry.name : `${at}/${entry.name}`;
      if (entry.isDirectory()) pending.push(path);
      else if (entry.isFile()) paths.push(path);
      else if (entry.isSymbolicLink() && (await staysInside(realRoot, path))) paths.push(path);
    }
    // Some at a time: a folder may hold a hundred thousand files.
    for (let from = 0; from < paths.length; from += 256) {
      const some = paths.slice(from, from + 256);
      const sizes = await Promise.all(
        some.map((path) => stat(join(realRoot, path)).catch(() => null)),
      );
      // A file that cannot be looked at is listed all the same: reading it says why.
      for (const [i, path] of some.entries()) files.push({ path, sizeBytes: sizes[i]?.size ?? 0 });
    }
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

async function resolveRoot(root: string): Promise<string> {
  let isFolder: boolean;
  let real: string;
  try {
    real = await realpath(root);
    isFolder = (await stat(real)).isDirectory();
  } catch (cause) {
    throw isMissing(cause) ? fileNotFound(root) : unreadable(root, cause);
  }
  if (isFolder) return real;
  throw new HomegroundError("input/not-a-folder", {
    what: "it is a file, not a folder",
    where: root,
    fix: "Name the folder that holds the images",
  });
}

async function staysInside(realRoot: string, path: string): Promise<boolean> {
  try {
    const target = await realpath(join(realRoot, path));
    return target.startsWith(realRoot + sep) && (await stat(target)).isFile();
  } catch {
    return false;
  }
}

function unreadable(path: string, cause: unknown): HomegroundError {
  return new HomegroundError("input/unreadable", {
    what: cause instanceof Error ? cause.message : String(cause),
    where: path === "" ? "." : path,
    fix: "Check the path and that it can be read",
    cause,
  });
}
