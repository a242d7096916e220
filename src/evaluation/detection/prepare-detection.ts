import type { Cancellation } from "../../core/cancellation.js";
import { HomegroundError } from "../../core/errors.js";
import type { LabelSet } from "../../core/label-set.js";
import { isOfOtherSize } from "../../core/masks/shapes.js";
import { SHAPE_FORM, type TruthObjects } from "../../core/objects.js";
import { createRandom } from "../../core/random.js";
import { DRAW_STREAM } from "../../dataset/attributes/draw.js";
import { readImageHeads } from "../../dataset/attributes/image-heads.js";
import type { ImageSet } from "../../dataset/image-set.js";
import type { PreparedImages } from "../../dataset/prepare.js";
import type { FileAccess, ListedFile } from "../../formats/file-access.js";
import type { ProblemCode } from "../../formats/import-problems.js";
import type { ImportProblem } from "../../formats/import-types.js";
import { checkCoordinates } from "../../formats/objects/check-coordinates.js";
import type { ObjectPredictions } from "../../formats/objects/object-types.js";
import type { ModelCard } from "../../models/card/card-types.js";
import { isPointDecode } from "../../models/families/decode-types.js";
import { KEYPOINT_RULES } from "../../outcomes/detection/match-rules.js";
import { counted } from "../../reports/numbers.js";
import type { Note, ResultListed } from "../../results/result.js";
import {
  type DetectionClasses,
  detectionClasses,
} from "../../tasks/detection/detection-classes.js";
import type { DetectionJoin } from "../../tasks/detection/detection-join.js";
import {
  type BoxFrame,
  boxFrame,
  frameOfMissing,
  type ImageSizes,
  imageSizes,
} from "../../tasks/detection/image-sizes.js";
import {
  imagesOfRows,
  type ObjectTruthOnFiles,
  scoredObjects,
} from "../../tasks/detection/truth-objects.js";
import type { PredictionSource } from "../../tasks/predictions.js";
import { boxRules } from "./box-rules.js";
import { NOT_CHECKED, readingFinding } from "./check-readings.js";
import { parseThresholdGoal } from "./chosen-threshold.js";
import { absentImages, fileDetections } from "./file-detections.js";
import {
  chooseOperatingPoint,
  type OperatingPoint,
  operatingPointNote,
  statedByCard,
} from "./operating-point.js";
import { type GivenSigmas, type PredictedPoints, preparePoints } from "./prepare-points.js";

/** What a detection evaluation needs before its predictions come. */
export interface PreparedDetection {
  readonly join: DetectionJoin;
  /** Numbers that are not what their format says, as it seems, and images that a table leaves out. */
  readonly suspects: readonly { readonly code: string; readonly what: string }[];
  readonly notes: readonly Note[];
  /** Answers from the file of detections; null where a model is run. */
  readonly source: PredictionSource | null;
}

export interface DetectionFiles {
  readonly placed: ObjectTruthOnFiles;
  readonly prepared: PreparedImages;
  readonly access: FileAccess;
  readonly files: readonly ListedFile[];
  readonly modelLabels: LabelSet;
  /** Of the model that is run; null for detections from a file. */
  readonly card: ModelCard | null;
  /** With the row of each image of the set, −1 for none; null where a model is run. */
  readonly predictions: { readonly read: ObjectPredictions; readonly rowOf: Int32Array } | null;
  /** Of the request; null where none was given. */
  readonly threshold: number | null;
  /** Of what is drawn to look at how predictions are read. */
  readonly seed: number;
  /** What a threshold is chosen for: `recall>=0.9`. */
  readonly thresholdFor?: string | undefined;
  /** σ of points, of the request; null where it says none. */
  readonly sigmas?: GivenSigmas | null;
  /** Whether objects are matched by their outlines. */
  readonly hasOutlines?: boolean;
}

export interface DetectionPorts {
  readonly signal: Cancellation;
  /** Called as the headers of images are read for their sizes. */
  readonly onSizes?: (done: number, total: number) => void;
}

