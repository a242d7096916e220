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

/** Names of folders that hold images or what belongs to them, and are never classes; in lower case. */
const CONTAINERS: ReadonlySet<string> = new Set([
  "annotations",
  "data",
  "dataset",
  "dcim",
  "files",
  "image",
  "images",
  "img",
  "imgs",
  "jpegimages",
  "jpegs",
  "labels",
  "obj_train_data",
  "obj_valid_data",
  "obj_test_data",
  "pics",
  "pictures",
  "upload",
  "uploads",
]);

/** The same, of names that are classes beside others: `photos` beside `drawings`, `raw` beside `cooked`. */
const SOMETIMES_CLASSES: ReadonlySet<string> = new Set([
  "frames",
  "input",
  "jpg",
  "masks",
  "media",
  "photo",
  "photos",
  "png",
  "raw",
]);

/** Folders that data sets and cameras number: `image_2`, `train2017`, `100CANON`. */
const NUMBERED = [
  /^(images?|imgs?|frames?|videos?)[_-]?\d+$/i,
  /^(train|val|valid|test)[_-]?\d{2,4}$/i,
  /^[1-9]\d{2}(?=.*[A-Z_])[A-Z0-9_]{5}$/,
];

/** Whether a folder is no class, whatever lies beside it. */
function isNeverClass(folder: string): boolean {
  return CONTAINERS.has(folder.toLowerCase()) || NUMBERED.some((pattern) => pattern.test(folder));
}

/** Whether every folder at the top divides a data set (`train`, `val`, `test`). */
export function areSplits(folders: Iterable<string>): boolean {
  const names = [...folders];
  return names.length > 0 && names.every((name) => SPLITS.has(name.toLowerCase()));
}

/** Whether a folder is no class where all beside it are none either; a `train` may be a vehicle. */
function isContainer(folder: string): boolean {
  const name = folder.toLowerCase();
  return isNeverClass(folder) || SPLITS.has(name) || SOMETIMES_CLASSES.has(name);
}

/** Folders of masks that say where the defects of images are (MVTec AD, VisA). */
const MASKS = /^ground[ _-]?truth$/i;

/** Folders of places, cameras and visits, numbered or lettered: `StationA`, `cam_02`, `Session 3`. */
const PLACE =
  /^(stations?|sites?|plots?|points?|grids?|transects?|loc(ation)?|areas?|cam(era)?|ct|(camera)?trap|deployments?|sessions?|visits?|patients?|subjects?)[ _-]*(\d+[a-z]?|[a-z])$/i;

export interface ClassFolderOptions {
  /**
   * Which folder of an image's path is its class, counted from 0 below the folder given. Default:
   * the first where there are several names that do not all divide a data set, hold its images or
   * say where they were taken.
   */
  readonly classLevel?: number;
}

/** Names of the folders that could be classes, of images below a folder. */
export function classesOf(paths: readonly string[], folder: string): ReadonlySet<string> {
  const { labels } = layOut(paths, folder, {});
  return new Set(labels.filter((label) => label !== null));
}

/** Folders of paths below the given one, and what they mean. */
export interface FolderLayout {
  readonly parts: readonly (readonly string[])[];
  /**
   * The class of each path; null of those that lie beside the classes, in a folder such as `images` too,
   * and of masks.
   */
  readonly labels: readonly (string | null)[];
  /** Whether each path is a mask of another image, and no image of the set. */
  readonly masks: readonly boolean[];
  /** Which folder is the class; where none is, as many as the deepest path has. */
  readonly level: number;
  /** Which folder divides the set, as `train` and `test` do; null where none does. */
  readonly splitLevel: number | null;
  /** Names below the classes that come again in several of them, and could be classes as well. */
  readonly repeated: readonly string[];
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
  const masks = parts.map((folders) => folders.some((name) => MASKS.test(name)));
  const images = parts.filter((_, i) => masks[i] === false);
  let splitLevel: number | null = null;
  let level = 0;
  for (let names = namesAt(images, level); names.size > 0; names = namesAt(images, ++level)) {
    if (areSplits(names)) splitLevel ??= level;
    else if (names.size > 1 && ![...names].every(isContainer)) {
      const below = levelBelow(images, level);
      if (below === null) break;
      if (areSplits(namesAt(images, level + 1))) splitLevel ??= level + 1;
      level = below - 1;
    }
  }
  if (classLevel !== undefined) level = classLevel;
  const gathered = classLevel === undefined ? gatheredFolders(images, level) : new Set<string>();
  const names = namesAt(images, level);
  const labels = parts.map((folders, i) => {
    if (masks[i] === true) return null;
    const [name = null, below] = folders.slice(level);
    if (name === null || classLevel !== undefined) return name;
    if (gathered.has(name)) return below ?? name;
    if (!isNeverClass(name)) return name;
    return below !== undefined && names.has(below) && !isNeverClass(below) ? below : null;
  });
  const repeated = gathered.size > 0 ? [] : repeatedBelow(images, level);
  return { parts, labels, masks, splitLevel, level, repeated };
}

/**
 * Where the folders of a level are no classes and those below are: `StationA/fox`, and `bottle/test/good`
 * of several products, each of which has its own parts and the same classes. Null where they are classes.
 */
function levelBelow(images: readonly (readonly string[])[], level: number): number | null {
  const below = namesAt(images, level + 1);
  if ([...namesAt(images, level)].every((name) => PLACE.test(name)))
    return below.size > 1 && reachesAll(images, level + 1) ? level + 1 : null;
  const deeper = level + 2;
  const areParts = areSplits(below) && reachesAll(images, deeper);
  return areParts && repeatedBelow(images, level, deeper).length > 0 ? deeper : null;
}

function reachesAll(images: readonly (readonly string[])[], level: number): boolean {
  return images.every((folders) => folders.length > level);
}

/** Names at a deeper level that lie in more than one folder of a level, sorted. */
function repeatedBelow(
  images: readonly (readonly string[])[],
  level: number,
  deeper = level + 1,
): string[] {
  const above = new Map<string, Set<string>>();
  for (const folders of images) {
    const name = folders[deeper];
    if (name === undefined || isContainer(name)) continue;
    const tops = above.get(name) ?? new Set();
    above.set(name, tops.add(folders[level] ?? ""));
  }
  return [...above].flatMap(([name, tops]) => (tops.size > 1 ? [name] : [])).sort();
}

/**
 * Folders of a level that hold nothing but folders of the names beside them, as `crops/cat` and `crops/dog`
 * beside `cat` and `dog`: what lies in them is of those classes.
 */
function gatheredFolders(
  images: readonly (readonly string[])[],
  level: number,
): ReadonlySet<string> {
  const below = new Map<string, Set<string>>();
  for (const folders of images) {
    const name = folders[level];
    if (name === undefined) continue;
    const names = below.get(name) ?? new Set();
    below.set(name, names.add(folders[level + 1] ?? ""));
  }
  const gathered = [...below].filter(
    ([name, names]) =>
      names.size > 1 && [...names].every((other) => other !== name && below.has(other)),
  );
  return new Set(gathered.map(([name]) => name));
}

function namesAt(parts: readonly (readonly string[])[], level: number): ReadonlySet<string> {
  return new Set(parts.flatMap((folders) => folders.slice(level, level + 1)));
}
