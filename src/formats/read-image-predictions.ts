import { HomegroundError } from "../core/errors.js";
import { readCamtrapDpPredictions } from "./camtrap-dp/camtrap-dp.js";
import { type CocoResultsOptions, readCocoResults } from "./coco-results/coco-results.js";
import { guessPredictionRoles } from "./csv/prediction-roles.js";
import {
  type PredictionTableOptions,
  predictionsFromTable,
  readPredictionTable,
} from "./csv/predictions-table.js";
import type { RawTable } from "./delimited/delimited.js";
import { FORMAT_SNIFF_BYTES, FORMATS_READ, sniffFile } from "./detect-format.js";
import { sniffJson } from "./detect-json.js";
import { type FileAccess, fileNotFound, joinPath } from "./file-access.js";
import type { ImagePredictions } from "./import-types.js";
import { readRecordTable, sampleRows, withScores } from "./json/record-table.js";
import { readLabelStudioPredictions } from "./label-studio/label-studio.js";
import { type MegaDetectorOptions, readMegaDetector } from "./megadetector/megadetector.js";
import { readParquetTable } from "./parquet/parquet.js";
import { readSpeciesNet } from "./speciesnet/speciesnet.js";

export interface ReadPredictionsOptions
  extends PredictionTableOptions,
    MegaDetectorOptions,
    CocoResultsOptions {}

/**
 * Reads image-level predictions of any format that is known. What the format is and why stands in
 * `format` of the result.
 *
 * @param path of the file in the access, or of the folder of a Camtrap DP package
 * @throws HomegroundError `input/not-found`, `input/unknown-format`, `input/unsupported`,
 *   `predictions/looks-like-ground-truth`, `input/empty`, and as the reader of each format
 */
export async function readImagePredictions(
  access: FileAccess,
  path: string,
  options: ReadPredictionsOptions = {},
): Promise<ImagePredictions> {
  const kind = await access.kindOf(path);
  if (kind === null) throw fileNotFound(path);
  if (kind.kind === "folder") {
    const inside = joinPath(path, "datapackage.json");
    if ((await access.kindOf(inside))?.kind === "file") {
      return readCamtrapDpPredictions(access, inside);
    }
    throw unsupported(path, "this is a folder, and predictions are a file");
  }
  const head = await access.read(path, { maxBytes: FORMAT_SNIFF_BYTES });
  const { format } = sniffFile(path, head);
  switch (format) {
    case "delimited":
      return readPredictionTable(access, path, options);
    case "json-lines":
      if (isCocoResult(head)) return readCocoResults(access, path, "json-lines", options);
      return ofRecords(await readRecordTable(access, path, "json-lines"), path, options);
    case "parquet":
      return ofRecords(await readParquetTable(access, path), path, options);
    case "camtrap-dp":
      return readCamtrapDpPredictions(access, path);
    case "json":
      return readJson(access, path, options);
    case "xml":
    case "yaml":
    case "text":
      throw unsupported(path, `predictions in ${format} are not read`);
  }
}

async function readJson(
  access: FileAccess,
  path: string,
  options: ReadPredictionsOptions,
): Promise<ImagePredictions> {
  const isNothing = options.coco !== undefined && (await isEmptyList(access, path));
  const format = isNothing ? "coco-results" : await sniffJson(access, path);
  switch (format) {
    case "megadetector":
      return readMegaDetector(access, path, options);
    case "speciesnet":
      return readSpeciesNet(access, path, options);
    case "label-studio":
      return readLabelStudioPredictions(access, path);
    case "records":
      return ofRecords(await readRecordTable(access, path, "json"), path, options);
    case "coco-results":
      return readCocoResults(access, path, "json", options);
    case "coco":
    case "labelme":
      throw new HomegroundError("predictions/looks-like-ground-truth", {
        what: "the file holds annotations, not what a model said",
        where: path,
        fix: "Give it with --labels, and the model's predictions with --predictions",
      });
  }
}

/** Whether a file is `[]`: what a detector writes that found nothing. */
async function isEmptyList(access: FileAccess, path: string): Promise<boolean> {
  const head = await access.read(path, { maxBytes: FORMAT_SNIFF_BYTES });
  return head.length < FORMAT_SNIFF_BYTES && /^\s*\[\s*\]\s*$/.test(new TextDecoder().decode(head));
}

/** Whether the first line is a detection in COCO's results form. */
function isCocoResult(head: Uint8Array): boolean {
  const [line = ""] = new TextDecoder().decode(head).trimStart().split("\n");
  return /"image_id"\s*:/.test(line) && /"category_id"\s*:/.test(line);
}

function ofRecords(raw: RawTable, path: string, options: ReadPredictionsOptions): ImagePredictions {
  const names = [...raw.table.columns.keys()];
  const sample = sampleRows(raw.table);
  const roles = guessPredictionRoles(names, sample, path, options.columns, options.knownLabels);
  const scores = [...roles.scores.values(), ...roles.top.flatMap(({ score }) => score ?? [])];
  if (roles.answerScore !== null && !scores.includes(roles.answerScore)) {
    scores.push(roles.answerScore);
  }
  return predictionsFromTable(withScores(raw, scores, path), roles, path, options);
}

function unsupported(path: string, what: string): HomegroundError {
  return new HomegroundError("input/unsupported", {
    what,
    where: path,
    fix: `Give one of ${FORMATS_READ}`,
  });
}
