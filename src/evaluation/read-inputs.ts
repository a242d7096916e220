import { HomegroundError } from "../core/errors.js";
import { SHAPE_FORM } from "../core/objects.js";
import { imagePaths } from "../dataset/image-set.js";
import { readCountedPredictions, readCountedTruth } from "../formats/counts/read-counts.js";
import type { TruthColumns } from "../formats/csv/truth-roles.js";
import type { BoxTableColumns } from "../formats/csv-boxes/box-roles.js";
import type { TableWriting } from "../formats/delimited/table-writing.js";
import type { FileAccess, ListedFile } from "../formats/file-access.js";
import type { ReadPredictionsOptions } from "../formats/format.js";
import type { ImagePredictions, ImageTruth } from "../formats/import-types.js";
import {
  readInstancePredictions,
  readInstanceTruth,
  readPixelPredictions,
  readPixelTruth,
} from "../formats/mask-images/read-masks.js";
import { leaveOutUnplaced } from "../formats/objects/leave-out-unplaced.js";
import type { ChosenReadings } from "../formats/objects/object-options.js";
import type { ObjectPredictions, ObjectTruth } from "../formats/objects/object-types.js";
import {
  readImagePredictions,
  readImageTruth,
  readObjectPredictions,
  readObjectTruth,
} from "../formats/read.js";
import { chosenReadings } from "../formats/registry.js";
import { taskOf } from "../tasks/registry.js";
import type { EvaluateRequest } from "./request.js";

/** A file or folder of labels or predictions. */
export interface InputPlace {
  readonly access: FileAccess;
  /** Inside the access; `""` is its root. */
  readonly path: string;
  /** As the user named it, for messages. */
  readonly source: string;
}

/** How ground truth is read, where its format does not say it. */
export interface TruthReading extends ChosenReadings {
  readonly task: EvaluateRequest["task"];
  readonly columns?: TruthColumns | undefined;
  /** What stands between the cells of a label table, and how its letters are stored. */
  readonly delimiter?: TableWriting["delimiter"];
  readonly encoding?: TableWriting["encoding"];
  /** Labels of the model by their number; left out where there is none yet. */
  readonly classNames?: readonly string[] | undefined;
}

/** Ground truth as it was read: classes of images, or annotated objects. */
export interface ReadTruth {
  readonly truth: ImageTruth;
  /** The same with its objects; null for tasks of whole images. */
  readonly objects: ObjectTruth | null;
}

/**
 * Ground truth in whatever format it is.
 *
 * @param files everything beside the images: formats with a file for each image are named after them
 * @throws HomegroundError as the readers of each format
 */
export async function readTruth(
  place: InputPlace,
  files: readonly ListedFile[],
  reading: TruthReading,
): Promise<ReadTruth> {
  const { task, columns, delimiter, encoding, classNames } = reading;
  const images = imagePaths(files);
  if (taskOf(task).truth === "objects") {
    const objects = await readObjects(place, images, reading);
    return { truth: objects, objects };
  }
  const { truth } = taskOf(task);
  const options = {
    images,
    delimiter,
    encoding,
    classNames,
    ...chosenReadings(reading),
    ...(columns === undefined ? {} : { columns }),
  };
  const { access, path, source } = place;
  const read =
    truth === "masks"
      ? await readPixelTruth(access, path, options)
      : truth === "counts"
        ? await readCountedTruth(access, path, options)
        : await readImageTruth(access, path, { ...options, severalInCell: truth === "labels" });
  return { truth: { ...read, source }, objects: null };
}

async function readObjects(
  { access, path, source }: InputPlace,
  images: readonly string[],
  reading: TruthReading,
): Promise<ObjectTruth> {
  const { task, columns, delimiter, encoding, classNames } = reading;
  const { hasPoints: points = false, hasOutlines: outlines = false } = taskOf(task);
  const readIn = outlines ? readInstanceTruth : readObjectTruth;
  const read = await readIn(access, path, {
    images,
    points,
    outlines,
    writing: { delimiter, encoding },
    classNames,
    ...chosenReadings(reading),
    ...(columns === undefined ? {} : { columns: boxColumns(columns) }),
  });
  if (points && read.regions.objects.points === undefined) throw withoutPoints(source, read);
  if (outlines) requireOutlines(source, read);
  return { ...(points ? read : withPlaces(read)), source };
}

