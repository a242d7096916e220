import { baseName, extensionOf, type FileAccess, folderOf, joinPath } from "../file-access.js";
import { type ProblemList, quoted } from "../import-problems.js";
import { createImageFinder, type ListedPaths, stemOf } from "../objects/image-files.js";
import { isAddress, leavesFolder } from "../objects/image-names.js";
import { pairWithImages } from "../objects/image-twins.js";
import { decodeText, readSmallFile } from "../objects/small-files.js";
import type { YoloData } from "./yolo-data.js";

/** An image of a data set and the label file that is its own. */
export interface YoloImage {
  readonly file: string;
  /** Null where there is no label file. */
  readonly labels: string | null;
  /** Part of the data set, where the data file names parts. */
  readonly split: string | null;
}

const MAX_LIST_BYTES = 1 << 26;

/** Texts in a data set that are no label files. */
const OTHER_TEXTS =
  /^(classes|labels|names|obj|train|val|valid|test|trainval|all|readme.*|requirements|license|notes?)(\.\w+)*\.txt$/i;

/**
 * The images and label files of a data set. The label file of an image is found as Ultralytics
 * does, the last `/images/` of its path replaced by `/labels/`, or beside the image. Without images
 * in the folder, those of `elsewhere` are taken that label files are named after.
 *
 * @param folder where the data set begins
 * @param elsewhere paths of images that lie somewhere else
 */
export async function layOutYolo(
  access: FileAccess,
  folder: string,
  listed: ListedPaths,
  data: YoloData | null,
  elsewhere: readonly string[],
  source: string,
  problems: ProblemList,
): Promise<readonly YoloImage[]> {
  const texts = new Set(listed.all.filter((path) => extensionOf(path) === "txt"));
  if (listed.images.length === 0) return layOutByName(texts, elsewhere, source, problems);
  const splitOf =
    data === null ? null : await resolveSplits(access, folder, listed, data, source, problems);
  const images = splitOf === null ? listed.images : listed.images.filter((p) => splitOf.has(p));
  const labelsOf = labelFiles(texts, listed.images);
  if (labelsOf.size === 0 && elsewhere.length > 0) {
    return layOutByName(texts, elsewhere, source, problems);
  }
  noteStrays(texts, labelsOf, source, problems);
  return images.map((file) => ({
    file,
    labels: labelsOf.get(file) ?? null,
    split: splitOf?.get(file) ?? null,
  }));
}

/** The label file of each image: where Ultralytics looks, or, where none is there, by its name. */
function labelFiles(
  texts: ReadonlySet<string>,
  images: readonly string[],
): ReadonlyMap<string, string> {
  const textAt = new Map([...texts].map((path) => [path.replace(/\.txt$/i, ".txt"), path]));
  const usual = images.flatMap((image) => {
    const [labels] = labelPaths(image).flatMap((path) => textAt.get(path) ?? []);
    return labels === undefined ? [] : [[image, labels] as const];
  });
  if (usual.length > 0) return new Map(usual);
  const labels = [...texts].filter((path) => !OTHER_TEXTS.test(baseName(path)));
  const paired = pairWithImages(labels, images, () => []);
  return new Map([...paired].map(([text, image]) => [image, text]));
}

/** Where the label file of an image may be, the likeliest first. */
function labelPaths(image: string): readonly string[] {
  const path = `/${stemOf(image)}.txt`;
  const at = path.lastIndexOf("/images/");
  const beside = path.slice(1);
  if (at < 0) return [beside];
  return [`${path.slice(0, at)}/labels/${path.slice(at + 8)}`.slice(1), beside];
}

