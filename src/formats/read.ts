import { HomegroundError } from "../core/errors.js";
import { categoricalColumn } from "../core/table.js";
import { AT } from "../core/ways.js";
import { areSplits } from "./class-folders/layout.js";
import { baseName, type FileAccess, fileNotFound, folderOf } from "./file-access.js";
import { FORMAT_SNIFF_BYTES, sniffContent } from "./file-content.js";
import {
  CONFIDENCE,
  type Format,
  type FormatPlace,
  type ReadingOptions,
  type Readings,
  type ReadMaskOptions,
  type ReadObjectPredictionsOptions,
  type ReadPredictionsOptions,
  type ReadTruthOptions,
  type Wanted,
} from "./format.js";
import type { HowRead, ImagePredictions, ImageTruth, TakenReading } from "./import-types.js";
import { joinTruths } from "./join-truths.js";
import { matchFiles } from "./match-files.js";
import { type ListedPaths, listPaths } from "./objects/image-files.js";
import { withImageLabels } from "./objects/image-labels.js";
import { joinObjectTruths, type ObjectTruthPart } from "./objects/join-object-truths.js";
import type { ReadObjectOptions } from "./objects/object-options.js";
import type { ObjectPredictions, ObjectTruth } from "./objects/object-types.js";
import { checkDetections, checkPredictions } from "./prediction-reading/check.js";
import { predictionBoxes } from "./prediction-reading/choices.js";
import { detectionsReadAs, predictionsReadAs } from "./prediction-reading/read-as.js";
import type { ReadingChoice } from "./reading-choice.js";
import {
  arePartsOfExport,
  type RecognisedFolder,
  recogniseFile,
  recogniseFolder,
} from "./recognise.js";
import { chosenReadings, chosenValues, formatsRead, predictionChoices } from "./registry.js";

/**
 * Reads image-level ground truth of any format that is known, from a file or a folder. Where a format
 * holds objects, an image has the labels of those on it. What the format is and why stands in
 * `format` of the result.
 *
 * @param path of the file or folder in the access; "" is its root
 * @throws HomegroundError `input/not-found`, `input/unknown-format`, `input/unsupported`,
 *   `input/ambiguous` for a folder with labels in more than one form, `input/empty`, and as the
 *   reader of each format
 */
export function readImageTruth(
  access: FileAccess,
  path: string,
  options: ReadTruthOptions = {},
): Promise<ImageTruth> {
  return read(access, path, "labels", options);
}

/**
 * Reads ground truth with the places of objects, of any format that is known, from a file or a
 * folder. What the format is and why stands in `format` of the result.
 *
 * @param path of the file or folder in the access; "" is its root
 * @throws HomegroundError `input/not-found`, `input/unknown-format`, `input/ambiguous` for a folder
 *   with annotations in more than one form, `annotations/no-objects` where images have labels and no
 *   objects, `annotations/looks-like-results` for predictions, and as the reader of each format
 */
export function readObjectTruth(
  access: FileAccess,
  path: string,
  options: ReadObjectOptions = {},
): Promise<ObjectTruth> {
  return read(access, path, "objects", options);
}

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
  const told = predictionsReadAs(await read(access, path, "predictions", options), options);
  const found = options.anyScore === true ? [] : checkPredictions(told, options);
  return { ...told, problems: [...told.problems, ...found] };
}

/**
 * Reads detections of any format that is known. What the format is and why stands in `format` of the
 * result. Detections are kept whatever their score: a threshold is for whoever uses them. Numbers that
 * are not what the format says are listed, and read as the options say.
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
  const told = detectionsReadAs(await read(access, path, "detections", options), options);
  return { ...told, problems: [...told.problems, ...checkDetections(told, options)] };
}

/**
 * Reads labels of pixels: masks of a folder, or those that a table names.
 *
 * @throws HomegroundError `input/not-found`, `annotations/no-masks`, `annotations/no-colour-table`, and
 *   as the reader of each format
 */
