import { ANALYSES } from "../../analyses/registry.js";
import type { Cancellation } from "../../core/cancellation.js";
import type { CreateDigest } from "../../core/digest.js";
import type { LabelSet } from "../../core/label-set.js";
import { KNOWN_ATTRIBUTES, knownFrom } from "../../dataset/attributes/known-attributes.js";
import { boxesOfTruth, type ObjectBoxes } from "../../dataset/attributes/object-boxes.js";
import {
  OUTSIDE_VOCABULARY,
  withOutsideVocabulary,
} from "../../dataset/attributes/outside-vocabulary.js";
import { withReadAttributes } from "../../dataset/attributes/read-attributes.js";
import type { PreparedImages, TruthOnFiles } from "../../dataset/prepare.js";
import { checkAttributes } from "../../dataset/unit-attributes.js";
import type { FileAccess } from "../../formats/file-access.js";
import type { ImagePredictions, MaskSize } from "../../formats/import-types.js";
import type { ObjectPredictions, ObjectTruth } from "../../formats/objects/object-types.js";
import type { PixelDecoder } from "../../images/pixel-decoder.js";
import type { ModelCard } from "../../models/card/card-types.js";
import { isPointDecode } from "../../models/families/decode-types.js";
import type { Note } from "../../results/result.js";
import type { DetectionJoin } from "../../tasks/detection/detection-join.js";
import type { PredictionSource } from "../../tasks/predictions.js";
import { taskOf } from "../../tasks/registry.js";
import { gapAttributesOf } from "../claim-record/gap-attributes.js";
import { sharedImages } from "../claim-record/shared-images.js";
import { trainedByRecords } from "../claim-record/trained-names.js";
import { countedAnswers } from "../counted-answers.js";
import { chooseOperatingPoint, operatingPointNote } from "../detection/operating-point.js";
import { placedPoints } from "../detection/placed-points.js";
import { prepareDetection, sizesOfFiles } from "../detection/prepare-detection.js";
import { filePredictions } from "../file-predictions.js";
import { cluster as clusterOption } from "../options/cluster.js";
import { placeOf } from "../options/option.js";
import { site as siteOption } from "../options/site.js";
import { slice as sliceOption } from "../options/slice.js";
import { areDetections, rowsOfImages } from "../prediction-rows.js";
import type { EvaluateRequest } from "../request.js";
import type { EvaluateContext } from "./evaluate.js";

/** What an evaluation was given, once it is decided which images are scored. */
export interface GivenImages {
  readonly placed: TruthOnFiles;
  readonly prepared: PreparedImages;
  /** The annotated objects; null for tasks of whole images. */
  readonly objects: ObjectTruth | null;
  /** Where objects are, of a file beside; absent: the annotated ones count, if there are any. */
  readonly boxes?: ObjectBoxes | null;
  readonly modelLabels: LabelSet;
  /** Of the model that is run; null for predictions from a file. */
  readonly card: ModelCard | null;
  /** Answers from a file; null where a model is run. */
  readonly predictions: ImagePredictions | ObjectPredictions | null;
  /** What a threshold of detections is chosen for: `recall>=0.9`. */
  readonly thresholdFor?: string | undefined;
}

/** `attributes`: of files; `shared`: with records of claims; `sizes`: of images with objects. */
export type KnowingStage = "attributes" | "shared" | "sizes";

export interface KnowImagesPorts {
  readonly access: FileAccess;
  /** Asked for once, where pixels are measured. */
  readonly decoder: () => PixelDecoder;
  readonly createDigest: CreateDigest;
  readonly signal: Cancellation;
  readonly onProgress?: (stage: KnowingStage, done: number, total: number) => void;
}

/** What is known of the images before any model runs. */
export interface KnownImages {
  /** With every attribute that is known. */
  readonly placed: TruthOnFiles;
  readonly notes: readonly Note[];
  /** Answers from the file; null where a model is run. */
  readonly source: PredictionSource | null;
  /** Answers of the model that is run as the task takes them. */
  readonly ofModel: (source: PredictionSource) => PredictionSource;
  /** Objects and how they are matched; null for tasks of whole images. */
  readonly detection: DetectionJoin | null;
  /** Boxes that are not what their format says, as it seems; among the notes too. */
  readonly suspects: readonly { readonly code: string; readonly what: string }[];
  /** What `evaluate` wants to know of all this. */
  readonly context: Pick<
    EvaluateContext,
    "sharedWithClaims" | "gapAttributes" | "detection" | "trained"
  >;
}

/**
 * Reads from the images what figures, parts and claims need, and answers that come from a file.
 *
 * @throws HomegroundError `labels/no-column` for an attribute that is nowhere, before anything is
 *   scored; as `fileAnswers` and `prepareDetection`
 */
