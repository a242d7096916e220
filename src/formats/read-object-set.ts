import { type ErrorCode, type HomegroundError, isHomegroundError } from "../core/errors.js";
import { EMPTY_TABLE } from "../core/table.js";
import type { FileAccess } from "./file-access.js";
import type { ReadObjectPredictionsOptions } from "./format.js";
import type { DetectedFormat, ImportProblem, LeftAside } from "./import-types.js";
import { joinTables } from "./join-truths.js";
import { readMasksAsObjects } from "./mask-images/masks-as-objects.js";
import { createImageFinder } from "./objects/image-files.js";
import type { ReadObjectOptions } from "./objects/object-options.js";
import {
  type ObjectSet,
  setOfImageTruth,
  setOfPredictions,
  setOfTruth,
} from "./objects/object-set.js";
import type { ObjectPredictions } from "./objects/object-types.js";
import { readImageTruth, readObjectPredictions, readObjectTruth } from "./read.js";
import { holdsPredictions } from "./recognise.js";

export interface ReadSetOptions
  extends ReadObjectOptions,
    Pick<ReadObjectPredictionsOptions, "coco" | "task" | "unit"> {
  /** What the file is taken for. Default: what it looks like. */
  readonly as?: "labels" | "predictions";
}

/** Annotations or predictions of any format, and what they were taken for. */
export interface ReadSet extends LeftAside {
  readonly set: ObjectSet;
  readonly format: DetectedFormat;
  readonly problems: readonly ImportProblem[];
}

function readSet(
  set: ObjectSet,
  { format, problems, notRead = [], objectsNotRead = 0 }: Omit<ReadSet, "set">,
): ReadSet {
  return { set, format, problems, notRead, objectsNotRead };
}

/** Errors that say: this is what a model said. */
const OF_PREDICTIONS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "annotations/looks-like-results",
]);

/** Errors after which a file may still hold labels of whole images. */
const OF_LABELS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "annotations/no-objects",
  "table/missing-column",
  "input/unknown-format",
  "input/unsupported",
  "input/empty",
]);

/**
 * Reads annotations with boxes, masks, labels of whole images, or detections, whichever the path holds.
 *
 * @throws HomegroundError of the reader that the file seemed to be for
 */
export async function readObjectSet(
  access: FileAccess,
  path: string,
  options: ReadSetOptions = {},
): Promise<ReadSet> {
  const isAsked = options.as !== undefined;
  const isFound = isAsked ? options.as === "predictions" : await holdsPredictions(access, path);
  if (isFound) return readDetections(access, path, options);
  const masks = await readMasksAsObjects(access, path, options);
  if (masks !== null) return readSet(setOfTruth(masks), masks);
  try {
    const truth = await readObjectTruth(access, path, { ...options, outlines: true, points: true });
    return readSet(setOfTruth(truth), truth);
  } catch (error) {
    if (!isHomegroundError(error)) throw error;
    if (!isAsked && OF_PREDICTIONS.has(error.code)) return readDetections(access, path, options);
    if (OF_LABELS.has(error.code)) return readLabels(access, path, error);
    throw error;
  }
}

async function readDetections(
  access: FileAccess,
  path: string,
  options: ReadSetOptions,
): Promise<ReadSet> {
  const { columns: _, points: __, ...rest } = options; // columns of a table of annotations
  const named = await readObjectPredictions(access, path, {
    ...rest,
    outlines: true,
    points: "beside",
  });
  const read = withSilentImages(named, options.images ?? []);
  return readSet(setOfPredictions(read), read);
}

/** With a row for each image on which a table of detections says by its silence that nothing was found. */
function withSilentImages(read: ObjectPredictions, images: readonly string[]): ObjectPredictions {
  if (read.imagesOnlyFound !== true) return read;
  const named = new Set(createImageFinder(images).find(read.file));
  const silent = images.filter((path) => !named.has(path));
  if (silent.length === 0 || silent.length === images.length) return read;
  const { imagesOnlyFound: _, ...rest } = read;
  const more = silent.length;
  const unknown = new Float64Array(more).fill(Number.NaN);
  const what = `${more} of ${images.length} images have no row: nothing was found on them`;
  return {
    ...rest,
    rowCount: read.rowCount + more,
    file: [...read.file, ...silent],
    failed: Uint8Array.from([...read.failed, ...new Uint8Array(more)]),
    widthPx: Float64Array.from([...read.widthPx, ...unknown]),
    heightPx: Float64Array.from([...read.heightPx, ...unknown]),
    line: Int32Array.from([...read.line, ...new Int32Array(more)]),
    attributes: joinTables([read.attributes, { ...EMPTY_TABLE, rowCount: more }]),
    problems: [...read.problems, { code: "predictions/missing-image", what, where: read.source }],
  };
}

async function readLabels(
  access: FileAccess,
  path: string,
  why: HomegroundError,
): Promise<ReadSet> {
  try {
    const truth = await readImageTruth(access, path);
    return readSet(setOfImageTruth(truth), truth);
  } catch (error) {
    throw isHomegroundError(error) ? why : error; // the reader of objects knows more formats
  }
}
