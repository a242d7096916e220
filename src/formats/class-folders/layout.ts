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

/** Folder names that sort images by size or role and are no classes either. */
const CONTAINERS: ReadonlySet<string> = new Set(["images", "image", "imgs", "data", "media"]);

/** Whether every folder at the top divides a data set (`train`, `val`, `test`). */
export function areSplits(folders: Iterable<string>): boolean {
  const names = [...folders];
  return names.length > 0 && names.every((name) => SPLITS.has(name.toLowerCase()));
}

export interface ClassFolderOptions {
  /**
   * Which folder of an image's path is its class, counted from 0 below the folder given. Default:
   * the first below `train`, `val` and the like where all top folders are those, otherwise the first.
   */
  readonly classLevel?: number;
}

/** Names of the folders that could be classes, of images below a folder. */
export function classesOf(paths: readonly string[], folder: string): ReadonlySet<string> {
  const { parts, level } = layOut(paths, folder, {});
  return new Set(parts.flatMap((folders) => folders[level] ?? []));
}

/** Folders of each path below the given one, and which of them is the class. */
export function layOut(
  paths: readonly string[],
  folder: string,
  { classLevel }: ClassFolderOptions,
) {
  const start = folder === "" ? 0 : folder.length + 1;
  const parts = paths.map((path) => path.slice(start).split("/").slice(0, -1));
  const tops = new Set(parts.flatMap((folders) => folders.slice(0, 1)));
  const hasSplits = areSplits(tops);
  const container = tops.size === 1 && CONTAINERS.has([...tops][0]!.toLowerCase());
  return { parts, tops, hasSplits, level: classLevel ?? (hasSplits || container ? 1 : 0) };
}