export async function readMaskTruth(
  access: FileAccess,
  path: string,
  options: ReadMaskOptions = {},
): Promise<ImageTruth> {
  const kind = await access.kindOf(path);
  if (kind?.kind === "file") return readTableMasks(access, path, options);
  return read(access, path, "masks", options);
}

/** What was said of ground truth, for a reading of its objects. */
export function objectOptions(options: ReadTruthOptions): ReadObjectOptions {
  const { images, classNames, columns, delimiter, encoding } = options;
  const [label] = columns?.labels ?? [];
  return {
    ...(images === undefined ? {} : { images }),
    writing: { delimiter, encoding },
    classNames,
    ...chosenReadings(options),
    ...(columns === undefined
      ? {}
      : {
          columns: {
            ...(columns.image === undefined ? {} : { image: columns.image }),
            ...(label === undefined ? {} : { label }),
          },
        }),
  };
}

/** Masks that a table of images names in a column. */
async function readTableMasks(
  access: FileAccess,
  path: string,
  options: ReadMaskOptions,
): Promise<ImageTruth> {
  const { truth, files, column } = await readMaskTable(access, path, options);
  const { withMaskFiles } = await import("./mask-images/read.js");
  const withMasks = await withMaskFiles(truth, files, { access, source: path }, options);
  return { ...withMasks, roles: new Map([...withMasks.roles, ["mask", column]]) };
}

/**
 * A table of images with the file of each one's mask; null for none.
 *
 * @throws HomegroundError `annotations/no-masks` where no column names any
 */
export async function readMaskTable(
  access: FileAccess,
  path: string,
  options: ReadMaskOptions,
): Promise<{
  readonly truth: ImageTruth;
  readonly files: readonly (string | null)[];
  readonly column: string;
}> {
  const columns = { ...options.columns, labels: [] };
  const truth = await read(access, path, "labels", { ...options, columns });
  const { otherFilesOf = new Map<string, readonly (string | null)[]>() } = truth;
  const [column] = [...otherFilesOf].sort(
    ([a], [b]) => Number(/mask/i.test(b)) - Number(/mask/i.test(a)),
  );
  if (column === undefined) throw noMasks(path);
  const [name, named] = column;
  const { all } = await listPaths(access, "");
  const { fileOf } = matchFiles(
    named.map((file) => file ?? ""),
    all.map((file) => ({ path: file })),
  );
  const files = named.map((file, row) => (file === null ? null : (all[fileOf[row]!] ?? file)));
  return { truth, files, column: name };
}

function noMasks(where: string): HomegroundError {
  return new HomegroundError("annotations/no-masks", {
    what: "no column of the table names the mask of an image",
    where,
    fix: "Give a table with a column mask, or the folder of the masks, which are named as the images are",
  });
}

/** Reads answers for pixels. @throws HomegroundError as {@link readMaskTruth} */
export function readMaskPredictions(
  access: FileAccess,
  path: string,
  options: ReadMaskOptions = {},
): Promise<ImagePredictions> {
  return read(access, path, "predicted-masks", options);
}

async function read<W extends Wanted>(
  access: FileAccess,
  path: string,
  wanted: W,
  options: ReadingOptions[W],
): Promise<Readings[W]> {
  const kind = await access.kindOf(path);
  if (kind === null) throw fileNotFound(path);
  if (kind.kind === "folder") return readFolder(access, path, wanted, options);
  const knowsCoco = "coco" in options && options.coco !== undefined;
  const { format, content, head } = await recogniseFile(access, path, wanted, { knowsCoco });
  const images = async () => [...(await listPaths(access, "")).images, ...named(options)];
  return readWith(format, wanted, options, {
    access,
    path,
    source: path,
    files: [path],
    content,
    head,
    foundIn: null,
    images,
  });
}

