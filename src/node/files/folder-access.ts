import { type BigIntStats, realpathSync, type Stats, statSync } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { HomegroundError, messageOf } from "../../core/errors.js";
import {
  type FileAccess,
  fileNotFound,
  type ListedFile,
  normalisePath,
  outsideFolder,
} from "../../formats/file-access.js";
import type { PlaceProblems } from "../../formats/place-problems.js";
import { readDiskFile, streamDiskFile, unreadable } from "./disk-file.js";
import { isMissing } from "./fs-errors.js";
import { createOddNames, type NamedEntry, type OddNames } from "./odd-names.js";

/** A folder of the disk, and where its files are for programs that open them by path. */
export interface FolderAccess extends FileAccess {
  /** Path on disk of a file of the folder. @throws HomegroundError as `read` */
  diskPath(path: string): Promise<string>;
  /** Of files that are elsewhere: removes what has come of these, which comes again when it is wanted. */
  release?(paths: Iterable<string>): Promise<void>;
}

/**
 * The {@link FileAccess} of a folder on disk. Hidden files and folders are not listed; a link is
 * followed only to a file inside the folder; pipes and devices are not there, and neither is a
 * folder below that may not be read.
 *
 * @param problems takes what a listing left out, or lists under another name
 * @throws HomegroundError `input/not-found`, `input/unreadable`, `input/not-a-folder`
 */
export async function openFolder(root: string, problems?: PlaceProblems): Promise<FolderAccess> {
  const realRoot = await resolveRoot(root);
  const oddNames = createOddNames(realRoot);

  /** The path on disk, after links; refuses whatever lies outside the folder. */
  const diskPath = async (path: string): Promise<string> => {
    const inside = normalisePath(path);
    const odd = await oddNames.diskPath(inside);
    if (odd !== null) return odd;
    try {
      // Of tens of thousands of images this takes less than to hand it to a thread and back.
      const real = realpathSync.native(join(realRoot, inside));
      if (real === realRoot || real.startsWith(rootStart(realRoot))) return real;
    } catch (cause) {
      throw isMissing(cause) ? fileNotFound(path) : unreadable(path, cause);
    }
    throw outsideFolder(path);
  };

  const regularFile = async (path: string): Promise<string> => {
    const real = await diskPath(path);
    checkRegular(path, await statOf(real, path));
    return real;
  };

  return {
    diskPath: regularFile,
    async kindOf(path) {
      let info: Stats;
      try {
        info = await statOf(await diskPath(path), path);
      } catch (error) {
        if (error instanceof HomegroundError && error.code === "input/not-found") return null;
        throw error;
      }
      if (info.isDirectory()) return { kind: "folder" };
      return info.isFile() ? { kind: "file", sizeBytes: info.size } : null;
    },
    async *list(folder) {
      const inside = normalisePath(folder);
      const real = await diskPath(folder);
      if (!(await statOf(real, folder)).isDirectory()) throw fileNotFound(folder);
      yield* await walk(realRoot, inside, oddNames, problems);
    },
    async read(path, range = {}) {
      const real = await diskPath(path);
      try {
        return await readDiskFile(real, path, range, {
          check: (info) => checkRegular(path, info),
        });
      } catch (cause) {
        checkRegular(path, await statOf(real, path)); // a socket cannot even be opened
        throw cause;
      }
    },
    async *stream(path) {
      yield* streamDiskFile(await regularFile(path), path);
    },
    async stampOf(path) {
      const real = await diskPath(path);
      const info = bigStatOf(real);
      if (info?.isFile() !== true) return null;
      const { ino, size, mtimeNs, ctimeNs, ctimeMs } = info;
      // The time of the last change is the system's own: no program sets it back, as it can the one before it.
      const text = [ino, size, mtimeNs, ctimeNs, real].join(" ");
      return { text, changedMs: Number(ctimeMs), disk: real };
    },
  };
}

/** @throws HomegroundError `input/unreadable` */
function checkRegular(path: string, info: Stats): void {
  if (info.isFile()) return;
  const what = info.isDirectory() ? "it is a folder" : "it is not a regular file";
  throw unreadable(path, new Error(what));
}

/** A file may go at any time. @throws HomegroundError `input/not-found`, `input/unreadable` */
async function statOf(real: string, path: string): Promise<Stats> {
  try {
    // At once, as in `diskPath`: 2 µs of the processor in place of 31.
    return statSync(real);
  } catch (cause) {
    throw isMissing(cause) ? fileNotFound(path) : unreadable(path, cause);
  }
}

/** Null where there is none: whoever reads the file is told why. */
function bigStatOf(real: string): BigIntStats | null {
  try {
    return statSync(real, { bigint: true });
  } catch {
    return null;
  }
}

/** What every path inside starts with. */
function rootStart(realRoot: string): string {
  return realRoot.endsWith(sep) ? realRoot : realRoot + sep;
}

/** Regular files below a folder in code-unit order of their paths. */
async function walk(
  realRoot: string,
  folder: string,
  oddNames: OddNames,
  problems: PlaceProblems | undefined,
): Promise<ListedFile[]> {
  const files: ListedFile[] = [];
  const pending = [folder];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    let entries: readonly NamedEntry[];
    try {
      entries = await oddNames.readFolder(at, problems);
    } catch (cause) {
      if (at === folder) throw unreadable(at, cause);
      const reason = messageOf(cause);
      problems?.add("path/unreadable", at, `the folder cannot be looked into: ${reason}`);
      continue;
    }
    const paths: string[] = [];
    for (const entry of entries) {
      if (entry.name.startsWith(".") || entry.name === "__MACOSX") continue;
      const path = at === "" ? entry.name : `${at}/${entry.name}`;
      if (entry.isDirectory()) pending.push(path);
      else if (entry.isFile()) paths.push(path);
      else if (entry.isSymbolicLink()) {
        if (await isFileInside(realRoot, path, problems)) paths.push(path);
      } else problems?.add("path/not-a-file", path, "it is a pipe, a socket or a device");
    }
    // Some at a time: a folder may hold a hundred thousand files.
    for (let from = 0; from < paths.length; from += 256) {
      const some = paths.slice(from, from + 256);
      const sizes = await Promise.all(
        some.map(async (path) =>
          stat((await oddNames.diskPath(path)) ?? join(realRoot, path)).catch(() => null),
        ),
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

/** Whether a link leads to a file inside the folder; otherwise says where it leads. */
async function isFileInside(
  realRoot: string,
  path: string,
  problems: PlaceProblems | undefined,
): Promise<boolean> {
  const leftOut = (code: "path/loop" | "path/missing" | "path/outside", what: string): false => {
    problems?.add(code, path, what);
    return false;
  };
  let target: string;
  let info: Stats;
  try {
    target = await realpath(join(realRoot, path));
    info = await stat(target);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ELOOP") {
      return leftOut("path/loop", "the link leads round in a circle");
    }
    if (isMissing(cause)) return leftOut("path/missing", "the link leads to nothing");
    const reason = messageOf(cause);
    problems?.add("path/unreadable", path, `the link cannot be followed: ${reason}`);
    return false;
  }
  if (target !== realRoot && !target.startsWith(rootStart(realRoot))) {
    return leftOut("path/outside", "the link leads out of the folder and is not followed");
  }
  if (info.isDirectory()) {
    const isAbove = join(realRoot, path).startsWith(rootStart(target));
    return isAbove ? leftOut("path/loop", "the link leads to a folder that it lies in") : false;
  }
  if (!info.isFile()) problems?.add("path/not-a-file", path, "it is a pipe, a socket or a device");
  return info.isFile();
}
