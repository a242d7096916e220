import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { HomegroundError } from "../../core/errors.js";
import type { FoundFile } from "../../evaluation/image-set.js";
import { isMissing } from "./fs-errors.js";

/** What a walk through a folder found. */
export interface FolderListing {
  /** Regular files below the folder, in code-unit order of their paths. */
  readonly files: readonly FoundFile[];
  /** Paths that were left out, with a code: links that leave the folder, pipes, closed folders. */
  readonly leftOut: readonly { readonly path: string; readonly code: string }[];
}

/**
 * All files below a folder. Hidden files and folders are left out; a link is followed only to a
 * file inside the folder.
 *
 * @throws HomegroundError `input/not-found`, `input/unreadable`
 */
export async function listFiles(root: string): Promise<FolderListing> {
  const files: FoundFile[] = [];
  const leftOut: { path: string; code: string }[] = [];
  const realRoot = await resolveRoot(root);
  const pending = [""];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    let entries: Dirent[];
    try {
      entries = await readdir(join(realRoot, folder), { withFileTypes: true });
    } catch {
      leftOut.push({ path: folder, code: "input/unreadable" });
      continue;
    }
    const regular: string[] = [];
    for (const entry of entries) {
      if (entry.name.startsWith(".") || entry.name === "__MACOSX") continue;
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) pending.push(path);
      else if (entry.isFile()) regular.push(path);
      else if (entry.isSymbolicLink() && (await staysInside(realRoot, path))) regular.push(path);
      else leftOut.push({ path, code: entry.isSymbolicLink() ? "input/link" : "input/not-a-file" });
    }
    // Some at a time: a folder may hold a hundred thousand files.
    for (let at = 0; at < regular.length; at += 256) {
      const sizes = await Promise.all(
        regular.slice(at, at + 256).map((path) => stat(join(realRoot, path)).catch(() => null)),
      );
      for (const [i, info] of sizes.entries()) {
        const path = regular[at + i]!;
        if (info?.isFile()) files.push({ path, sizeBytes: info.size });
        else leftOut.push({ path, code: "input/unreadable" });
      }
    }
  }
  files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return { files, leftOut };
}

async function resolveRoot(root: string): Promise<string> {
  try {
    const real = await realpath(root);
    if ((await stat(real)).isDirectory()) return real;
  } catch (cause) {
    throw new HomegroundError(isMissing(cause) ? "input/not-found" : "input/unreadable", {
      what: cause instanceof Error ? cause.message : String(cause),
      where: root,
      fix: "Name the folder that holds the images",
      cause,
    });
  }
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
