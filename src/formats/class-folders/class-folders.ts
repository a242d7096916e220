import { HomegroundError } from "../../core/errors.js";
import { type Column, categoricalColumn } from "../../core/table.js";
import { namesImage } from "../delimited/delimited-dialect.js";
import { extensionOf, type FileAccess } from "../file-access.js";
import { createProblemList } from "../import-problems.js";
import { type ImageTruth, TRUTH_STATE } from "../import-types.js";
import { checkLabels } from "../label-checks.js";
import { createTruthBuilder } from "../truth-builder.js";

/** Names of folders that divide a data set and are no classes; in lower case. */
const SPLITS: ReadonlySet<string> = new Set([
  ...["train", "training", "val", "valid", "validation", "test", "testing", "dev", "eval"],
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

/**
 * Ground truth from folders named after classes. Images that lie beside the class folders are
 * unlabelled. Folders of a data set's parts become the attribute `split`.
 *
 * @throws HomegroundError `input/empty` when no image is there, `input/bad-shape` when there is no
 *   folder that could be a class
 */
export async function readClassFolders(
  access: FileAccess,
  folder: string,
  options: ClassFolderOptions = {},
): Promise<ImageTruth> {
  const paths: string[] = [];
  for await (const { path } of access.list(folder)) {
    if (namesImage(path) && extensionOf(path) !== "") paths.push(path);
  }
  const source = folder === "" ? "folder" : folder;
  if (paths.length === 0) throw noImages(source);
  const { parts, tops, hasSplits, level } = layOut(paths, folder, options);

  const problems = createProblemList();
  const builder = createTruthBuilder(false);
  for (const [i, path] of paths.entries()) {
    const label = parts[i]?.[level];
    const labels = label === undefined ? [] : [label];
    const state = label === undefined ? TRUTH_STATE.unlabelled : TRUTH_STATE.labelled;
    builder.add(path, labels, state, i + 1, i);
  }
  const built = builder.finish();
  if (built.labelNames.length === 0) throw noFolders(source);
  checkLabels(built.labelNames, source, problems);
  const columns = new Map<string, Column>();
  if (hasSplits) {
    columns.set("split", categoricalColumn(parts.map((folders) => folders[0] ?? null)));
  }
  const which = hasSplits ? `folders below ${[...tops].join(", ")}` : "folders";
  return {
    format: {
      id: "class-folders",
      reason: `${built.labelNames.length} ${which} hold images: their names are the labels`,
    },
    source,
    ...built,
    attributes: builder.attributes(columns),
    otherFiles: [],
    roles: new Map([["label", `folder ${level + 1} of the path`]]),
    problems: problems.finish(),
  };
}

/** Names of the folders that could be classes, of images below a folder. */
export function classesOf(paths: readonly string[], folder: string): ReadonlySet<string> {
  const { parts, level } = layOut(paths, folder, {});
  return new Set(parts.flatMap((folders) => folders[level] ?? []));
}

/** Folders of each path below the given one, and which of them is the class. */
function layOut(paths: readonly string[], folder: string, { classLevel }: ClassFolderOptions) {
  const start = folder === "" ? 0 : folder.length + 1;
  const parts = paths.map((path) => path.slice(start).split("/").slice(0, -1));
  const tops = new Set(parts.flatMap((folders) => folders.slice(0, 1)));
  const hasSplits = areSplits(tops);
  const container = tops.size === 1 && CONTAINERS.has([...tops][0]!.toLowerCase());
  return { parts, tops, hasSplits, level: classLevel ?? (hasSplits || container ? 1 : 0) };
}

function noImages(source: string): HomegroundError {
  return new HomegroundError("input/empty", {
    what: "there is no image file in the folder",
    where: source,
    fix: "Name the folder that holds the class folders",
  });
}

function noFolders(source: string): HomegroundError {
  return new HomegroundError("input/bad-shape", {
    what: "the images lie in no folder that could name a class",
    where: source,
    fix: "Put images into a folder for each class, or give a table of labels",
  });
}
