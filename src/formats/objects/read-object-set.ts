import { type ErrorCode, type HomegroundError, isHomegroundError } from "../../core/errors.js";
import { isDetectionTable } from "../csv-boxes/table-detections.js";
import { SNIFF_BYTES, sniffDialect } from "../delimited/delimited-dialect.js";
import { FORMAT_SNIFF_BYTES, sniffFile } from "../detect-format.js";
import type { FileAccess } from "../file-access.js";
import type { DetectedFormat, ImportProblem } from "../import-types.js";
import { readImageTruth } from "../read-image-truth.js";
import type { ReadObjectOptions } from "./object-options.js";
import { type ObjectSet, setOfImageTruth, setOfPredictions, setOfTruth } from "./object-set.js";
import {
  type ReadObjectPredictionsOptions,
  readObjectPredictions,
} from "./read-object-predictions.js";
import { readObjectTruth } from "./read-object-truth.js";

export interface ReadSetOptions
  extends ReadObjectOptions,
    Pick<ReadObjectPredictionsOptions, "coco" | "task" | "unit"> {
  /** What the file is taken for. Default: what it looks like. */
  readonly as?: "labels" | "predictions";
}

/** Annotations or predictions of any format, and what they were taken for. */
export interface ReadSet {
  readonly set: ObjectSet;
  readonly format: DetectedFormat;
  readonly problems: readonly ImportProblem[];
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
 * Reads annotations with boxes, labels of whole images, or detections, whichever the path holds.
 *
 * @throws HomegroundError of the reader that the file seemed to be for
 */
export async function readObjectSet(
  access: FileAccess,
  path: string,
  options: ReadSetOptions = {},
): Promise<ReadSet> {
  const isAsked = options.as !== undefined;
  const isFound = isAsked ? options.as === "predictions" : await hasScores(access, path);
  if (isFound) return readDetections(access, path, options);
  try {
    const truth = await readObjectTruth(access, path, { ...options, outlines: true });
    return { set: setOfTruth(truth), format: truth.format, problems: truth.problems };
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
  const { columns: _, ...rest } = options; // columns of a table of annotations
  const read = await readObjectPredictions(access, path, { ...rest, outlines: true });
  return { set: setOfPredictions(read), format: read.format, problems: read.problems };
}

async function readLabels(
  access: FileAccess,
  path: string,
  why: HomegroundError,
): Promise<ReadSet> {
  try {
    const truth = await readImageTruth(access, path);
    return { set: setOfImageTruth(truth), format: truth.format, problems: truth.problems };
  } catch (error) {
    throw isHomegroundError(error) ? why : error; // the reader of objects knows more formats
  }
}

/** Whether a table or its records have scores beside their boxes: nobody annotates a score. */
async function hasScores(access: FileAccess, path: string): Promise<boolean> {
  const kind = await access.kindOf(path);
  if (kind?.kind !== "file" || kind.sizeBytes === 0) return false;
  const head = await access.read(path, { maxBytes: SNIFF_BYTES });
  const { format } = sniffFile(path, head.subarray(0, FORMAT_SNIFF_BYTES));
  if (format === "delimited") {
    if (/\.txt$/i.test(path)) return false;
    return isDetectionTable(sniffDialect(head, head.length >= kind.sizeBytes, path, {}).names);
  }
  if (format !== "json-lines") return false;
  const [line = ""] = new TextDecoder().decode(head).trimStart().split("\n");
  return /"(score|confidence|conf)"\s*:/.test(line) && /"(bbox|box|xmin|x1)"\s*:/.test(line);
}
