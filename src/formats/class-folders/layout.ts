/** Names of folders that divide a data set and are no classes; in lower case. */
const SPLITS: ReadonlySet<string> = new Set([
  "train",
  "training",
  "val",
  "valid",
  "validation",
  "test",
  "testing",
  "dev",
  "eval",
]);

/** Names of folders that hold images or what belongs to them, and are no classes; in lower case. */
const CONTAINERS: ReadonlySet<string> = new Set([
  "annotations",
  "data",
  "dataset",
  "dcim",
  "files",
  "frames",
  "image",
  "images",
  "img",
  "imgs",
  "input",
  "jpegimages",
  "jpg",
  "jpegs",
  "labels",
  "masks",
  "media",
  "obj_train_data",
  "obj_valid_data",
  "obj_test_data",
  "photo",
  "photos",
  "pics",
  "pictures",
  "png",
  "raw",
  "upload",
  "uploads",
]);

/** Folders that data sets and cameras number: `image_2`, `train2017`, `100CANON`. */
const NUMBERED = [
  /^(images?|imgs?|frames?|videos?)[_-]?\d+$/i,
  /^(train|val|valid|test)[_-]?\d{2,4}$/i,
  /^[1-9]\d{2}(?=.*[A-Z_])[A-Z0-9_]{5}$/,
];

/** Whether every folder at the top divides a data set (`train`, `val`, `test`). */
export function areSplits(folders: Iterable<string>): boolean {
  const names = [...folders];
  return names.length > 0 && names.every((name) => SPLITS.has(name.toLowerCase()));
}

function isContainer(folder: string): boolean {
  const name = folder.toLowerCase();
  const isNumbered = NUMBERED.some((pattern) => pattern.test(folder));
  return isNumbered || SPLITS.has(name) || CONTAINERS.has(name);
}

export interface ClassFolderOptions {
  /**
   * Which folder of an image's path is its class, counted from 0 below the folder given. Default:
   * the first where there are several names that do not all divide a data set or hold its images.
   */
  readonly classLevel?: number;
}

/** Names of the folders that could be classes, of images below a folder. */
export function classesOf(paths: readonly string[], folder: string): ReadonlySet<string> {
  const { parts, level } = layOut(paths, folder, {});
  return namesAt(parts, level);
}

/** Folders of paths below the given one, and what they mean. */
export interface FolderLayout {
  readonly parts: readonly (readonly string[])[];
  /** Which folder is the class; where none is, as many as the deepest path has. */
  readonly level: number;
  /** Which folder divides the set, as `train` and `test` do; null where none does. */
  readonly splitLevel: number | null;
}

/**
 * Folders of each path below the given one, and which of them is the class. One name below which all
 * images lie tells none from another, so it is the class of none.
 */
export function layOut(
  paths: readonly string[],
  folder: string,
  { classLevel }: ClassFolderOptions,
): FolderLayout {
  const start = folder === "" ? 0 : folder.length + 1;
  const parts = paths.map((path) => path.slice(start).split("/").slice(0, -1));
  let splitLevel: number | null = null;
  let level = 0;
  for (let names = namesAt(parts, level); names.size > 0; names = namesAt(parts, ++level)) {
    if (areSplits(names)) splitLevel ??= level;
    else if (names.size > 1 && ![...names].every(isContainer)) break;
  }
  return { parts, splitLevel, level: classLevel ?? level };
}

function namesAt(parts: readonly (readonly string[])[], level: number): ReadonlySet<string> {
  return new Set(parts.flatMap((folders) => folders.slice(level, level + 1)));
}
