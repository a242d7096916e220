import { isHomegroundError } from "../../core/errors.js";
import { selectRows } from "../../core/table.js";
import { extensionOf, type FileAccess, folderOf } from "../file-access.js";
import { FORMAT_SNIFF_BYTES } from "../file-content.js";
import type { ReadMaskOptions, ReadObjectPredictionsOptions } from "../format.js";
import { createProblemList } from "../import-problems.js";
import type { ImagePredictions, ImageTruth } from "../import-types.js";
import { listPaths } from "../objects/image-files.js";
import type { ReadObjectOptions } from "../objects/object-options.js";
import type { ObjectPredictions, ObjectTruth } from "../objects/object-types.js";
import {
  objectOptions,
  readMaskPredictions,
  readMaskTable,
  readMaskTruth,
  readObjectPredictions,
  readObjectTruth,
} from "../read.js";
import { holdsDetections, holdsObjects, holdsOwnMasks } from "../recognise.js";
import { isClassList } from "../yolo/yolo-names.js";
import { drawnPredictions, drawnTruth } from "./drawn-masks.js";
import {
  type InstanceFiles,
  imagesOfInstances,
  predictionsOfInstances,
  truthOfInstances,
} from "./instance-masks.js";
import { objectsOfMask } from "./instance-values.js";
import { isTextTable, maskFiles, namesMasks } from "./mask-files.js";
import { isMaskName } from "./mask-values.js";
import { readMaskValues } from "./read-mask-values.js";

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
  if (await isMaskTable(access, path)) return predictedByTable(access, path, options);
  if (!(await arePredictionsDrawn(access, path))) return readMaskPredictions(access, path, options);
  const given = { ...options, outlines: true, task: "instance-segmentation" as const };
  return drawnPredictions(await readObjectPredictions(access, path, given), threshold);
}

/**
 * Whether a file is a table that names the mask of each image, and says nothing of boxes.
 *
 * @throws HomegroundError where it cannot be read
 */
export async function isMaskTable(access: FileAccess, path: string): Promise<boolean> {
  if (path === "" || !isTextTable(path) || (await access.kindOf(path))?.kind !== "file")
    return false;
  if (!namesMasks(await access.read(path, { maxBytes: FORMAT_SNIFF_BYTES }))) return false;
  return !(await holdsDetections(access, path));
}

async function predictedByTable(
  access: FileAccess,
  path: string,
  options: ReadMaskOptions,
): Promise<ImagePredictions> {
  const { files, images } = await masksOfTable(access, path, options);
  const { predictedMasksOf } = await import("./read.js");
  return predictedMasksOf({ access, source: path, files }, images, options);
}

/** The masks that a table names, and the image of each; rows without a mask are left out. */
async function masksOfTable(access: FileAccess, path: string, options: ReadMaskOptions) {
  const { truth, files } = await readMaskTable(access, path, options);
  const rows = [...files.keys()].filter((row) => files[row] !== null);
  return {
    truth,
    rows,
    files: rows.map((row) => files[row]!),
    images: rows.map((row) => truth.file[row]!),
  };
}

/**
 * The masks that a model answered with: those of a folder, or those that a table names.
 *
 * @param isApart whether no images lie in `access`, so that its root may be such a folder
 */
export async function predictedMaskFiles(
  access: FileAccess,
  path: string,
  isApart = false,
): Promise<readonly string[]> {
  const kind = path === "" && !isApart ? null : await access.kindOf(path);
  if (kind?.kind === "folder") return maskFiles((await listPaths(access, path)).all, path);
  return (await isMaskTable(access, path)) ? (await masksOfTable(access, path, {})).files : [];
}

/** So many masks are looked into for what their numbers are. */
const MOST_LOOKED_INTO = 8;

/**
 * Whether the numbers of some masks can be objects, an object each: one mask at least has two of them.
 *
 * @param labels how many there are: numbers up to that many could be of labels
 */
export async function tellObjectsApart(
  access: FileAccess,
  files: readonly string[],
  labels: number,
): Promise<boolean> {
  for (const path of files.slice(0, MOST_LOOKED_INTO)) {
    const mask = readMaskValues(await access.read(path), path);
    if (mask.areColours) return false;
    const ids = objectsOfMask(mask, false).flatMap(({ id, flags }) => (flags === 0 ? [id] : []));
    if (ids.length > 1 && ids.some((id) => id > labels)) return true;
  }
  return false;
}

/**
 * Reads objects with outlines: masks whose numbers are objects, or files that hold objects.
 *
 * @throws HomegroundError as `readObjectTruth` and `truthOfInstances`
 */