/** Images that the user named. */
function named(options: ReadingOptions[Wanted]): readonly string[] {
  return "images" in options ? (options.images ?? []) : [];
}

/** Labels of a format that has no reader for them are those of its objects. */
async function readWith<W extends Wanted>(
  format: Format,
  wanted: W,
  options: ReadingOptions[W],
  place: FormatPlace,
): Promise<Readings[W]> {
  const reader = format.read[wanted];
  if (reader !== undefined) {
    return withDeclared(await reader(place, options), choicesFor(format, wanted), options);
  }
  const images = named(options);
  const { classNames } = options as ReadTruthOptions;
  const truth = await format.read.objects!(place, {
    ...chosenReadings(options),
    ...(images.length === 0 ? {} : { images }),
    classNames,
  });
  const labels = withImageLabels(withDeclared(truth, choicesFor(format, "objects"), options));
  return labels as Readings[W];
}

/** What can be said about a reading. Labels that a format reads by themselves leave nothing open. */
function choicesFor(format: Format, wanted: Wanted): readonly ReadingChoice[] {
  switch (wanted) {
    case "labels":
      return [];
    case "objects":
    case "masks":
    case "predicted-masks":
      return format.choices ?? [];
    case "predictions":
      return predictionChoices([format]).filter((choice) => choice !== predictionBoxes);
    case "detections":
      return predictionChoices([format]);
  }
}

/** With what somebody said about the reading, before what was found. */
function withDeclared<T extends HowRead>(
  read: T,
  choices: readonly ReadingChoice[],
  options: object,
): T {
  const said = chosenValues(options);
  const declared = choices.flatMap(({ name }): TakenReading[] => {
    const value = said.get(name);
    return value === undefined ? [] : [{ reading: name, value, chosen: "declared" }];
  });
  return { ...read, readings: [...declared, ...(read.readings ?? [])] };
}

async function readFolder<W extends Wanted>(
  access: FileAccess,
  folder: string,
  wanted: W,
  options: ReadingOptions[W],
): Promise<Readings[W]> {
  const listed = await listPaths(access, folder);
  const found = await recogniseFolder(access, folder, wanted, listed);
  const source = folder === "" ? "folder" : folder;
  const [best] = found;
  if (best === undefined) throw nothingIn(source, wanted, listed);
  const equal = found.filter(
    ({ confidence }) =>
      confidence === best.confidence || (wanted === "objects" && confidence > CONFIDENCE.any),
  );
  if (isTruth(wanted) && equal.length > 1) throw severalForms(source, wanted, equal);
  const truth = await readFound(access, { folder, source, listed }, best, wanted, options);
  const isOfObjects = wanted === "objects" || (wanted === "labels" && hasNoLabels(best.format));
  return isOfObjects ? (withSplits(truth as ObjectTruth, folder) as Readings[W]) : truth;
}

function isTruth(wanted: Wanted): boolean {
  return wanted === "labels" || wanted === "objects" || wanted === "masks";
}

function hasNoLabels({ read }: Format): boolean {
  return read.labels === undefined;
}

interface OpenedFolder {
  readonly folder: string;
  readonly source: string;
  readonly listed: ListedPaths;
}

