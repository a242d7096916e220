import { isHomegroundError } from "../core/errors.js";
import type { FileAccess } from "../formats/file-access.js";
import {
  imagesOfMasks,
  isPredictedFolder,
  maskFolderOf,
} from "../formats/mask-images/mask-files.js";
import { isMaskName } from "../formats/mask-images/mask-values.js";
import { readMaskValues } from "../formats/mask-images/read-mask-values.js";
import { formatOfName } from "../images/image-format.js";

/** A folder of pictures that say what each pixel of other pictures is. */
export interface MaskFolder {
  readonly path: string;
  readonly role: "labels" | "predictions";
  readonly files: readonly string[];
}

/** So many files of a folder are looked into. */
const LOOKED_INTO = 3;
/** More colours are those of a photograph. */
const MOST_COLOURS = 256;

/**
 * Folders of masks among files that were dropped together: named after masks, with a picture of the same name
 * elsewhere for most of their files, or a file for most of the pictures, and few numbers in them. A folder with labels of whole images by that name
 * has photographs in it.
 */
export async function maskFolders(
  access: FileAccess,
  all: readonly string[],
): Promise<readonly MaskFolder[]> {
  const inFolder = new Map<string, string[]>();
  for (const path of all) {
    const folder = isMaskName(path) ? maskFolderOf(path) : null;
    if (folder === null) continue;
    const known = inFolder.get(folder);
    if (known === undefined) inFolder.set(folder, [path]);
    else known.push(path);
  }
  if (inFolder.size === 0) return [];
  const isWithin = (path: string): boolean => maskFolderOf(path) !== null;
  const images = all.filter((path) => formatOfName(path) !== null && !isWithin(path));
  const found: MaskFolder[] = [];
  for (const [path, files] of inFolder) {
    const paired = imagesOfMasks(files, images).filter(({ isFound }) => isFound).length;
    if (paired === 0 || 2 * paired < Math.min(files.length, images.length)) continue;
    if (!(await areMasks(access, files))) continue;
    found.push({ path, role: isPredictedFolder(path) ? "predictions" : "labels", files });
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Whether the first of some pictures hold few numbers. */
export async function areMasks(access: FileAccess, files: readonly string[]): Promise<boolean> {
  for (const path of files.slice(0, LOOKED_INTO)) {
    try {
      const { values, areColours } = readMaskValues(await access.read(path), path);
      if (areColours && new Set(values).size > MOST_COLOURS) return false;
    } catch (error) {
      if (!isHomegroundError(error)) throw error;
      return false;
    }
  }
  return true;
}
