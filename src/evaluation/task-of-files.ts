import { isHomegroundError } from "../core/errors.js";
import { type ObjectColumns, SHAPE_FORM } from "../core/objects.js";
import { extensionOf, type ListedFile } from "../formats/file-access.js";
import { TRUTH_STATE } from "../formats/import-types.js";
import { maskValuesChoice } from "../formats/mask-images/mask-reading.js";
import { predictedMaskFiles, tellObjectsApart } from "../formats/mask-images/read-masks.js";
import { listPaths } from "../formats/objects/image-files.js";
import { holdsDetections } from "../formats/recognise.js";
import { TASKS } from "../tasks/registry.js";
import type { Task } from "../tasks/task.js";
import {
  type InputPlace,
  type ReadTruth,
  readDetections,
  readTruth,
  type TruthReading,
} from "./read-inputs.js";

/** What files are about where nobody said it, with the ground truth where it was read for that. */
export interface TaskOfFiles {
  readonly task: Task;
  readonly read: ReadTruth | null;
}

/**
 * The task that labels and a file of predictions are of, where no model says it; null where images are labelled as a
 * whole. What is wrong with files says the reading for which they are taken then.
 *
 * @param predictions null while none are there: labels alone say it where points of objects are marked
 */
export async function taskOfFiles(
  place: InputPlace,
  predictions: InputPlace | null,
  listed: readonly ListedFile[],
  reading: Omit<Partial<TruthReading>, "task">,
): Promise<TaskOfFiles | null> {
  try {
    if (predictions === null) return await ofMarkedPoints(place, listed, reading);
    return (
      (await ofPlaces(place, predictions, listed, reading)) ??
      (await ofCounts(place, predictions, listed, reading))
    );
  } catch (error) {
    if (!isHomegroundError(error)) throw error;
    return null;
  }
}

/**
 * The task of labels and predictions that both say where things are: pixels, outlines, points or boxes. Null where
 * they do not, and where the files are wrong, which their reading says.
 *
 * @param isApart whether no images lie where `predictions.access` reads
 */
export async function taskOfPlaces(
  place: InputPlace,
  predictions: InputPlace,
  listed: readonly ListedFile[],
  reading: Omit<Partial<TruthReading>, "task">,
  isApart: boolean,
): Promise<TaskOfFiles | null> {
  try {
    return await ofPlaces(place, predictions, listed, reading, isApart);
  } catch (error) {
    if (!isHomegroundError(error)) throw error;
    return null;
  }
}

/**
 * The task of labels that say where things are, before there are predictions: points or boxes of most images. Null
 * where they do not, and where the file is wrong, which its reading says.
 */
export async function taskOfLabels(
  place: InputPlace,
  listed: readonly ListedFile[],
  reading: Omit<Partial<TruthReading>, "task">,
): Promise<TaskOfFiles | null> {
  try {
    return (
      (await ofMarkedPoints(place, listed, reading)) ?? (await ofBoxes(place, listed, reading))
    );
  } catch (error) {
    if (!isHomegroundError(error)) throw error;
    return null;
  }
}

async function ofPlaces(
  place: InputPlace,
  predictions: InputPlace,
  listed: readonly ListedFile[],
  reading: Omit<Partial<TruthReading>, "task">,
  isApart = false,
): Promise<TaskOfFiles | null> {
  return (
    (await ofMasks(place, predictions, listed, reading, isApart)) ??
    (await ofObjects(place, predictions, listed, reading))
  );
}

/**
 * Pictures among predictions, or those that a table of them names, are masks: images do not lie there. Where the numbers of
 * both sides are objects, so are what is compared.
 */
