import { baseName, folderOf } from "../file-access.js";
import { stemOf } from "./image-files.js";

/**
 * The image that each annotation file is about, where every image has a file of the same stem: at the
 * place that the format names, otherwise in a folder beside it (`labelTxt/a.txt`, `images/a.png`),
 * otherwise the only one of that stem. No image has two.
 *
 * @param texts paths of annotation files
 * @param images paths of images
 * @param expected paths, without extension, at which the image of a file should be, the likeliest first
 */
export function pairWithImages(
  texts: readonly string[],
  images: readonly string[],
  expected: (text: string) => readonly string[],
): ReadonlyMap<string, string> {
  const byStem = new Map(images.map((path) => [stemOf(path), path]));
  const ofName = groupByName(images);
  const textsOfName = groupByName(texts);
  const imageOf = new Map<string, string>();
  const taken = new Set<string>();
  const pair = (text: string, image: string | undefined): void => {
    if (image === undefined || taken.has(image)) return;
    imageOf.set(text, image);
    taken.add(image);
  };
  const rest = (): readonly string[] => texts.filter((text) => !imageOf.has(text));
  const free = (text: string): readonly string[] =>
    (ofName.get(nameOf(text)) ?? []).filter((image) => !taken.has(image));
  for (const text of texts) {
    const stem = expected(text).find((path) => byStem.has(path));
    if (stem !== undefined) pair(text, byStem.get(stem));
  }
  for (const text of rest()) {
    const near = free(text).filter((image) => isOneFolderApart(text, image));
    if (near.length === 1) pair(text, near[0]);
  }
  for (const text of rest()) {
    const images = free(text);
    if (images.length === 1 && textsOfName.get(nameOf(text))?.length === 1) pair(text, images[0]);
  }
  return imageOf;
}

function nameOf(path: string): string {
  return stemOf(baseName(path));
}

function groupByName(paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    const known = groups.get(nameOf(path));
    if (known === undefined) groups.set(nameOf(path), [path]);
    else known.push(path);
  }
  return groups;
}

/** Whether the folders of two paths differ in one name at most. */
function isOneFolderApart(one: string, other: string): boolean {
  const [a, b] = [folderOf(one).split("/"), folderOf(other).split("/")];
  if (a.length !== b.length) return false;
  return a.filter((name, i) => name !== b[i]).length <= 1;
}
