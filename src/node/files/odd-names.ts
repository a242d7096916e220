import { type Dirent, existsSync } from "node:fs";
import { readdir, symlink } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import type { PlaceProblems } from "../../formats/place-problems.js";
import { createTemporaryFolder, type TemporaryFolder } from "./temporary-folder.js";

/** An entry of a folder under the name by which it is spoken of. */
export type NamedEntry = Pick<Dirent, "name" | "isFile" | "isDirectory" | "isSymbolicLink">;

/**
 * Names of a disk that a path of text with `/` cannot say: bytes that are no UTF-8, and on systems
 * that allow it a backslash. They are spoken of by a name near to them, and found by it.
 */
export interface OddNames {
  /** Entries of a folder that is known by its spoken path. @throws what `readdir` throws */
  readFolder(path: string, problems: PlaceProblems | undefined): Promise<readonly NamedEntry[]>;
  /** Path by which other programs open an oddly named file or folder; null for any other. */
  diskPath(path: string): Promise<string | null>;
}

const UNREADABLE = "\uFFFD";

/** @param root absolute path of the folder */
export function createOddNames(root: string): OddNames {
  /** Whole path on disk and the folder that it was met in, by spoken path. */
  const known = new Map<string, { readonly bytes: Buffer; readonly folder: string }>();
  const links = new Map<string, string>();
  let temporary: TemporaryFolder | null = null;

  const bytesOf = (path: string): Buffer => known.get(path)?.bytes ?? Buffer.from(join(root, path));

  const named = (
    folder: string,
    entry: Dirent<Buffer>,
    problems: PlaceProblems | undefined,
  ): NamedEntry | null => {
    const text = entry.name.toString();
    const isText = Buffer.from(text).equals(entry.name);
    const name = sep === "/" ? text.replaceAll("\\", "/") : text;
    const isInOddFolder = known.has(folder);
    if (isText && name === text && !isInOddFolder) return withName(entry, text);
    const path = folder === "" ? name : `${folder}/${name}`;
    if (!isText) {
      const what = "its name is not valid UTF-8; what cannot be read of it is shown as \uFFFD";
      problems?.add("path/encoding", path, what);
    } else if (name !== text) {
      problems?.add(
        "path/backslash",
        path,
        "its name holds a backslash, which is taken for a slash",
      );
    }
    const isClear = !name.split("/").includes("..") && !name.startsWith("/");
    const isTaken = known.has(path) || (name !== text && existsSync(join(root, path)));
    if (!isClear || isTaken) return null;
    const bytes = Buffer.concat([bytesOf(folder), Buffer.from(sep), entry.name]);
    known.set(path, { bytes, folder });
    return withName(entry, name);
  };

  return {
    async readFolder(path, problems) {
      for (const [spoken, { folder }] of known) if (folder === path) known.delete(spoken);
      const place = bytesOf(path);
      if (!known.has(path)) {
        const entries = await readdir(join(root, path), { withFileTypes: true });
        if (!entries.some(({ name }) => isOdd(name))) return entries;
      }
      const entries = await readdir(place, { withFileTypes: true, encoding: "buffer" });
      return entries.flatMap((entry) => named(path, entry, problems) ?? []);
    },
    async diskPath(path) {
      const bytes = known.get(path)?.bytes;
      if (bytes === undefined) return null;
      const text = bytes.toString();
      if (!text.includes(UNREADABLE)) return text;
      let link = links.get(path);
      if (link === undefined) {
        // Only a name of text can be handed to other programs; a link has one.
        temporary ??= await createTemporaryFolder();
        link = join(temporary.path, `${links.size}${plainExtension(path)}`);
        links.set(path, link);
        await symlink(bytes, link);
      }
      return link;
    },
  };
}

function isOdd(name: string): boolean {
  return name.includes(UNREADABLE) || (sep === "/" && name.includes("\\"));
}

function plainExtension(path: string): string {
  const extension = extname(path);
  return /^\.[A-Za-z0-9]{1,8}$/.test(extension) ? extension : "";
}

function withName(entry: Dirent<Buffer>, name: string): NamedEntry {
  return {
    name,
    isFile: () => entry.isFile(),
    isDirectory: () => entry.isDirectory(),
    isSymbolicLink: () => entry.isSymbolicLink(),
  };
}