/** Label files of no image at all are listed: objects that nobody will count. */
function noteStrays(
  texts: ReadonlySet<string>,
  labelsOf: ReadonlyMap<string, string>,
  source: string,
  problems: ProblemList,
): void {
  const taken = new Set(labelsOf.values());
  const folders = new Set([...taken].map(folderOf));
  for (const path of texts) {
    if (taken.has(path) || OTHER_TEXTS.test(baseName(path))) continue;
    if (!folders.has(folderOf(path)) && !/(^|\/)labels\//.test(path)) continue;
    const what = `there is no image for the label file ${path}; it is left out`;
    problems.add("annotations/unknown-image", what, source);
  }
}

function layOutByName(
  texts: ReadonlySet<string>,
  elsewhere: readonly string[],
  source: string,
  problems: ProblemList,
): readonly YoloImage[] {
  const labels = [...texts].filter((path) => !OTHER_TEXTS.test(baseName(path)));
  if (elsewhere.length === 0) {
    return labels.map((path) => ({ file: stemOf(path), labels: path, split: null }));
  }
  const stems = createImageFinder(elsewhere.map(stemOf));
  const byStem = new Map(elsewhere.map((path) => [stemOf(path), path]));
  const found = stems.find(labels.map(stemOf)).map((stem) => byStem.get(stem ?? ""));
  // Behind a folder of their own, labels/a.txt is named after some/a.jpg all the same.
  const open = labels.filter((_, i) => found[i] === undefined);
  const known = new Set(found);
  const free = elsewhere.filter((path) => !known.has(path));
  const paired = pairWithImages(open, free, () => []);
  const images: YoloImage[] = [];
  const taken = new Set<string>();
  for (const [i, path] of labels.entries()) {
    const file = found[i] ?? paired.get(path);
    if (file === undefined) {
      const what = `there is no image for the label file ${path}; it is left out`;
      problems.add("annotations/unknown-image", what, source);
      continue;
    }
    taken.add(file);
    images.push({ file, labels: path, split: null });
  }
  for (const file of elsewhere) {
    if (!taken.has(file)) images.push({ file, labels: null, split: null });
  }
  return images;
}

/** Parts by what is tested first: an image that is in several is in the first of these. */
const SPLIT_ORDER = ["test", "val", "train"] as const;

/**
 * The part that each image is in; null where not one part could be found, and all images count.
 */
async function resolveSplits(
  access: FileAccess,
  folder: string,
  listed: ListedPaths,
  data: YoloData,
  source: string,
  problems: ProblemList,
): Promise<ReadonlyMap<string, string> | null> {
  if (data.splits.length === 0) return null;
  const splitOf = new Map<string, string>();
  let several = 0;
  let wasFound = false;
  const bySize = [...data.splits].sort(
    (a, b) => SPLIT_ORDER.indexOf(a.name) - SPLIT_ORDER.indexOf(b.name),
  );
  for (const { name, entries } of bySize) {
    for (const entry of entries) {
      const images = await imagesOfEntry(access, folder, listed, data.root, entry);
      if (images === null) {
        const isOutside = isAddress(entry) || leavesFolder(joinPath(data.root, entry));
        const what = `${name} is ${quoted(entry)}, and nothing of that name is in the folder; it is left out`;
        problems.add(isOutside ? "path/outside" : "annotations/image-missing", what, source);
        continue;
      }
      wasFound = true;
      for (const image of images) {
        if (!splitOf.has(image)) splitOf.set(image, name);
        else if (splitOf.get(image) !== name) several++;
      }
    }
  }
  if (several > 0) {
    const what = `${several} images are in more than one of ${data.splits.map(({ name }) => name).join(", ")}; they are counted once, as ${SPLIT_ORDER.filter((n) => data.splits.some(({ name }) => name === n))[0]}`;
    problems.add("annotations/several-splits", what, source);
  }
  return wasFound ? splitOf : null;
}

/** The images that an entry of a part stands for; null where nothing of that name is there. */
async function imagesOfEntry(
  access: FileAccess,
  folder: string,
  listed: ListedPaths,
  root: string,
  entry: string,
): Promise<readonly string[] | null> {
  for (const path of candidates(folder, root, entry)) {
    if (listed.images.includes(path)) return [path];
    if (path.endsWith(".txt") && listed.all.includes(path)) {
      const { text } = decodeText(await readSmallFile(access, path, MAX_LIST_BYTES));
      const names = text
        .split(/\r\n|\n|\r/)
        .map((line) => line.trim())
        .filter((line) => line !== "");
      return createImageFinder(listed.images)
        .find(names.map((name) => name.replace(/^\.\//, "")))
        .filter((image) => image !== undefined);
    }
    const start = path === "" ? "" : `${path}/`;
    const inside = listed.images.filter((image) => image.startsWith(start));
    if (inside.length > 0) return inside;
  }
  return null;
}

/**
 * Where an entry may be. Tools differ: `path` is relative to the file, to a folder of data sets, or
 * absolute on another machine; Roboflow writes `../train/images` for a folder beside the file.
 */
function candidates(folder: string, root: string, entry: string): readonly string[] {
  const plain = (path: string): string | null => {
    const parts = path.split(/[/\\]+/).filter((part) => part !== "" && part !== ".");
    return parts.includes("..") || isAddress(path) ? null : parts.join("/");
  };
  const climbed = entry.replace(/^(\.\.[/\\])+/, "");
  const isOutside = (path: string): boolean => leavesFolder(path) || isAddress(path);
  const inside = [
    ...(isOutside(root) || isOutside(entry) ? [] : [plain(joinPath(root, entry))]),
    ...(isOutside(entry) ? [] : [plain(entry)]),
    ...(/^([A-Za-z]:)?[/\\]/.test(climbed) || isAddress(climbed) ? [] : [plain(climbed)]),
    ...endings(climbed),
  ].filter((path) => path !== null && (path !== "" || entry === "." || entry === "./"));
  return [...new Set(inside)].map((path) => joinPath(folder, path ?? ""));
}

/** Ends of a path, the longest first: folders of another machine stand before them. */
function endings(path: string): readonly string[] {
  const parts = path.split(/[/\\]+/).filter((part) => part !== "" && part !== ".");
  if (isAddress(path) || parts.includes("..")) return [];
  return parts
    .map((_, i) => parts.slice(i).join("/"))
    .slice(1)
    .filter((end) => !/^(images?|imgs?|data)$/i.test(end));
}
