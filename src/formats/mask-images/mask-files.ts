import { baseName, extensionOf, folderOf } from "../file-access.js";
import { createImageFinder, stemOf } from "../objects/image-files.js";
import { isMaskName } from "./mask-values.js";

/** Names of folders that hold masks, in a data set that has its images too. */
const MASK_FOLDER =
  /^(masks?|labels?|annotations?|ground_?truths?|gts?|gtfine|segmentation(class(aug|png)?|objects?|s|masks?)?|seg(s|masks?)?|labels?tr|pred(iction|icted)?_?(s|masks?)?|bin(ary)?_?masks?)$/i;

/** Names of those that hold what a model said. */
const PREDICTED_FOLDER = /^pred/i;

/** What programs write behind the name of an image in that of its mask. */
const SUFFIX =
  /([_-](mask|masks|seg|segmentation|label|labels|gt|groundtruth|ground_truth|pred|prediction|instance|instances|instanceids|gtfine_instanceids|labelids|gtfine_labelids|gtfine_labeltrainids|bin|binary))+$/i;

function isInMaskFolder(path: string): boolean {
  return folderOf(path)
    .split("/")
    .some((part) => MASK_FOLDER.test(part));
}

/** Whether a file is a mask by its name or the names of folders, that of the one that was named among them. */
export function isMaskFolder(path: string, named: string): boolean {
  return (
    isInMaskFolder(path) || MASK_FOLDER.test(baseName(named)) || maskStem(path) !== stemOf(path)
  );
}

/** The folder of masks that a file lies in, by the names of folders, the nearest one; null for none. */
export function maskFolderOf(path: string): string | null {
  const parts = folderOf(path).split("/");
  const last = parts.findLastIndex((part) => MASK_FOLDER.test(part));
  return last < 0 ? null : parts.slice(0, last + 1).join("/");
}

/** Whether the masks of a folder are what a model said, by its name. */
export function isPredictedFolder(folder: string): boolean {
  return PREDICTED_FOLDER.test(baseName(folder));
}

/** Name of a mask without extension and what stands for "mask" in it. */
export function maskStem(path: string): string {
  const stem = stemOf(path);
  const short = stem.replace(SUFFIX, "");
  return baseName(short) === "" ? stem : short;
}

/**
 * The files of a folder that are masks: of a data set those in folders named after masks, VOC's masks
 * of classes and not those of objects; beside images those with a name like `a_mask.png`.
 *
 * @param folder that was named; parts of its own path say nothing
 * @param of what masks are wanted where there are some of labels and some of objects
 */
export function maskFiles(
  all: readonly string[],
  folder: string,
  of: "labels" | "objects" = "labels",
): readonly string[] {
  const within = (path: string): string =>
    folder === "" ? path : path.slice(Math.min(path.length, folder.length + 1));
  const named = all.filter(isMaskName);
  const inFolders = named.filter((path) => isInMaskFolder(within(path)));
  const candidates = inFolders.length > 0 && inFolders.length < named.length ? inFolders : named;
  const wanted = candidates.filter((path) => isOfObjects(path) === (of === "objects"));
  const left = wanted.length > 0 ? wanted : candidates;
  const suffixed = left.filter((path) => maskStem(path) !== stemOf(path));
  const plain = new Set(left.filter((path) => maskStem(path) === stemOf(path)).map(stemOf));
  return suffixed.some((path) => plain.has(maskStem(path))) ? suffixed : left;
}

function isOfObjects(path: string): boolean {
  return /(^|\/)SegmentationObject\/|_instanceIds\./i.test(path);
}

/** Whether the masks of a folder are of objects alone, by their names. */
export function areMasksOfObjects(all: readonly string[], folder: string): boolean {
  const files = maskFiles(all, folder);
  return files.length > 0 && files.every(isOfObjects);
}

/**
 * The image that each mask is about: the one of its name, with another extension and without what
 * stands for "mask". Where none is there, or several, its place among the masks alone.
 *
 * @param images paths of files that may be images; masks among them are none
 */
export function imagesOfMasks(
  masks: readonly string[],
  images: readonly string[],
): readonly { readonly file: string; readonly isFound: boolean }[] {
  const candidates = images.filter(
    (path) => !isInMaskFolder(path) && maskStem(path) === stemOf(path),
  );
  const finder = createImageFinder(candidates.length > 0 ? candidates : images);
  const stems = masks.map(maskStem);
  const found = finder.find(stems);
  const bare = finder.find(stems.map(baseName));
  return masks.map((_, i) => {
    const file = found[i] ?? bare[i];
    return { file: file ?? beyondMaskFolder(stems[i]!), isFound: file !== undefined };
  });
}

/** Where it lies among masks, without them: by its whole path a mask would be taken for its own image. */
function beyondMaskFolder(stem: string): string {
  const folder = maskFolderOf(stem);
  return folder === null ? stem : stem.slice(folder.length + 1);
}

/** Whether a file is a table that is text, by its name. */
export function isTextTable(path: string): boolean {
  return /^(csv|tsv|txt)$/.test(extensionOf(path));
}

/** Whether a column of a table says by its name that it is of masks. @param head the table's first bytes */
export function namesMasks(head: Uint8Array): boolean {
  return /^[^\r\n]*mask/i.test(new TextDecoder().decode(head));
}
