import { agreed } from "../../core/agreed.js";
import { HomegroundError } from "../../core/errors.js";
import { type Column, categoricalColumn } from "../../core/table.js";
import { namesImage } from "../delimited/delimited-dialect.js";
import { extensionOf, type FileAccess } from "../file-access.js";
import type { Reader } from "../format.js";
import { createProblemList } from "../import-problems.js";
import { type ImageTruth, TRUTH_STATE } from "../import-types.js";
import { checkLabels } from "../label-checks.js";
import { createTruthBuilder } from "../truth-builder.js";
import { type ClassFolderOptions, type FolderLayout, layOut } from "./layout.js";

export const labels: Reader<"labels"> = ({ access, path }, options) =>
  readClassFolders(access, path, options);

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
  const layout = layOut(paths, folder, options);
  const { parts, splitLevel, level } = layout;

  const problems = createProblemList();
  const builder = createTruthBuilder(false);
  const rows: (readonly string[])[] = [];
  let masks = 0;
  for (const [i, path] of paths.entries()) {
    if (layout.masks[i] === true) {
      masks++;
      continue;
    }
    const label = layout.labels[i] ?? null;
    const state = label === null ? TRUTH_STATE.unlabelled : TRUTH_STATE.labelled;
    builder.add(path, label === null ? [] : [label], state, rows.length + 1, rows.length);
    rows.push(parts[i]!);
  }
  const built = builder.finish();
  if (built.labelNames.length === 0) throw noFolders(source, parts);
  checkLabels(built.labelNames, source, problems);
  if (masks > 0)
    problems.add(
      "labels/masks",
      agreed(
        masks,
        `file below ground_truth is a mask, and no image`,
        `files below ground_truth are masks, and no images`,
      ),
      source,
    );
  if (layout.repeated.length > 0) {
    const names = layout.repeated.slice(0, 3).join(", ");
    const more = layout.repeated.length > 3 ? " and others" : "";
    problems.add(
      "labels/folder-level",
      `folders within the classes come again in several of them (${names}${more}): should they be the classes, give a table of labels`,
      source,
    );
  }
  const columns = new Map<string, Column>();
  let which = "folders";
  if (splitLevel !== null) {
    const split = rows.map((folders) => folders[splitLevel] ?? null);
    columns.set("split", categoricalColumn(split));
    const names = new Set(split.filter((name) => name !== null));
    which = `folders below ${[...names].join(", ")}`;
  }
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

function noImages(source: string): HomegroundError {
  return new HomegroundError("input/empty", {
    what: "there is no image file in the folder",
    where: source,
    fix: "Name the folder that holds the class folders",
  });
}

function noFolders(source: string, parts: FolderLayout["parts"]): HomegroundError {
  const folder = parts.find((folders) => folders.length > 0)?.join("/");
  const what =
    folder === undefined
      ? "the images lie in no folder that could name a class"
      : `no folders tell the images apart: what all of them lie in, or folders such as ${folder}, name no class`;
  return new HomegroundError("input/bad-shape", {
    what,
    where: source,
    fix: "Put images into a folder for each class, or give a table of labels",
  });
}
