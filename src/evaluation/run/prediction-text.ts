import { createLabelSet, type LabelSet } from "../../core/label-set.js";
import { runsOfLabels, unpackMask } from "../../core/masks/label-mask.js";
import { outlineOf } from "../../core/masks/outlines.js";
import { encodeRunText } from "../../core/masks/run-text.js";
import type { ImageSet } from "../../dataset/image-set.js";
import { idsByPlace } from "../../formats/coco/coco-ids.js";
import { formatCsvRow, formatScoredRow } from "../../formats/delimited/csv-write.js";
import type { ImageTruth } from "../../formats/import-types.js";
import { bytesOf, createJsonBytes } from "../../formats/json/json-bytes.js";
import { DETECTION_WIDTH } from "../../models/detections.js";
import { highestScore } from "../../models/families/decode-classifier.js";
import type { ImageSizes } from "../../tasks/detection/image-sizes.js";
import type { FoundOutlines, ImagePrediction } from "../../tasks/predictions.js";
import { taskOf } from "../../tasks/registry.js";
import { areDetections } from "../prediction-rows.js";
import type { EvaluateRequest } from "../request.js";
import type { GivenImages } from "./know-images.js";

const NOTHING = new Uint8Array();

/** A piece of a text file: text, or its bytes in UTF-8. */
export type TextPiece = string | Uint8Array<ArrayBuffer>;

/** A file of predictions as text, a piece an image, in the order of the images. */
export interface PredictionText {
  /** `predictions.csv`, `predictions.json`. */
  readonly name: string;
  /** The image's part of the file; `""` for nothing. */
  next(image: number, prediction: ImagePrediction): TextPiece;
  /** What comes after the last image. */
  end(): string;
}

/**
 * The file that keeps the predictions of an evaluation: in COCO's form where there are objects.
 *
 * @param sizes of the images, where objects are matched by their outlines
 */
export function createAnswerText(
  { objects, predictions, modelLabels, prepared, placed }: GivenImages,
  task: EvaluateRequest["task"],
  sizes: ImageSizes | null = null,
): PredictionText {
  const { images } = prepared;
  if (objects !== null) return createDetectionText(modelLabels, images, placed.truth, sizes);
  if (taskOf(task).prediction === "mask") return createMaskText(modelLabels, images, placed.truth);
  const areSure =
    predictions !== null && !areDetections(predictions) && predictions.predictedScore !== undefined;
  const { prediction } = taskOf(task);
  const labels = prediction === "one-score" ? createLabelSet(["score"]) : modelLabels;
  return createPredictionText(labels, images, areSure, prediction === "counts");
}

/**
 * `predictions.csv`: file, predicted, a column a label.
 *
 * @param areSure whether answers without scores come with a confidence, which has a column then
 * @param areCounts whether scores are numbers of things, and what is predicted is their sum
 */
function createPredictionText(
  labels: LabelSet,
  images: ImageSet,
  areSure: boolean,
  areCounts: boolean,
): PredictionText {
  const beside = areSure ? ["confidence"] : [];
  let started = false;
  return {
    name: "predictions.csv",
    next(image, prediction) {
      if (prediction.kind === "none") return "";
      const first = started ? "" : header(prediction.kind === "scores" ? labels.keys : beside);
      started = true;
      return first + row(images.file[image]!, prediction, labels, { areSure, areCounts });
    },
    end: () => (started ? "" : header(labels.keys)),
  };
}

/**
 * `predictions.json` in COCO's results form. Numbers of images and categories are those of COCO
 * ground truth, else positions from 1; `file_name` and `category_name` say them in words.
 */
function createDetectionText(
  labels: LabelSet,
  images: ImageSet,
  truth: ImageTruth,
  sizes: ImageSizes | null,
): PredictionText {
  const imageIds = idsOfImages(images, truth);
  const categoryIds = idsOfLabels(labels, truth);
  const text = createJsonBytes();
  const tail = Array.from(labels.names, (name) => bytesOf(JSON.stringify(name)));
  const brace = bytesOf("}");
  const category = categoryIds.map((id) => bytesOf(JSON.stringify(id)));
  const [comma, score] = [bytesOf(","), bytesOf(',"score":')];
  const [box, end] = [bytesOf(',"bbox":['), bytesOf("]")];
  const keypoints = bytesOf(',"keypoints":[');
  const [first, further] = [bytesOf("[\n"), bytesOf(",\n")];
  let isFirst = true;
  return {
    name: "predictions.json",
    next(image, prediction) {
      if (prediction.kind !== "scores") return "";
      const { scores, points = null, outlines = null } = prediction;
      const size = sizes === null ? [] : [sizes.heightPx[image]!, sizes.widthPx[image]!];
      const width = points === null ? 0 : points.length / (scores.length / DETECTION_WIDTH);
      const head = bytesOf(`{"image_id":${JSON.stringify(imageIds[image])},"category_id":`);
      const file = bytesOf(`,"file_name":${JSON.stringify(images.file[image])},"category_name":`);
      for (let at = 0; at < scores.length; at += DETECTION_WIDTH) {
        const label = scores[at + 5]!;
        text.add(isFirst ? first : further);
        isFirst = false;
        text.add(head);
        text.add(category[label]!);
        const object = at / DETECTION_WIDTH;
        const area = outlines?.area?.[object] ?? null;
        if (area === null || area === scores[at + 2]! * scores[at + 3]!) {
          text.add(box);
          for (let side = 0; side < 4; side++) {
            if (side > 0) text.add(comma);
            text.addNumber(scores[at + side]!);
          }
          text.add(end);
        }
        if (points !== null) {
          text.add(keypoints);
          const from = (at / DETECTION_WIDTH) * width;
          for (let k = 0; k < width; k++) {
            if (k > 0) text.add(comma);
            text.addNumber(writtenNumber(points, from + k));
          }
          text.add(end);
          const absent = absentOf(points.subarray(from, from + width));
          if (absent.length > 0) text.add(bytesOf(`,"keypoints_absent":[${absent}]`));
        }
        text.add(score);
        text.addNumber(scores[at + 4]!);
        text.add(file);
        text.add(tail[label]!);
        // Behind the names, which readers look for at the beginning.
        if (outlines !== null) text.add(segmentation(outlines, object, size));
        text.add(brace);
      }
      return text.take();
    },
    end: () => (isFirst ? "[]\n" : "\n]\n"),
  };
}

