import type { LabelSet } from "../../core/label-set.js";
import type { AnswerSource } from "../../evaluation/answers.js";
import { readImageHeads } from "../../evaluation/attributes/image-heads.js";
import { boxRules } from "../../evaluation/detection/box-rules.js";
import { parseThresholdGoal } from "../../evaluation/detection/chosen-threshold.js";
import { detectionClasses } from "../../evaluation/detection/detection-classes.js";
import { fileDetections } from "../../evaluation/detection/file-detections.js";
import {
  type BoxFrame,
  boxFrame,
  type ImageSizes,
  imageSizes,
} from "../../evaluation/detection/image-sizes.js";
import type { DetectionJoin } from "../../evaluation/detection/join-detections.js";
import {
  chooseOperatingPoint,
  type OperatingPoint,
  operatingPointNote,
} from "../../evaluation/detection/operating-point.js";
import {
  type ObjectTruthOnFiles,
  scoredObjects,
} from "../../evaluation/detection/truth-objects.js";
import { type ImageSet, imagePaths } from "../../evaluation/image-set.js";
import type { PreparedImages } from "../../evaluation/prepare.js";
import type { ListedFile } from "../../formats/file-access.js";
import type { BoxTableColumns } from "../../formats/objects/box-roles.js";
import { checkCoordinates } from "../../formats/objects/check-coordinates.js";
import { leaveOutUnplaced } from "../../formats/objects/leave-out-unplaced.js";
import type { ObjectPredictions, ObjectTruth } from "../../formats/objects/object-types.js";
import { readObjectPredictions } from "../../formats/objects/read-object-predictions.js";
import { readObjectTruth } from "../../formats/objects/read-object-truth.js";
import type { TruthColumns } from "../../formats/truth-roles.js";
import type { ResultListed } from "../../reports/result.js";
import type { CommandIo } from "./command.js";
import type { ReadyModel } from "./evaluate-model.js";
import { type EvaluateOptions, readColumns } from "./evaluate-request.js";
import { type OpenedImages, openPlace } from "./open-places.js";
import { createProgress } from "./progress.js";

/**
 * Ground truth with objects, in whatever format it is.
 *
 * @param files everything beside the images: formats with a file for each image are named after them
 */
export async function readObjectLabels(
  options: EvaluateOptions,
  files: readonly ListedFile[],
): Promise<ObjectTruth> {
  const { access, path } = await openPlace(options.labels, "the file or folder of annotations");
  const columns = readColumns(options.columns);
  const read = await readObjectTruth(access, path, {
    images: imagePaths(files),
    ...(options.boxes === undefined ? {} : { boxes: options.boxes }),
    ...(options.yoloTask === undefined ? {} : { yoloTask: options.yoloTask }),
    ...(options.vocOneBased === undefined ? {} : { vocOneBased: options.vocOneBased }),
    ...(columns === undefined ? {} : { columns: boxColumns(columns) }),
  });
  return { ...withPlaces(read), source: options.labels };
}

/**
 * Without boxes that nothing can overlap. COCO's stay, as its reference has them: a claim may have
 * been computed with them.
 */
function withPlaces(truth: ObjectTruth): ObjectTruth {
  if (truth.coco !== undefined) return truth;
  const placed = leaveOutUnplaced(truth, truth.regions);
  return { ...placed.truth, problems: [...placed.truth.problems, ...placed.problems] };
}

/** Detections in whatever format they are. */
export async function readDetections(
  path: string,
  truth: ObjectTruth,
  files: readonly ListedFile[],
): Promise<ObjectPredictions> {
  const place = await openPlace(path, "the file of detections");
  const read = await readObjectPredictions(place.access, place.path, {
    images: imagePaths(files),
    ...(truth.coco === undefined ? {} : { coco: truth.coco }),
  });
  return { ...read, source: path };
}

/** Formats that list no labels beside those of their detections. */
const LABELS_OF_DETECTIONS: ReadonlySet<string> = new Set([
  ...["csv-boxes", "json-detections", "label-studio", "camtrap-dp"],
]);

/** Whether no more is known of a file's labels than which of them were found. */
export function namesOnlyFound({ format }: ObjectPredictions): boolean {
  return LABELS_OF_DETECTIONS.has(format.id);
}

function boxColumns({ image, labels }: TruthColumns): BoxTableColumns {
  const [label] = labels ?? [];
  return { ...(image === undefined ? {} : { image }), ...(label === undefined ? {} : { label }) };
}

/** What a detection evaluation needs before its answers come. */
export interface PreparedDetection {
  readonly join: DetectionJoin;
  readonly notes: readonly ResultListed[];
  /** Answers from the file of detections; null where a model is run. */
  readonly source: AnswerSource | null;
}