/** Brings annotated objects and detections to one frame, and chooses how they are matched. */
export async function prepareDetection(
  files: DetectionFiles,
  ports: DetectionPorts,
): Promise<PreparedDetection> {
  const { placed, prepared, predictions, modelLabels, hasOutlines = false } = files;
  const { images, map } = prepared;
  const { regions } = placed.truth;
  const headers = await sizesOfFiles(images, files, ports);
  const sizes = imageSizes(
    images,
    regions,
    headers,
    predictions?.read ?? null,
    predictions?.rowOf ?? null,
  );
  const ofTruth = checkCoordinates(
    regions,
    sizesOfRows(placed, images, headers),
    placed.truth.source,
  );
  const ofPoints = preparePoints(regions, predictedPoints(files), files.sigmas ?? null);
  if (hasOutlines && predictions !== null) requireOutlines(predictions.read);
  const frame =
    ofPoints === null && !hasOutlines
      ? boxFrame(sizes, regions.unit, predictions?.read.unit ?? "pixel")
      : ({ unit: "pixel", sizes } as const);
  const classes = detectionClasses(map);
  const truth = scoredObjects(placed, images, map, classes, frame, hasOutlines);
  // Boxes of points and of outlines are made here: nothing about their numbers is to be told.
  const ofPredictions =
    predictions === null || ofPoints !== null || hasOutlines
      ? null
      : readingFinding(
          { predictions: predictions.read, rowOfImage: predictions.rowOf, truth, frame },
          createRandom(files.seed, DRAW_STREAM.readings),
        );
  const byNumbers = misread(predictions?.read ?? null, ofPredictions);
  const open = byNumbers.filter((one) => isOpen(one, predictions?.read ?? null));
  const found = [...ofTruth, ...(ofPredictions === null ? [] : [ofPredictions])];
  const absent = predictions === null ? [] : absentFindings(predictions);
  const goal = files.thresholdFor === undefined ? null : parseThresholdGoal(files.thresholdFor);
  const point =
    goal === null ? chooseOperatingPoint(files.threshold, statedThreshold(files)) : null;
  return {
    join: {
      truth,
      classes,
      frame,
      missing: missingObjects(placed, prepared, classes, frame, hasOutlines),
      rules: ofPoints === null ? boxRules(frame, hasOutlines) : KEYPOINT_RULES,
      keypoints: ofPoints?.join ?? null,
      threshold: point?.value ?? null,
      goal,
    },
    suspects: [...found, ...byNumbers, ...unreadFindings(predictions?.read ?? null), ...absent],
    notes: [
      ...[...found, ...open, ...absent].map(({ code, what, inApp }) => ({
        file: "",
        code,
        what,
        inApp,
      })),
      ...truth.notes,
      ...(ofPoints?.notes ?? []),
      ...frameNotes(frame),
      ...(goal === null ? [operatingPointNote(point)] : []),
    ],
    source:
      predictions === null
        ? null
        : fileDetections(
            predictions.read,
            modelLabels,
            predictions.rowOf,
            frame,
            ofPoints?.join.joints ?? null,
            hasOutlines ? imagesOfOtherSize(truth.objects, sizes, placed, images) : null,
          ),
  };
}

/** Null where nothing is known of them yet. */
function predictedPoints({ predictions, card }: DetectionFiles): PredictedPoints | null {
  if (predictions !== null) {
    const { objects, source } = predictions.read;
    return { names: objects.points?.names ?? null, source };
  }
  if (card === null) return null;
  return { names: isPointDecode(card.decode) ? card.decode.points : null, source: card.name };
}

/** Images of which an annotated mask is not of their size. */
function imagesOfOtherSize(
  { shapes, image, count }: TruthObjects,
  { widthPx, heightPx }: ImageSizes,
  placed: ObjectTruthOnFiles,
  images: Pick<ImageSet, "file">,
): ReadonlySet<number> {
  const found = new Set<number>();
  // A turned picture has as many pixels: what its annotations state tells.
  const { regions } = placed.truth;
  const imageOfRow = imagesOfRows(placed, images);
  for (let i = 0; i < regions.objects.count; i++) {
    const row = regions.objects.image[i]!;
    const on = imageOfRow[row]!;
    if (on < 0 || regions.objects.shapes?.form[i] !== SHAPE_FORM.runs) continue;
    const isOther = (stated: number, side: number) => stated > 0 && stated !== side;
    if (isOther(regions.widthPx[row]!, widthPx[on]!)) found.add(on);
    if (isOther(regions.heightPx[row]!, heightPx[on]!)) found.add(on);
  }
  for (let i = 0; i < count && shapes !== undefined; i++) {
    const on = image[i]!;
    if (isOfOtherSize(shapes, i, widthPx[on]! * heightPx[on]!)) found.add(on);
  }
  return found;
}

/** @throws HomegroundError `predictions/no-outlines` where there are detections, and all are boxes alone */
export function requireOutlines({ objects: { count, shapes }, source }: ObjectPredictions): void {
  if (count === 0 || shapes?.form.some((form) => form !== SHAPE_FORM.none) === true) return;
  throw new HomegroundError("predictions/no-outlines", {
    what: "no detection has an outline or a mask",
    where: source,
    fix: "Give predictions with masks, or choose the task detection for boxes",
  });
}

/** Findings about numbers that are no boxes. */
const NOT_OF_BOXES: ReadonlySet<string> = new Set<ProblemCode>([
  "predictions/looks-like-logits",
  "predictions/looks-one-based",
  "predictions/looks-percent-scores",
]);

/**
 * What the reader of predictions found odd about their numbers, which is among its problems. Where labels show how boxes
 * are to be read, what their numbers alone look like is left out: it can only say less, or another thing.
 */
function misread(
  read: ObjectPredictions | null,
  said: ImportProblem | null,
): readonly ImportProblem[] {
  const isShown = said !== null && said.code !== NOT_CHECKED;
  return (read?.problems ?? []).filter(
    ({ code }) => code.startsWith("predictions/looks-") && !(isShown && !NOT_OF_BOXES.has(code)),
  );
}

