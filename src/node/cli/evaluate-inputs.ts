import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { HomegroundError } from "../../core/errors.js";
import type { FileAccess, ListedFile } from "../../formats/file-access.js";
import type { ImagePredictions, ImageTruth } from "../../formats/import-types.js";
import {
  type ReadPredictionsOptions,
  readImagePredictions,
} from "../../formats/read-image-predictions.js";
import { readImageTruth } from "../../formats/read-image-truth.js";
import { type FolderAccess, openFolder } from "../files/folder-access.js";
import { isMissing } from "../files/fs-errors.js";
import type { EvaluateOptions } from "./evaluate-request.js";

/** The folder of images, and everything in it. */
export interface OpenedImages {
  readonly folder: FolderAccess;
  readonly files: readonly ListedFile[];
}

/** @throws HomegroundError `input/not-found`, `input/unreadable`, `input/not-a-folder` */
export async function openImages(path: string): Promise<OpenedImages> {
  const folder = await openFolder(path);
  const files: ListedFile[] = [];
  for await (const file of folder.list("")) files.push(file);
  return { folder, files };
}

/** Ground truth in whatever format it is. */
export async function readLabels(options: EvaluateOptions): Promise<ImageTruth> {
  const { access, path } = await openPlace(options.labels, "the file or folder of labels");
  return named(
    await readImageTruth(access, path, {
      severalInCell: options.task === "multilabel",
    }),
    options.labels,
  );
}

/** Predictions in whatever format they are. */
export async function readPredictions(
  path: string,
  options: ReadPredictionsOptions,
): Promise<ImagePredictions> {
  const place = await openPlace(path, "the file of predictions");
  return named(await readImagePredictions(place.access, place.path, options), path);
}

/** Messages name a file as the user did. */
function named<T extends { readonly source: string }>(read: T, source: string): T {
  return { ...read, source };
}

/** A file is read through its folder, a folder through itself. */
export async function openPlace(
  path: string,
  what: string,
): Promise<{ readonly access: FileAccess; readonly path: string }> {
  let isFolder: boolean;
  try {
    isFolder = (await stat(path)).isDirectory();
  } catch (cause) {
    throw new HomegroundError(isMissing(cause) ? "input/not-found" : "input/unreadable", {
      what: cause instanceof Error ? cause.message : String(cause),
      where: path,
      fix: `Name ${what}`,
      cause,
    });
  }
  if (isFolder) return { access: await openFolder(path), path: "" };
  return { access: await openFolder(dirname(path)), path: basename(path) };
}