/**
 * The outline of an object: polygons, or runs as COCO's text. Where its area is not that of the box, COCO's form has no
 * place for it but the outline alone: no box is written then.
 */
function segmentation(
  { shapes }: FoundOutlines,
  object: number,
  size: readonly number[],
): Uint8Array {
  const outline = outlineOf(shapes, object);
  if (outline === null) return NOTHING;
  const written =
    "runs" in outline ? { size, counts: encodeRunText(outline.runs) } : outline.polygons;
  return bytesOf(`,"segmentation":${JSON.stringify(written)}`);
}

/**
 * `predictions.json` as {@link createDetectionText}, with the pixels of each label of an image as runs,
 * so that the masks can be drawn again.
 */
function createMaskText(labels: LabelSet, images: ImageSet, truth: ImageTruth): PredictionText {
  const imageIds = idsOfImages(images, truth);
  const categoryIds = idsOfLabels(labels, truth);
  let isFirst = true;
  return {
    name: "predictions.json",
    next(image, prediction) {
      const mask = prediction.kind === "scores" ? unpackMask(prediction.scores) : null;
      if (mask === null) return "";
      const size = [mask.heightPx, mask.widthPx];
      const pieces: string[] = [];
      for (const [label, counts] of runsOfLabels(mask)) {
        const record = {
          image_id: imageIds[image],
          category_id: categoryIds[label],
          segmentation: { size, counts: encodeRunText(counts) },
          score: 1,
          file_name: images.file[image],
          category_name: labels.names[label],
        };
        pieces.push(`${isFirst ? "[\n" : ",\n"}${JSON.stringify(record)}`);
        isFirst = false;
      }
      return pieces.join("");
    },
    end: () => (isFirst ? "[]\n" : "\n]\n"),
  };
}

/** Of a point that the model does not give 0, 0, 0, as COCO has it; one of which it is not said how sure it is has 1. */
function writtenNumber(points: Float64Array, at: number): number {
  const value = points[at]!;
  if (!Number.isNaN(value)) return value;
  return at % 3 === 2 && !Number.isNaN(points[at - 1]!) ? 1 : 0;
}

/** Numbers of the points that the model does not give: 0, 0, 0 is a place too. */
function absentOf(points: Float64Array): readonly number[] {
  const absent: number[] = [];
  for (let k = 0; 3 * k < points.length; k++) {
    if (Number.isNaN(points[3 * k]!) || Number.isNaN(points[3 * k + 1]!)) absent.push(k);
  }
  return absent;
}

function header(scored: readonly string[]): string {
  return formatCsvRow(["file", "predicted", ...scored]);
}

function row(
  file: string,
  prediction: Exclude<ImagePrediction, { kind: "none" }>,
  labels: LabelSet,
  { areSure, areCounts }: { readonly areSure: boolean; readonly areCounts: boolean },
) {
  if (prediction.kind === "label") {
    const cells = [file, labels.names[prediction.position]!];
    return formatCsvRow(areSure ? [...cells, prediction.confidence] : cells);
  }
  const { scores } = prediction;
  const said = areCounts ? sumOf(scores) : labels.names[highestScore(scores)]!;
  return formatScoredRow([file, said], scores);
}

function sumOf(scores: Float64Array): number {
  let sum = 0;
  for (const score of scores) sum += score;
  return sum;
}

function idsOfImages(
  images: ImageSet,
  { coco, rowCount }: ImageTruth,
): readonly (number | string)[] {
  if (coco === undefined) return Array.from(images.file, (_, i) => i + 1);
  // Rows of COCO truth are its listed images in the order of `files`.
  const ids = idsByPlace(coco.imageOf);
  const idOfRow: (number | string)[] = new Array(rowCount);
  let row = 0;
  for (const [index, name] of coco.files.entries()) {
    if (name !== null) idOfRow[row++] = ids[index]!;
  }
  return Array.from(images.row, (r) => idOfRow[r]!);
}

function idsOfLabels({ names }: LabelSet, { coco }: ImageTruth): readonly (number | string)[] {
  const idOfName = new Map<string, number | string>();
  for (const [id, index] of coco?.categoryOf ?? []) {
    const name = coco?.labels[index] ?? null;
    if (name !== null && !idOfName.has(name)) idOfName.set(name, id);
  }
  const numbers = [...idOfName.values()].filter((id) => typeof id === "number");
  const free = numbers.reduce((most, id) => Math.max(most, id), 0) + 1;
  let next = free;
  return names.map((name) => idOfName.get(name) ?? next++);
}