export async function readInstanceTruth(
  access: FileAccess,
  path: string,
  options: ReadObjectOptions,
): Promise<ObjectTruth> {
  if (await isTruthDrawn(access, path)) {
    return readObjectTruth(access, path, { ...options, voids: true });
  }
  const problems = createProblemList();
  const { images = [] } = options;
  const { maskValues } = options as ReadMaskOptions;
  const kind = await access.kindOf(path);
  if (kind?.kind === "file") {
    const { truth, rows, ...masks } = await masksOfTable(access, path, { maskValues });
    const { columns } = selectRows(truth.attributes, Int32Array.from(rows));
    return truthOfInstances({ access, source: path, ...masks, maskValues }, problems, columns);
  }
  const { all } = await listPaths(access, path);
  const files = maskFiles(all, path, "objects");
  const named = imagesOfInstances(files, images, problems);
  const classes = await classesBeside(access, files, all, options);
  return truthOfInstances(
    {
      access,
      source: path === "" ? "folder" : path,
      files,
      images: named,
      maskValues,
      ...(classes === null ? {} : { classes }),
    },
    problems,
  );
}

/** Masks of labels beside those of objects, as Pascal VOC has both; null where there are none. */
async function classesBeside(
  access: FileAccess,
  files: readonly string[],
  all: readonly string[],
  { classNames }: ReadObjectOptions,
): Promise<InstanceFiles["classes"] | null> {
  const there = new Set(all);
  const twins = files.map((path) => {
    const twin = path.replace(/(^|\/)SegmentationObject\//i, "$1SegmentationClass/");
    return twin !== path && there.has(twin) ? twin : null;
  });
  const wanted = twins.flatMap((path) => path ?? []);
  if (wanted.length === 0) return null;
  const { masks } = await import("./read.js");
  const images = () => Promise.resolve([]);
  const place = { access, path: "", source: "SegmentationClass", files: wanted, images };
  const truth = await masks(
    { ...place, content: null, head: new Uint8Array(), foundIn: null },
    { classNames },
  );
  const rowOf = new Map(wanted.map((path, row) => [path, row]));
  return twins.map((path) => {
    const row = path === null ? undefined : rowOf.get(path);
    if (row === undefined || truth.masks === undefined) return null;
    const { labelNames, read } = truth.masks;
    return { labelNames, read: () => read(row, null) };
  });
}

/** Reads predicted objects with outlines. @param labels of the ground truth */
export async function readInstancePredictions(
  access: FileAccess,
  path: string,
  options: ReadObjectPredictionsOptions & Pick<ReadMaskOptions, "images">,
  labels: readonly string[],
): Promise<ObjectPredictions> {
  const { maskValues } = options as ReadMaskOptions;
  if (await isMaskTable(access, path)) {
    const { files, images } = await masksOfTable(access, path, { maskValues });
    const folders = new Set(files.map(folderOf));
    const { all } = await listPaths(access, "");
    const beside = all.filter((one) => one !== path && folders.has(folderOf(one)));
    return predictionsOfInstances(
      { access, source: path, files, images, maskValues },
      labels,
      beside,
    );
  }
  const kind = await access.kindOf(path);
  const listed = kind?.kind === "file" ? { all: [], images: [] } : await listPaths(access, path);
  const { all } = listed;
  const areOwned = await holdsOwnMasks(access, path, "detections", listed);
  const files = areOwned ? [] : maskFiles(all, path, "objects");
  if (files.length === 0) return readObjectPredictions(access, path, options);
  const images = imagesOfInstances(files, options.images ?? [], createProblemList());
  const given = { access, source: path === "" ? "folder" : path, files, images, maskValues };
  return predictionsOfInstances(given, labels, all);
}

/** Images do not lie among predictions: pictures there are masks. */
async function arePredictionsDrawn(access: FileAccess, path: string): Promise<boolean> {
  const kind = await access.kindOf(path);
  if (kind?.kind === "file") return true;
  const listed = await listPaths(access, path);
  if (await holdsOwnMasks(access, path, "detections", listed)) return true;
  return maskFiles(listed.all, path).length === 0 && (await holdsDetections(access, path));
}

/**
 * A folder of masks is one in which some of the pictures are called masks; where none is, files with
 * objects go before pictures, which could be the images.
 */
export async function isTruthDrawn(access: FileAccess, path: string): Promise<boolean> {
  const kind = await access.kindOf(path);
  if (kind === null) return false;
  if (kind.kind === "file") return holdsObjects(access, path);
  const listed = await listPaths(access, path);
  if (await holdsOwnMasks(access, path, "objects", listed)) return true;
  const { all } = listed;
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