/** Numbers that look like fractions, and are read as such, are no open question. */
function isOpen({ code }: ImportProblem, read: ObjectPredictions | null): boolean {
  return !(code === "predictions/looks-normalised" && read?.unit === "fraction");
}

/**
 * Detections that are missing from every figure: of images without labels, or not readable.
 *
 * @throws HomegroundError `annotations/none-read` where that is all of them
 */
function unreadFindings(read: ObjectPredictions | null): readonly ImportProblem[] {
  if (read === null || (read.objectsNotRead ?? 0) === 0) return [];
  const { count } = read.objects;
  const { objectsNotRead = 0, ofOtherImages: elsewhere = { objects: 0, images: 0 } } = read;
  const unread = objectsNotRead - elsewhere.objects;
  const all = count + objectsNotRead;
  if (count + unread === 0) {
    throw new HomegroundError("annotations/none-read", {
      what: `none of ${all} detections is of an image that the labels list`,
      where: read.source,
      fix: "Give the predictions of the labelled images, or the labels that the numbers of images are from",
    });
  }
  const findings: ImportProblem[] = [];
  if (elsewhere.objects > 0) {
    const what = `${elsewhere.objects} of ${all} detections are of ${counted(elsewhere.images, "image")} that the labels do not list, and are left out`;
    findings.push({ code: "predictions/unknown-image", what, where: read.source });
  }
  if (unread === 0) return findings;
  const [first] = read.problems.filter(
    ({ code }) => !(code.startsWith("predictions/looks-") || code === "predictions/unknown-image"),
  );
  const because = first === undefined ? "" : `; the first problem is ${first.code}: ${first.what}`;
  if (count === 0) {
    throw new HomegroundError("annotations/none-read", {
      what: `none of ${unread} detections could be read${because}`,
      where: read.source,
      fix: "Mend the file, or export the predictions again: a model that found nothing is another thing",
    });
  }
  const what = `${unread} of ${all} detections could not be read and are left out${because}`;
  const code = first?.code ?? "predictions/wrong-type";
  return [...findings, { code, what, where: read.source }];
}

/** Images without a row count as those of COCO's results: nothing was found on them. */
function absentFindings({
  read,
  rowOf,
}: NonNullable<DetectionFiles["predictions"]>): readonly ImportProblem[] {
  const absent = absentImages(read, rowOf);
  if (absent === 0) return [];
  const what = `${absent} of ${rowOf.length} images have no row: nothing was found on them. If the model was not run on all images, give those on which it found nothing a row with their name alone: then the others count as without a prediction`;
  return [{ code: "predictions/missing-image", what, where: read.source }];
}

/** Null where every image's file is there. */
function missingObjects(
  placed: ObjectTruthOnFiles,
  { images: { missing }, map }: PreparedImages,
  classes: DetectionClasses,
  frame: BoxFrame,
  hasOutlines: boolean,
): NonNullable<DetectionJoin["missing"]> | null {
  if (missing.file.length === 0) return null;
  const own = frameOfMissing(missing, placed.truth.regions, frame);
  return { frame: own, truth: scoredObjects(placed, missing, map, classes, own, hasOutlines) };
}

function frameNotes({ unit }: BoxFrame): ResultListed[] {
  if (unit === "pixel") return [];
  const what =
    "boxes are fractions of images whose size nothing says: figures by object size are left out";
  return [{ file: "", code: "detection/no-sizes", what }];
}

function statedThreshold({
  predictions,
  card,
  hasOutlines,
}: DetectionFiles): OperatingPoint | null {
  const stated = predictions?.read.threshold;
  if (stated !== undefined) return stated;
  if (hasOutlines === true && predictions !== null) return ofAlikeScores(predictions.read);
  return card === null ? null : statedByCard(card);
}

/** Masks without a score are all there is: each counts. Null where scores differ, or are not there. */
function ofAlikeScores({ objects: { score }, source }: ObjectPredictions): OperatingPoint | null {
  const [first] = score;
  if (first === undefined) return { value: 0, source: `${source}, which found nothing,` };
  if (score.some((one) => one !== first)) return null;
  return { value: first, source: `${source}, whose scores are all alike,` };
}

/** Sizes from the headers of the files that are there, in the order of the images. */
export async function sizesOfFiles(
  images: Pick<ImageSet, "file" | "found">,
  { access, files }: Pick<DetectionFiles, "access" | "files">,
  { signal, onSizes }: DetectionPorts,
): Promise<ImageSizes | null> {
  const there: ListedFile[] = [];
  const imageOf: number[] = [];
  for (const [image, found] of images.found.entries()) {
    if (found < 0) continue;
    there.push(files[found]!);
    imageOf.push(image);
  }
  if (there.length === 0) return null;
  const heads = await readImageHeads(there, {
    access,
    signal,
    personal: false,
    checkEnds: false,
    ...(onSizes === undefined ? {} : { onProgress: onSizes }),
  });
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