async function ofMasks(
  place: InputPlace,
  { access, path }: InputPlace,
  listed: readonly ListedFile[],
  reading: Omit<Partial<TruthReading>, "task">,
  isApart: boolean,
): Promise<TaskOfFiles | null> {
  const masks = await predictedMaskFiles(access, path, isApart);
  const pixels = masks.length === 0 ? null : taskWhere(({ prediction }) => prediction === "mask");
  if (pixels === null) return null;
  const objects = taskWhere(({ hasOutlines }) => hasOutlines === true);
  try {
    const read = await readTruth(place, listed, { ...reading, task: pixels.task.id });
    const areApart = objects !== null && (await isOfObjects(read, { access, masks }));
    return areApart ? objects : { ...pixels, read };
  } catch (error) {
    // What is wrong with them says the reading for the task.
    if (!isHomegroundError(error)) throw error;
    return pixels;
  }
}

/** Whether the masks of both sides number objects, as somebody says or as their numbers do. */
async function isOfObjects(
  { truth: { readings = [] } }: ReadTruth,
  { access, masks }: { readonly access: InputPlace["access"]; readonly masks: readonly string[] },
): Promise<boolean> {
  const { value } = readings.find(({ reading }) => reading === maskValuesChoice.name) ?? {};
  if (value !== "objects" && value !== "pieces") return false;
  return value === "pieces" || tellObjectsApart(access, masks, 1);
}

/** Where predictions say where things are, and most of the labels do. */
async function ofObjects(
  place: InputPlace,
  predictions: InputPlace,
  listed: readonly ListedFile[],
  reading: Omit<Partial<TruthReading>, "task">,
): Promise<TaskOfFiles | null> {
  if (!(await holdsDetections(predictions.access, predictions.path))) return null;
  return (
    (await pointsOf(place, predictions, listed, reading)) ??
    (await ofOutlines(place, predictions, listed, reading)) ??
    (await ofBoxes(place, listed, reading))
  );
}

/** Labels with objects on most of the labelled images. */
async function ofBoxes(
  place: InputPlace,
  listed: readonly ListedFile[],
  reading: Omit<Partial<TruthReading>, "task">,
): Promise<TaskOfFiles | null> {
  const found = taskWhere(({ truth, hasPoints }) => truth === "objects" && hasPoints !== true);
  if (found === null) return null;
  const read = await readTruth(place, listed, { ...reading, task: found.task.id });
  return areObjects(read) ? { task: found.task, read } : null;
}

function areObjects({ objects }: ReadTruth): boolean {
  const { regions, state } = objects!;
  const labelled = state.filter((one) => one !== TRUTH_STATE.unlabelled).length;
  return regions.objects.count > 0 && 2 * labelled >= state.length;
}

/** A word of every file with points that is read: COCO's, CVAT's and Label Studio's, and the headers of tables. */
const POINTS = /keypoint|bodyparts|<(points|skeleton)\b|(^|,)[^,\n]+[._]x,[^,\n]+[._]y(,|$)/im;
const SNIFFED_BYTES = 1 << 18;
/** So many texts of a folder are looked at: many an image has nothing on it. */
const MOST_TEXTS = 20;

/** Where both sides have points of objects. */
async function pointsOf(
  place: InputPlace,
  predictions: InputPlace,
  listed: readonly ListedFile[],
  reading: Omit<Partial<TruthReading>, "task">,
): Promise<TaskOfFiles | null> {
  if (!(await mentionsPoints(predictions))) return null;
  try {
    const marked = await markedPoints(place, listed, reading);
    if (marked === null) return null;
    const said = await readDetections(predictions, marked.read!.objects!, listed, reading);
    return said.objects.points === undefined ? null : marked;
  } catch (error) {
    if (!isHomegroundError(error)) throw error;
    return null;
  }
}

/** A word of every file with outlines that is read; in texts of numbers a line that is longer than a box with its score. */
const OUTLINES = /segmentation|counts|polygon|outline/i;
const LONG_LINE = /^[ \t]*(?:[-+.\de]+[ \t]+){6,}[-+.\de]+[ \t]*$/m;