export interface DetectionFiles {
  readonly placed: ObjectTruthOnFiles;
  readonly prepared: PreparedImages;
  readonly opened: OpenedImages;
  readonly modelLabels: LabelSet;
  readonly ready: ReadyModel | null;
  /** With the row of each image of the set, −1 for none; null where a model is run. */
  readonly predictions: { readonly read: ObjectPredictions; readonly rowOf: Int32Array } | null;
  /** Of the request; null where none was given. */
  readonly threshold: number | null;
}

/** Brings annotated objects and detections to one frame, and chooses how they are matched. */
export async function prepareDetection(
  files: DetectionFiles,
  options: EvaluateOptions,
  io: CommandIo,
): Promise<PreparedDetection> {
  const { placed, prepared, predictions, modelLabels } = files;
  const { images, map } = prepared;
  const { regions } = placed.truth;
  const headers = await sizesOfFiles(images, files.opened, options, io);
  const sizes = imageSizes(
    images,
    regions,
    headers,
    predictions?.read ?? null,
    predictions?.rowOf ?? null,
  );
  const suspects = checkCoordinates(regions, sizesOfRows(placed, images, headers), options.labels);
  for (const { code, what } of suspects) io.err(`${code}: ${what}`);
  const frame = boxFrame(sizes, regions.unit, predictions?.read.unit ?? "pixel");
  const classes = detectionClasses(map);
  const truth = scoredObjects(placed, images, map, classes, frame);
  const goal = options.thresholdFor === undefined ? null : parseThresholdGoal(options.thresholdFor);
  const point =
    goal === null ? chooseOperatingPoint(files.threshold, statedThreshold(files)) : null;
  return {
    join: {
      ...{ truth, classes, frame },
      rules: boxRules(frame),
      ...{ threshold: point?.value ?? null, goal },
    },
    notes: [
      ...suspects.map(({ code, what }) => ({ file: "", code, what })),
      ...[...truth.notes, ...frameNotes(frame)],
      ...(goal === null ? [operatingPointNote(point)] : []),
    ],
    source:
      predictions === null
        ? null
        : fileDetections(predictions.read, modelLabels, predictions.rowOf, frame),
  };
}

function frameNotes({ unit }: BoxFrame): ResultListed[] {
  if (unit === "pixel") return [];
  const what =
    "boxes are fractions of images whose size nothing says: figures by object size are left out";
  return [{ file: "", code: "detection/no-sizes", what }];
}

function statedThreshold({ predictions, ready }: DetectionFiles): OperatingPoint | null {
  const stated = predictions?.read.threshold;
  if (stated !== undefined) return stated;
  const { decode, name } = ready?.card ?? { decode: null, name: "" };
  if (decode === null || !decode.supported || !("rule" in decode)) return null;
  return {
    value: decode.rule.scoreThreshold,
    source: `the card of ${name}, whose model gives no less`,
  };
}

/** Sizes from the headers of the files that are there, in the order of the images. */
async function sizesOfFiles(
  images: ImageSet,
  { folder, files }: OpenedImages,
  options: EvaluateOptions,
  io: CommandIo,
): Promise<ImageSizes | null> {
  const there: ListedFile[] = [];
  const imageOf: number[] = [];
  for (const [image, found] of images.found.entries()) {
    if (found < 0) continue;
    there.push(files[found]!);
    imageOf.push(image);
  }
  if (there.length === 0) return null;
  const progress = createProgress("Sizes", io, options.quiet === true);
  const heads = await readImageHeads(there, {
    ...{ access: folder, signal: io.signal, personal: false, checkEnds: false },
    onProgress: progress.update,
  });
  progress.finish();
  const sizes = {
    widthPx: new Float64Array(images.file.length).fill(Number.NaN),
    heightPx: new Float64Array(images.file.length).fill(Number.NaN),
  };
  for (const [at, image] of imageOf.entries()) {
    sizes.widthPx[image] = heads.widthPx[at]!;
    sizes.heightPx[image] = heads.heightPx[at]!;
  }
  return sizes;
}

/** Measured sizes by row of the truth; null where no image is on disk. */
function sizesOfRows(
  { truth }: ObjectTruthOnFiles,
  images: ImageSet,
  headers: ImageSizes | null,
): ImageSizes | null {
  if (headers === null) return null;
  const sizes = {
    widthPx: new Float64Array(truth.rowCount).fill(Number.NaN),
    heightPx: new Float64Array(truth.rowCount).fill(Number.NaN),
  };
  for (const [image, row] of images.row.entries()) {
    sizes.widthPx[row] = headers.widthPx[image]!;
    sizes.heightPx[row] = headers.heightPx[image]!;
  }
  return sizes;
}
