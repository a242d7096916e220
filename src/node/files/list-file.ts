import { stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, relative, resolve } from "node:path";
import { HomegroundError } from "../../core/errors.js";
import { columnsFor } from "../../formats/column-names.js";
import { readDelimited } from "../../formats/delimited/delimited.js";
import { decodeMixed, decodeUtf8 } from "../../formats/delimited/text-encoding.js";
import { normalisePath } from "../../formats/file-access.js";
import type { PlaceProblems } from "../../formats/place-problems.js";
import { type FolderAccess, openFolder } from "./folder-access.js";
import { parseGlob } from "./glob.js";
import { createMappedAccess, type MappedFile } from "./mapped-access.js";
import type { RemoteUse } from "./remote-images.js";

/** A list of a hundred million bytes names a million images. */
const MAX_LIST_BYTES = 1 << 28;

/** Whether a file's name is that of a list of images. */
export function isListName(path: string): boolean {
  return /\.(txt|lst|list|csv|tsv)$/i.test(path);
}

/**
 * The images that a file names: a path or an `https://` address a line, or a table with a column that names
 * images. Paths are relative to the folder of the list; those that lead out of it are left out, so that a list
 * from elsewhere reads nothing else of this machine.
 *
 * @throws HomegroundError `input/empty`, `input/too-large`, `table/missing-column`, `network/…`, and as
 *   `readDelimited`
 */
export async function openListFile(
  path: string,
  problems: PlaceProblems,
  use: RemoteUse,
  onFile?: (bytes: number) => void,
): Promise<FolderAccess> {
  const root = dirname(resolve(path));
  const folder = await openFolder(root);
  const files = new Map<string, MappedFile>();
  const addresses: string[] = [];
  for (const name of await namesIn(folder, path)) {
    if (/^https?:\/\//i.test(name) && URL.canParse(name)) {
      addresses.push(name);
      continue;
    }
    const inside = isAbsolute(name) ? relative(root, name) : name;
    try {
      const disk = await folder.diskPath(inside);
      files.set(normalisePath(inside), { disk, sizeBytes: (await stat(disk)).size });
    } catch (error) {
      if (!(error instanceof HomegroundError)) throw error;
      if (error.code === "input/outside-folder") {
        const what = "the list names it and it is not in the list's folder; it is left out";
        problems.add("path/outside", name, what);
      } else problems.add("path/missing", name, `the list names it: ${error.what}`);
    }
  }
  const here = { ...createMappedAccess(files), stampOf: folder.stampOf! };
  if (addresses.length === 0) return here;
  const { withAddresses } = await import("./remote-images.js");
  return withAddresses(here, addresses, use, problems, onFile);
}

async function namesIn(folder: FolderAccess, path: string): Promise<readonly string[]> {
  const file = basename(path);
  const names = /\.(csv|tsv)$/i.test(path)
    ? await namesInTable(folder, file)
    : await namesInText(folder, file);
  if (names.length > 0) return names;
  throw new HomegroundError("input/empty", {
    what: "the list names no image",
    where: path,
    fix: "Write one path a line, relative to the list's folder, or one https: address",
  });
}

async function namesInTable(folder: FolderAccess, file: string): Promise<readonly string[]> {
  let column: string | undefined;
  const { lists } = await readDelimited(folder, file, {
    readColumns: ({ names }) => {
      column = columnsFor("image", names)[0];
      if (column === undefined) {
        throw new HomegroundError("table/missing-column", {
          what: `no column names the image; the columns are ${names.slice(0, 20).join(", ")}`,
          where: `${file}, line 1`,
          fix: "Name one of them file, or write a list with one path a line (.txt)",
        });
      }
      return new Map(names.map((name) => [name, name === column ? "list" : "skip"]));
    },
  });
  return (column === undefined ? undefined : lists.get(column)) ?? [];
}

async function namesInText(folder: FolderAccess, file: string): Promise<readonly string[]> {
  const bytes = await folder.read(file, { maxBytes: MAX_LIST_BYTES + 1 });
  if (bytes.length > MAX_LIST_BYTES) {
    throw new HomegroundError("input/too-large", {
      what: `the list has more than ${MAX_LIST_BYTES} bytes`,
      where: file,
      fix: "Name the folder instead, or split the list",
    });
  }
  const text = decodeUtf8(bytes) ?? decodeMixed(bytes);
  return text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== "");
}

/** The files below a pattern's folder that fit it. @throws HomegroundError as `openFolder` */
export async function openGlob(pattern: string, problems: PlaceProblems): Promise<FolderAccess> {
  const { folder: start, matches } = parseGlob(pattern);
  const folder = await openFolder(start, problems);
  return {
    ...folder,
    async *list(inside) {
      for await (const file of folder.list(inside)) if (matches(file.path)) yield file;
    },
  };
}
