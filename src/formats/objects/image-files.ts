import { namesImage } from "../delimited/delimited-dialect.js";
import { baseName, extensionOf, type FileAccess } from "../file-access.js";
import { MATCHED_BY, matchFiles } from "../match-files.js";

/** Whether a path's name is that of an image file. */
export function isImageFile(path: string): boolean {
  return extensionOf(path) !== "" && namesImage(path);
}

/** Paths of a listing, by what they are. */
export interface ListedPaths {
  /** Every file, in ascending order. */
  readonly all: readonly string[];
  readonly images: readonly string[];
}

/** Everything below a folder. @throws as the access */
export async function listPaths(access: FileAccess, folder: string): Promise<ListedPaths> {
  const all: string[] = [];
  for await (const { path } of access.list(folder)) all.push(path);
  return { all, images: all.filter(isImageFile) };
}

/** Finds the image file that an annotation is about. */
export interface ImageFinder {
  /**
   * Path of the file that each name stands for, as `matchFiles` has it; where that finds none, the
   * one file of that stem where the name has no folder: such names often lack their extension, or
   * have that of the file before it was converted. Undefined where no file, or more than one, fits.
   */
  find(names: readonly string[]): readonly (string | undefined)[];
}

/** @param images paths of image files */
export function createImageFinder(images: readonly string[]): ImageFinder {
  const files = images.map((path) => ({ path }));
  const byStem = new Map<string, string | null>();
  for (const path of images) {
    const key = stemOf(baseName(path));
    byStem.set(key, byStem.has(key) ? null : path);
  }
  return {
    find(names) {
      const { fileOf, matchedBy } = matchFiles(names, files);
      return names.map((name, i) => {
        if (matchedBy[i] !== MATCHED_BY.nothing) return images[fileOf[i]!];
        return /[/\\]/.test(name) ? undefined : (byStem.get(stemOf(name)) ?? undefined);
      });
    },
  };
}

/** A path without its extension. */
export function stemOf(path: string): string {
  const dot = path.lastIndexOf(".");
  return dot > path.lastIndexOf("/") + 1 ? path.slice(0, dot) : path;
}
