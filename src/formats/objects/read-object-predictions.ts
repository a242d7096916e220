import { HomegroundError } from "../../core/errors.js";
import { readCamtrapDetections } from "../camtrap-dp/camtrap-detections.js";
import { type CocoDetectionsOptions, readCocoDetections } from "../coco-results/coco-detections.js";
import {
  type RecordDetectionsOptions,
  readRecordDetections,
} from "../csv-boxes/record-detections.js";
import {
  type DetectionTableOptions,
  detectionsFromTable,
  readDetectionTable,
} from "../csv-boxes/table-detections.js";
import type { RawTable } from "../delimited/delimited.js";
import { FORMAT_SNIFF_BYTES, sniffFile } from "../detect-format.js";
import { sniffJson } from "../detect-json.js";
import { extensionOf, type FileAccess, fileNotFound, joinPath } from "../file-access.js";
import type { CocoNames } from "../import-types.js";
import { readLabelStudioDetections } from "../label-studio/label-studio-detections.js";
import {
  type MegaDetectorDetectionsOptions,
  readMegaDetectorDetections,
} from "../megadetector/megadetector-detections.js";
import { readParquetTable } from "../parquet/parquet.js";
import { readSpeciesNetDetections } from "../speciesnet/speciesnet-detections.js";
import { readYoloDetections, type YoloDetectionsOptions } from "../yolo/yolo-detections.js";
import type { ObjectPredictions } from "./object-types.js";

export interface ReadObjectPredictionsOptions
  extends MegaDetectorDetectionsOptions,
    DetectionTableOptions,
    RecordDetectionsOptions,
    YoloDetectionsOptions,
    CocoDetectionsOptions {
  /** What the numbers in COCO's results stand for: `coco` of the ground truth. */
  readonly coco?: CocoNames;
}

/** Formats of detections that are read, for messages. */
export const DETECTION_FORMATS =
  "COCO results, MegaDetector, SpeciesNet and Label Studio JSON, YOLO text files with confidences, tables and JSON lines of boxes with scores, Camtrap DP";

/**
 * Reads detections of any format that is known. What the format is and why stands in `format` of the
 * result. Detections are kept whatever their score: a threshold is for whoever uses them.
 *
 * @param path of a file in the access, or of a folder: a Camtrap DP package, or YOLO's text files
 * @throws HomegroundError `input/not-found`, `input/unknown-format`, `input/unsupported`,
 *   `predictions/looks-like-ground-truth`, `input/empty`, and as the reader of each format; COCO's
 *   results need `options.coco` unless every detection names its image and label in words
 */
export async function readObjectPredictions(
  access: FileAccess,
  path: string,
  options: ReadObjectPredictionsOptions = {},
): Promise<ObjectPredictions> {
  const kind = await access.kindOf(path);
  if (kind === null) throw fileNotFound(path);
  if (kind.kind === "folder") return readFolder(access, path, options);
  const head = await access.read(path, { maxBytes: FORMAT_SNIFF_BYTES });
  const { format } = sniffFile(path, head);
  switch (format) {
    case "delimited":
      return readDetectionTable(access, path, options);
    case "json-lines":
      if (isCocoResult(head)) return readCoco(access, path, "json-lines", head, options);
      return readRecordDetections(access, path, "json-lines", options);
    case "parquet":
      return ofTable(await readParquetTable(access, path), path, options);
    case "camtrap-dp":
      return readCamtrapDetections(access, path);
    case "json":
      return readJson(access, path, head, options);
    case "xml":
    case "yaml":
    case "text":
      throw unsupported(path, `detections in ${format} are not read`);
  }
}

async function readFolder(
  access: FileAccess,
  folder: string,
  options: ReadObjectPredictionsOptions,
): Promise<ObjectPredictions> {
  const inside = joinPath(folder, "datapackage.json");
  if ((await access.kindOf(inside))?.kind === "file") return readCamtrapDetections(access, inside);
  for await (const { path } of access.list(folder)) {
    if (extensionOf(path) === "txt") return readYoloDetections(access, folder, options);
  }
  throw unsupported(folder, "the folder holds neither a Camtrap DP package nor YOLO's text files");
}

async function readJson(
  access: FileAccess,
  path: string,
  head: Uint8Array,
  options: ReadObjectPredictionsOptions,
): Promise<ObjectPredictions> {
  const isNothing = options.coco !== undefined && isEmptyList(head);
  const format = isNothing ? "coco-results" : await sniffJson(access, path);
  switch (format) {
    case "megadetector":
      return readMegaDetectorDetections(access, path, options);
    case "speciesnet":
      return readSpeciesNetDetections(access, path);
    case "records":
      return readRecordDetections(access, path, "json", options);
    case "label-studio":
      return readLabelStudioDetections(access, path);
    case "coco-results":
      return readCoco(access, path, "json", head, options);
    case "coco":
    case "labelme":
      throw new HomegroundError("predictions/looks-like-ground-truth", {
        what: "the file holds annotations, not what a model said",
        where: path,
        fix: "Give it with --labels, and the model's predictions with --predictions",
      });
  }
}

/** Results that name images and labels in words beside the numbers need no ground truth. */
async function readCoco(
  access: FileAccess,
  path: string,
  form: "json" | "json-lines",
  head: Uint8Array,
  options: ReadObjectPredictionsOptions,
): Promise<ObjectPredictions> {
  const [record = ""] = new TextDecoder().decode(head).split("}");
  const isInWords = /"file_name"\s*:/.test(record) && /"category_name"\s*:/.test(record);
  if (options.coco === undefined && isInWords) {
    return readRecordDetections(access, path, form, { unit: "pixel" });
  }
  return readCocoDetections(access, path, form, options.coco, options);
}

/** Whether a file is `[]`: what a detector writes that found nothing. */
function isEmptyList(head: Uint8Array): boolean {
  return head.length < FORMAT_SNIFF_BYTES && /^\s*\[\s*\]\s*$/.test(new TextDecoder().decode(head));
}

/** Whether the first line is a detection in COCO's results form. */
function isCocoResult(head: Uint8Array): boolean {
  const [line = ""] = new TextDecoder().decode(head).trimStart().split("\n");
  return /"image_id"\s*:/.test(line) && /"category_id"\s*:/.test(line);
}

function ofTable(
  raw: RawTable,
  path: string,
  options: ReadObjectPredictionsOptions,
): ObjectPredictions {
  return detectionsFromTable(raw, path, options);
}

function unsupported(path: string, what: string): HomegroundError {
  return new HomegroundError("input/unsupported", {
    what,
    where: path === "" ? "folder" : path,
    fix: `Give one of ${DETECTION_FORMATS}`,
  });
}
