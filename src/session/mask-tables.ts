import { isHomegroundError } from "../core/errors.js";
import { type FileAccess, folderOf } from "../formats/file-access.js";
import { FORMAT_SNIFF_BYTES } from "../formats/file-content.js";
import { isTextTable, namesMasks } from "../formats/mask-images/mask-files.js";
import { isMaskName } from "../formats/mask-images/mask-values.js";
import { matchFiles } from "../formats/match-files.js";
import { readMaskTable } from "../formats/read.js";
import { areMasks, type MaskFolder, maskFolders } from "./mask-folders.js";

/** A table with the file of each image's mask; its files are in whatever folder it says. */
export type MaskTable = Omit<MaskFolder, "role">;

/** So many tables are read for the masks that they name. */
const MOST_TABLES = 20;

/** Masks among files that were dropped together, by tables and by folders: none of them is an image of its own. */
export async function masksAmong(
  access: FileAccess,
  all: readonly string[],
): Promise<{ readonly tables: readonly MaskTable[]; readonly folders: readonly MaskFolder[] }> {
  const tables = await maskTables(access, all);
  const named = new Set(tables.flatMap(({ files }) => files));
  // Those of a table are no pictures that a folder's masks could be of.
  const left = named.size === 0 ? all : all.filter((path) => !named.has(path));
  return { tables, folders: await maskFolders(access, left) };
}

async function maskTables(
  access: FileAccess,
  all: readonly string[],
): Promise<readonly MaskTable[]> {
  const masks = new Set(all.filter(isMaskName));
  const tables = masks.size === 0 ? [] : all.filter(isTextTable);
  const found: MaskTable[] = [];
  for (const path of tables) {
    if (found.length === MOST_TABLES) break;
    const head = await access.read(path, { maxBytes: FORMAT_SNIFF_BYTES });
    if (!namesMasks(head)) continue;
    const named = await namedIn(access, path, all);
    const files = named.masks.filter((file) => masks.has(file));
    if (files.length === 0 || !(await areMasks(access, files))) continue;
    // Beside them lie masks that no row names, unless images of the table do.
    const taken = new Set(named.images.map(folderOf));
    const folders = new Set(files.map(folderOf).filter((folder) => !taken.has(folder)));
    const others = [...masks].filter((file) => folders.has(folderOf(file)));
    found.push({ path, files: [...new Set([...files, ...others])] });
  }
  return found;
}

/** Images and masks that the rows of a table name; none where it cannot be read. */
async function namedIn(access: FileAccess, path: string, all: readonly string[]) {
  try {
    const { truth, files } = await readMaskTable(access, path, {});
    const { fileOf } = matchFiles(
      truth.file,
      all.map((file) => ({ path: file })),
    );
    const images = [...fileOf].flatMap((file) => all[file] ?? []);
    return { images, masks: [...new Set(files.flatMap((file) => file ?? []))] };
  } catch (error) {
    // What is wrong with it is said when it is read for its labels.
    if (!isHomegroundError(error)) throw error;
    return { images: [], masks: [] };
  }
}