/** The files of a folder as one, or one file for each part of an export. */
async function readFound<W extends Wanted>(
  access: FileAccess,
  { folder, source, listed }: OpenedFolder,
  found: RecognisedFolder,
  wanted: W,
  options: ReadingOptions[W],
): Promise<Readings[W]> {
  const { format, files } = found;
  const images = () => Promise.resolve([...listed.images, ...named(options)]);
  const around = { access, foundIn: folder, images };
  if (found.isWhole === true) {
    return readWith(format, wanted, options, {
      ...around,
      path: folder,
      source,
      files,
      content: null,
      head: new Uint8Array(),
    });
  }
  const readOne = async (path: string): Promise<Readings[W]> => {
    const head = await access.read(path, { maxBytes: FORMAT_SNIFF_BYTES });
    const { content } = sniffContent(path, head, formatsRead(wanted));
    const place = { ...around, path, source: path, files: [path], content, head };
    return readWith(format, wanted, options, place);
  };
  const [first = "", ...more] = files;
  if (more.length === 0) return readOne(first);
  if (!arePartsOfExport(files)) throw severalFiles(source, wanted, found);
  const isOfObjects = wanted === "objects" || hasNoLabels(format);
  const parts = [];
  for (const path of files) {
    const inside = folderOf(path);
    const isPrefixed = found.isBesideImages === true && inside !== "";
    parts.push({
      truth: await readOne(path),
      folder: isPrefixed ? `${inside}/` : "",
      split: isOfObjects ? null : baseName(inside) || null,
    });
  }
  const [part] = parts as ObjectTruthPart[];
  const isRoboflow = baseName(first).startsWith("_");
  const reason = `${files.length} files ${baseName(first)}, one for each part of ${isRoboflow ? "a Roboflow export" : "Open Images"}`;
  const detected = { id: part?.truth.format.id ?? format.id, reason };
  const join = isOfObjects ? joinObjectTruths : joinTruths;
  return join(parts as ObjectTruthPart[], detected, source) as Readings[W];
}

/** Parts of a data set by the folders of its images, where nothing else says them. */
function withSplits(truth: ObjectTruth, folder: string): ObjectTruth {
  if (truth.attributes.columns.has("split")) return truth;
  const start = folder === "" ? "" : `${folder}/`;
  const tops = truth.file.map((file) => {
    const inside = file.startsWith(start) ? file.slice(start.length) : file;
    return inside.includes("/") ? (inside.split("/")[0] ?? "") : "";
  });
  if (!areSplits(new Set(tops))) return truth;
  const { attributes } = truth;
  const columns = new Map([...attributes.columns, ["split", categoricalColumn(tops)]]);
  return { ...truth, attributes: { ...attributes, columns } };
}

function nothingIn(where: string, wanted: Wanted, { images }: ListedPaths): HomegroundError {
  const formats = formatsRead(wanted);
  if (!isTruth(wanted)) {
    const what =
      wanted === "predictions"
        ? "this is a folder, and predictions are a file"
        : "the folder holds no detections in files that are known";
    return new HomegroundError("input/unsupported", {
      what,
      where,
      fix: `Give one of ${formats}`,
    });
  }
  const isEmpty = images.length === 0;
  return new HomegroundError(isEmpty ? "input/empty" : "annotations/no-objects", {
    what: isEmpty
      ? "there is no annotation file in the folder"
      : `the folder holds ${images.length} images and no file that says where objects are`,
    where,
    fix: {
      command: `Give one of ${formats}; for folders named after classes use --task classification`,
      app: `Give one of ${formats}; for folders named after classes evaluate labels of whole images: choose it ${AT.evaluated}`,
    },
  });
}

function nounOf(wanted: Wanted): string {
  return wanted === "labels" ? "labels" : "annotations";
}

function severalForms(
  where: string,
  wanted: Wanted,
  found: readonly RecognisedFolder[],
): HomegroundError {
  const forms = found.map(({ name, files }) => `${name} (${files[0] || "here"})`);
  return new HomegroundError("input/ambiguous", {
    what: `the folder holds ${nounOf(wanted)} in more than one form: ${forms.join(", ")}`,
    where,
    fix: "Name the file or folder that counts",
  });
}

function severalFiles(where: string, wanted: Wanted, found: RecognisedFolder): HomegroundError {
  const { files, name } = found;
  return new HomegroundError("input/ambiguous", {
    what: `the folder holds ${files.length} files that could be the ${nounOf(wanted)} (${name}): ${files.slice(0, 5).join(", ")}`,
    where,
    fix: "Name the file that counts",
  });
}
