import { HomegroundError } from "../../core/errors.js";
import type { FileAccess } from "../file-access.js";
import type { Format, ReadObjectPredictionsOptions, ReadTruthOptions, Wanted } from "../format.js";
import type { ImagePredictions, ImageTruth } from "../import-types.js";
import { objectOptions, readObjectPredictions, readObjectTruth } from "../read.js";
import { holdsDetections, holdsObjects, type RecognisedFile, recogniseFile } from "../recognise.js";
import { type CountTablePlace, readCountPredictions, readCountTruth } from "./count-table.js";
import { countedDetections, countedObjects } from "./counted-objects.js";

/**
 * Reads how many things of each label are in images: annotated objects, counted, or a table of counts.
 *
 * @throws HomegroundError `counts/no-counts` where labels say what is in an image and not how often, and as
 *   the readers of objects and tables
 */
export async function readCountedTruth(
  access: FileAccess,
  path: string,
  options: ReadTruthOptions = {},
): Promise<ImageTruth> {
  if (await holdsObjects(access, path)) {
    return countedObjects(await readObjectTruth(access, path, objectOptions(options)));
  }
  return readCountTruth(await placeOfTable(access, path, "labels"), options);
}

export interface CountedPredictionsOptions extends ReadObjectPredictionsOptions {
  /** Labels of the ground truth: columns named like them hold their counts. */
  readonly knownLabels?: readonly string[];
  /** Least score of a detection that counts; null where none was named. */
  readonly threshold: number | null;
}

/**
 * Reads how many things of each label a model counted: its detections from a score on, or a table of counts.
 *
 * @throws HomegroundError `counts/no-threshold`, `counts/no-counts`, and as the readers of detections and
 *   tables
 */
export async function readCountedPredictions(
  access: FileAccess,
  path: string,
  options: CountedPredictionsOptions,
): Promise<ImagePredictions> {
  if (await holdsDetections(access, path)) {
    return countedDetections(await readObjectPredictions(access, path, options), options.threshold);
  }
  const { knownLabels = [] } = options;
  return readCountPredictions(await placeOfTable(access, path, "predictions"), { knownLabels });
}

async function placeOfTable(
  access: FileAccess,
  path: string,
  wanted: Wanted,
): Promise<CountTablePlace> {
  const kind = await access.kindOf(path);
  if (kind?.kind === "folder") throw noCounts("the folder", path);
  const { format, content, head }: RecognisedFile = await recogniseFile(access, path, wanted);
  if (format.hasColumns !== true) throw noCounts(nameOf(format), path);
  const images = async () => [];
  const formatId = format.id;
  return {
    formatId,
    access,
    path,
    source: path,
    files: [path],
    content,
    head,
    foundIn: null,
    images,
  };
}

function nameOf({ name }: Format): string {
  return `the file (${name})`;
}

function noCounts(what: string, where: string): HomegroundError {
  return new HomegroundError("counts/no-counts", {
    what: `${what} says what is in an image, not how often`,
    where: where === "" ? "the folder" : where,
    fix: "Give a table with a column count, or annotated objects",
  });
}