/** Where most objects of both sides have outlines. */
async function ofOutlines(
  place: InputPlace,
  predictions: InputPlace,
  listed: readonly ListedFile[],
  reading: Omit<Partial<TruthReading>, "task">,
): Promise<TaskOfFiles | null> {
  const found = taskWhere(({ hasOutlines }) => hasOutlines === true);
  if (found === null || !(await mentionsOutlines(predictions))) return null;
  const task = found.task.id;
  try {
    const read = await readTruth(place, listed, { ...reading, task });
    if (!areObjects(read) || !areOutlined(read.objects!.regions.objects)) return null;
    const said = await readDetections(predictions, read.objects!, listed, { ...reading, task });
    return areOutlined(said.objects) ? { task: found.task, read } : null;
  } catch (error) {
    if (!isHomegroundError(error)) throw error;
    return null;
  }
}

function areOutlined({ count, shapes }: Pick<ObjectColumns, "count" | "shapes">): boolean {
  const outlined = shapes?.form.filter((form) => form !== SHAPE_FORM.none).length ?? 0;
  return outlined > 0 && 2 * outlined >= count;
}

async function mentionsOutlines({ access, path }: InputPlace): Promise<boolean> {
  const kind = await access.kindOf(path);
  if (kind?.kind === "file") return OUTLINES.test(await headOf(access, path));
  if (kind?.kind !== "folder") return false;
  const { all } = await listPaths(access, path);
  const texts = all.filter((one) => extensionOf(one) === "txt").slice(0, MOST_TEXTS);
  for (const one of texts) if (LONG_LINE.test(await headOf(access, one))) return true;
  return false;
}

/** Labels of objects of which points are marked. */
async function ofMarkedPoints(
  place: InputPlace,
  listed: readonly ListedFile[],
  reading: Omit<Partial<TruthReading>, "task">,
): Promise<TaskOfFiles | null> {
  return (await mentionsPoints(place)) ? markedPoints(place, listed, reading) : null;
}

async function mentionsPoints({ access, path }: InputPlace): Promise<boolean> {
  const kind = path === "" ? null : await access.kindOf(path);
  if (kind?.kind !== "file") return false;
  return POINTS.test(await headOf(access, path));
}

async function headOf(access: InputPlace["access"], path: string): Promise<string> {
  return new TextDecoder().decode(await access.read(path, { maxBytes: SNIFFED_BYTES }));
}

async function markedPoints(
  place: InputPlace,
  listed: readonly ListedFile[],
  reading: Omit<Partial<TruthReading>, "task">,
): Promise<TaskOfFiles | null> {
  const found = taskWhere(({ hasPoints }) => hasPoints === true);
  if (found === null) return null;
  const read = await readTruth(place, listed, { ...reading, task: found.task.id });
  const values = read.objects?.regions.objects.points?.values ?? new Float64Array(0);
  const isMarked = values.some((seen, at) => at % 3 === 2 && seen > 0);
  return isMarked && areObjects(read) ? { task: found.task, read } : null;
}

/** Tables whose labels cannot be read as words, and can as numbers of things. */
async function ofCounts(
  place: InputPlace,
  predictions: InputPlace,
  listed: readonly ListedFile[],
  reading: Omit<Partial<TruthReading>, "task">,
): Promise<TaskOfFiles | null> {
  const found = taskWhere(({ truth }) => truth === "counts");
  if (found === null || !isTable(place) || !isTable(predictions)) return null;
  const plain = taskWhere((task) => task.truth === "label" && task.prediction === "label-scores");
  try {
    if (plain !== null) await readTruth(place, listed, { ...reading, task: plain.task.id });
    return null;
  } catch (error) {
    if (!isHomegroundError(error) || error.code !== "table/missing-column") throw error;
  }
  return {
    task: found.task,
    read: await readTruth(place, listed, { ...reading, task: found.task.id }),
  };
}

function isTable({ path }: InputPlace): boolean {
  return /^(csv|tsv|txt|parquet)$/.test(extensionOf(path));
}

function taskWhere(fits: (task: Task) => boolean): TaskOfFiles | null {
  const task = TASKS.find(fits);
  return task === undefined ? null : { task, read: null };
}