export async function knowImages(
  given: GivenImages,
  request: EvaluateRequest,
  ports: KnowImagesPorts,
): Promise<KnownImages> {
  const { prepared, predictions } = given;
  const { images } = prepared;
  const { access, decoder, createDigest, signal } = ports;
  const { seed, slices, cluster, site, claimRecords, analyses } = request;
  const wantsPixels = ANALYSES.some((one) => one.wantsPixels === true && analyses.includes(one.id));
  const boxes = given.boxes ?? (given.objects === null ? null : boxesOfTruth(given.objects));
  const all = Object.keys(KNOWN_ATTRIBUTES);
  const measured = wantsPixels
    ? knownFrom(all, "pixels", ...(boxes === null ? [] : (["boxes", "background"] as const)))
    : [];
  const columns = [cluster, site].flatMap((name) => name ?? []);
  const telling = (stage: KnowingStage) => ({
    onProgress: (done: number, total: number) => ports.onProgress?.(stage, done, total),
  });

  const wanted = [...slices, ...columns];
  const known = wanted.includes(OUTSIDE_VOCABULARY)
    ? withOutsideVocabulary(given.placed, prepared.map)
    : given.placed;
  const { placed, notes } = await withReadAttributes(known, images, {
    access,
    decoder,
    boxes,
    seed,
    signal,
    predictions,
    ...telling("attributes"),
    wanted,
    welcome: request.siteMap ? ["latitude", "longitude"] : [],
  });
  const { attributes } = placed.truth;
  checkAttributes(attributes, slices, placeOf(sliceOption));
  if (cluster !== null) checkAttributes(attributes, [cluster], placeOf(clusterOption));
  if (site !== null) checkAttributes(attributes, [site], placeOf(siteOption));
  const task = taskOf(request.task);
  const counted =
    task.prediction === "counts" && given.card !== null
      ? countedAnswers(given.card, request.threshold)
      : null;
  const path = Array.from(images.found, (file) => placed.files[file]?.path ?? null);
  const sharedWithClaims = await sharedImages(claimRecords, path, {
    access,
    createDigest,
    signal,
    ...telling("shared"),
  });
  const gapAttributes = await gapAttributesOf(claimRecords, measured, placed, images, {
    access,
    decoder,
    boxes,
    seed,
    signal,
    ...telling("attributes"),
  });

  const rowOf = predictions === null ? null : rowsOfImages(predictions, images);
  const { objects } = given;
  const detection =
    objects === null
      ? null
      : await prepareDetection(
          {
            prepared,
            access,
            files: placed.files,
            modelLabels: given.modelLabels,
            card: given.card,
            threshold: request.threshold,
            seed,
            thresholdFor: given.thresholdFor,
            sigmas: request.sigmas,
            hasOutlines: task.hasOutlines === true,
            placed: { ...placed, truth: { ...placed.truth, regions: objects.regions } },
            predictions:
              predictions !== null && rowOf !== null && areDetections(predictions)
                ? { read: predictions, rowOf }
                : null,
          },
          { signal, onSizes: telling("sizes").onProgress },
        );
  const ofFile =
    predictions === null || rowOf === null || areDetections(predictions)
      ? { source: detection?.source ?? null, notes: [] }
      : filePredictions(
          predictions,
          images,
          rowOf,
          task,
          await drawnSizes(predictions, given, ports),
        );
  return {
    placed,
    notes: [
      ...notes,
      ...(detection?.notes ?? []),
      ...(counted?.notes ?? []),
      ...(task.prediction === "counts" || task.prediction === "mask"
        ? thresholdOfFile(predictions, request.threshold)
        : []),
      ...ofFile.notes,
    ],
    source: ofFile.source,
    ofModel: counted?.of ?? ((source) => withPoints(source, given.card, detection?.join ?? null)),
    detection: detection?.join ?? null,
    suspects: detection?.suspects ?? [],
    context: {
      sharedWithClaims,
      gapAttributes,
      trained: trainedByRecords(claimRecords, createDigest),
      ...(detection === null ? {} : { detection: detection.join }),
    },
  };
}

/** The model's points in the order of the ground truth's, where some are evaluated. */
function withPoints(
  source: PredictionSource,
  card: ModelCard | null,
  join: DetectionJoin | null,
): PredictionSource {
  const joints = join?.keypoints?.joints;
  if (joints === undefined || card === null || !isPointDecode(card.decode)) return source;
  return placedPoints(source, card.decode.points, joints.names);
}

/** Sizes in which predicted outlines are drawn whose file says none: the ground truth's, else the images'. */
async function drawnSizes(
  { masks }: ImagePredictions,
  { placed, prepared: { images } }: GivenImages,
  { access, signal, onProgress }: KnowImagesPorts,
): Promise<(image: number) => MaskSize | null> {
  if (masks?.sizeOf === undefined) return () => null;
  const ofTruth = (image: number) => placed.truth.masks?.sizeOf?.(images.row[image]!) ?? null;
  if (Array.from(images.row, (_, image) => image).every((image) => ofTruth(image) !== null)) {
    return ofTruth;
  }
  const sizes = await sizesOfFiles(
    images,
    { access, files: placed.files },
    { signal, onSizes: (done, total) => onProgress?.("sizes", done, total) },
  );
  return (image) => {
    const [widthPx = Number.NaN, heightPx = Number.NaN] = [
      sizes?.widthPx[image],
      sizes?.heightPx[image],
    ];
    return ofTruth(image) ?? (widthPx > 0 && heightPx > 0 ? { widthPx, heightPx } : null);
  };
}

/** From which score on objects of a file were counted. */
function thresholdOfFile(
  predictions: GivenImages["predictions"],
  asked: number | null,
): readonly Note[] {
  if (predictions === null || areDetections(predictions)) return [];
  const { threshold } = predictions;
  return threshold === undefined
    ? []
    : [operatingPointNote(chooseOperatingPoint(asked, threshold))];
}
