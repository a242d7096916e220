import { isHomegroundError } from "../../core/errors.js";
import { extensionOf, type FileAccess } from "../file-access.js";
import type { ReadMaskOptions, ReadObjectPredictionsOptions } from "../format.js";
import type { ImagePredictions, ImageTruth } from "../import-types.js";
import { listPaths } from "../objects/image-files.js";
import {
  objectOptions,
  readMaskPredictions,
  readMaskTruth,
  readObjectPredictions,
  readObjectTruth,
} from "../read.js";
import { holdsDetections, holdsObjects } from "../recognise.js";
import { isClassList } from "../yolo/yolo-names.js";
import { drawnPredictions, drawnTruth } from "./drawn-masks.js";
import { maskFiles } from "./mask-files.js";
import { isMaskName } from "./mask-values.js";

/**
 * Reads labels of pixels: masks, or objects whose outlines are drawn.
 *
 * @throws HomegroundError as `readMaskTruth` and `drawnTruth`
 */
export async function readPixelTruth(
  access: FileAccess,
  path: string,
  options: ReadMaskOptions = {},
): Promise<ImageTruth> {
  if (!(await isTruthDrawn(access, path))) return readMaskTruth(access, path, options);
  const given = { ...objectOptions(options), outlines: true };
  return drawnTruth(await readObjectTruth(access, path, given));
}

/**
 * Reads answers for pixels: masks, or detections whose outlines are drawn.
 *
 * @param threshold least score of a detection that is drawn; null where none was named
 * @throws HomegroundError as `readMaskPredictions` and `drawnPredictions`
 */
export async function readPixelPredictions(
  access: FileAccess,
  path: string,
  options: ReadMaskOptions & ReadObjectPredictionsOptions,
  threshold: number | null,
): Promise<ImagePredictions> {
  if (!(await arePredictionsDrawn(access, path))) return readMaskPredictions(access, path, options);
  const given = { ...options, outlines: true, task: "instance-segmentation" as const };
  return drawnPredictions(await readObjectPredictions(access, path, given), threshold);
}

/** Images do not lie among predictions: pictures there are masks. */
async function arePredictionsDrawn(access: FileAccess, path: string): Promise<boolean> {
  const kind = await access.kindOf(path);
  if (kind?.kind === "file") return true;
  const { all } = await listPaths(access, path);
  return maskFiles(all, path).length === 0 && (await holdsDetections(access, path));
}

/**
 * A folder of masks is one in which some of the pictures are called masks; where none is, files with
 * objects go before pictures, which could be the images.
 */
async function isTruthDrawn(access: FileAccess, path: string): Promise<boolean> {
  const kind = await access.kindOf(path);
  if (kind === null) return false;
  if (kind.kind === "file") return holdsObjects(access, path);
  const { all } = await listPaths(access, path);
  const named = all.filter(isMaskName);
  const masks = maskFiles(all, path);
  if (masks.length > 0 && masks.length < named.length) return false;
  const isText = (file: string) => /^(txt|csv|tsv|xml|json|jsonl|ndjson)$/.test(extensionOf(file));
  if (masks.length > 0 && !all.some((file) => isText(file) && !isClassList(file))) return false;
  try {
    return await holdsObjects(access, path);
  } catch (error) {
    // A table of labels beside masks is no file with objects.
    if (masks.length > 0 && isHomegroundError(error)) return false;
    throw error;
  }
}