function requireOutlines(where: string, { format, regions: { objects } }: ObjectTruth): void {
  const { count, shapes } = objects;
  if (count === 0 || shapes?.form.some((form) => form !== SHAPE_FORM.none) === true) return;
  throw new HomegroundError("annotations/no-masks", {
    what: `no object has an outline in what was read as ${format.id}`,
    where,
    fix: "Give outlines or masks, or choose the task detection for boxes",
  });
}

function withoutPoints(where: string, { format }: ObjectTruth): HomegroundError {
  return new HomegroundError("annotations/no-points", {
    what: `no object has points in what was read as ${format.id}`,
    where,
    fix: "Give annotations with points, such as COCO's keypoints, or choose the task detection for boxes",
  });
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

function boxColumns({ image, labels }: TruthColumns): BoxTableColumns {
  const [label] = labels ?? [];
  return { ...(image === undefined ? {} : { image }), ...(label === undefined ? {} : { label }) };
}

/**
 * Detections in whatever format they are.
 *
 * @param chosen what the user says about the reading
 */
export async function readDetections(
  { access, path, source }: InputPlace,
  truth: Pick<ImageTruth, "classNames" | "coco"> &
    Partial<Pick<ObjectTruth, "regions" | "labelNames">>,
  files: readonly ListedFile[],
  chosen: ChosenReadings & Partial<Pick<EvaluateRequest, "task">>,
): Promise<ObjectPredictions> {
  const outlines = chosen.task !== undefined && taskOf(chosen.task).hasOutlines === true;
  const options = {
    ...chosenReadings(chosen),
    images: imagePaths(files),
    classNames: truth.classNames,
    points: truth.regions?.objects.points !== undefined,
    pointNames: truth.regions?.objects.points?.names,
    ...(truth.coco === undefined ? {} : { coco: truth.coco }),
  };
  const read = outlines
    ? await readInstancePredictions(
        access,
        path,
        { ...options, outlines, task: "instance-segmentation" },
        truth.labelNames ?? [],
      )
    : await readObjectPredictions(access, path, options);
  return { ...read, source };
}

/**
 * Predictions of whole images in whatever format they are.
 *
 * @param knownLabels labels of the ground truth
 * @param chosen what the user says about the reading
 * @param threshold from which objects count where they are counted; null where none is named
 */
export async function readPredictions(
  { access, path, source }: InputPlace,
  truth: Pick<ImageTruth, "classNames" | "coco"> & Partial<Pick<ImageTruth, "file">>,
  task: EvaluateRequest["task"],
  knownLabels: readonly string[],
  chosen: ChosenReadings,
  threshold: number | null,
): Promise<ImagePredictions> {
  if (taskOf(task).prediction === "mask") {
    const { classNames, file: images } = truth;
    const given = {
      ...chosenReadings(chosen),
      classNames,
      ...(images === undefined ? {} : { images }),
      ...(truth.coco === undefined ? {} : { coco: truth.coco }),
    };
    const read = await readPixelPredictions(access, path, given, threshold);
    return { ...read, source };
  }
  if (taskOf(task).prediction === "counts") {
    const read = await readCountedPredictions(access, path, {
      ...chosenReadings(chosen),
      knownLabels,
      threshold,
      ...(truth.coco === undefined ? {} : { coco: truth.coco }),
    });
    return { ...read, source };
  }
  const options: ReadPredictionsOptions = {
    ...chosenReadings(chosen),
    knownLabels,
    anyScore: taskOf(task).prediction === "one-score",
    detectionsAs: taskOf(task).truth === "labels" ? "presence" : "answer",
    ...(truth.coco === undefined ? {} : { coco: truth.coco }),
  };
  return { ...(await readImagePredictions(access, path, options)), source };
}
