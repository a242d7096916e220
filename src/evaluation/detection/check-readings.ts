import { OBJECT_FLAG } from "../../core/objects.js";
import { pickIntegers, pickNumbers, rowsByImage, rowsOfImage } from "../../core/picked-rows.js";
import { drawToFront, type Random } from "../../core/random.js";
import { type Sentence, said, say } from "../../core/sentence.js";
import type { ProblemCode } from "../../formats/import-problems.js";
import type { ImportProblem } from "../../formats/import-types.js";
import type { BoxWriting, ObjectPredictions } from "../../formats/objects/object-types.js";
import {
  predictionBoxes,
  sayReading,
  squareInput,
} from "../../formats/prediction-reading/choices.js";
import {
  areBeyondShares,
  boxesReadAs,
  scoreFirst,
} from "../../formats/prediction-reading/read-as.js";
import { yoloOrder } from "../../formats/yolo/yolo-order.js";
import { boxOverlap } from "../../outcomes/detection/box-overlap.js";
import { findBetterReading } from "../../statistics/better-reading.js";
import type { BoxFrame } from "../../tasks/detection/image-sizes.js";
import type { ScoredObjects } from "../../tasks/detection/truth-objects.js";
import { placePrediction } from "./file-detections.js";

/** So many images are compared; more are not needed to see the least gain that is told. */
const MOST_IMAGES = 300;
/** So many objects of an image are looked at. */
const MOST_OBJECTS = 30;

/** Sides of square inputs that models have, in pixels. */
const INPUT_SIDES = [
  224, 256, 300, 320, 384, 416, 448, 480, 512, 608, 640, 768, 896, 960, 1024, 1280,
];

/** A way of understanding the numbers of predictions, and what is said where it fits far better. */
interface Reading {
  readonly code: ProblemCode;
  /** Behind `if the numbers are read as`. */
  readonly words: string;
  readonly way: Sentence;
  readonly read: ObjectPredictions;
}

/** Predicted boxes and annotated objects, in one frame. */
export interface ComparedBoxes {
  readonly predictions: ObjectPredictions;
  /** Row of the predictions for each image of the set, −1 where there is none. */
  readonly rowOfImage: Int32Array;
  readonly truth: Pick<ScoredObjects, "objects">;
  readonly frame: BoxFrame;
}

/**
 * A finding where predicted boxes lie on the annotated objects far better if their numbers are read in
 * another way: as corners or sides, shares or pixels, places on the model's input, or with the confidence
 * in front. The fit of an image is the mean, over its objects, of the largest overlap with one of as many
 * detections, the surest ones, whatever their classes; {@link findBetterReading} compares the fits. Where
 * images are too few to tell, that is the finding, so that no word of it never means that they were checked.
 */
export function readingFinding(compared: ComparedBoxes, random: Random): ImportProblem | null {
  const { predictions, rowOfImage, truth } = compared;
  const { objects } = truth;
  const { image: rowOf, score, box } = predictions.objects;
  const objectsOf = rowsByImage(objects.image, rowOfImage.length);
  const detectionsOf = rowsByImage(rowOf, predictions.rowCount);
  const isCounted = (i: number): boolean =>
    (objects.flags[i]! & (OBJECT_FLAG.crowd | OBJECT_FLAG.ignored)) === 0;
  const images = [...rowOfImage.keys()].flatMap((image) => {
    const row = rowOfImage[image]!;
    if (row < 0) return [];
    const wanted = rowsOfImage(objectsOf, image).filter(isCounted).subarray(0, MOST_OBJECTS);
    const found = rowsOfImage(detectionsOf, row);
    return wanted.length === 0 || found.length === 0 ? [] : [{ image, wanted, found }];
  });
  const few = drawnOf(images, random);
  // Where no reading has other scores, the surest are the same in all of them.
  const looked = onlyThose(
    predictions,
    few.map(({ wanted, found }) =>
      predictions.scoreIsLast === true ? found : surestOf(found, score, wanted.length),
    ),
  );
  const surestBy = new WeakMap<Float64Array, readonly Int32Array[]>();
  const fitOf = (read: ObjectPredictions): Float64Array => {
    const own = read.objects.score;
    const surest =
      surestBy.get(own) ??
      few.map(({ wanted }, i) => surestOf(looked.rowsOf(i), own, wanted.length));
    surestBy.set(own, surest);
    return Float64Array.from(few, ({ image, wanted }, i) =>
      fitOfImage(read, surest[i]!, objects.box, wanted, compared.frame, image),
    );
  };
  const readings = readingsOf(looked.predictions, largestOf(box));
  const best = findBetterReading(
    fitOf(looked.predictions),
    readings.map(({ read }) => fitOf(read)),
    random,
  );
  if (best === "too-few") return notChecked(predictions, few.length);
  const reading = best === "none" ? undefined : readings[best.reading];
  if (best === "none" || reading === undefined) return null;
  const share = (fit: number): string => `${Math.round(100 * fit)} %`;
  const what = say`predicted boxes overlap the annotated objects by ${share(best.now)} on average, and by ${share(best.better)} if the numbers are read as ${reading.words} (${few.length} images); if they are, ${reading.way}`;
  return { code: reading.code, ...said(what), where: predictions.source };
}

/** Null where nothing was detected: there is nothing to check. */
function notChecked({ objects, source }: ObjectPredictions, images: number): ImportProblem | null {
  if (objects.count === 0) return null;
  const s = (n: number): string => (n === 1 ? "" : "s");
  const only = `${objects.count} detection${s(objects.count)}, and ${images} image${s(images)}`;
  const what = `how the numbers are read (boxes, confidence, classes) was not checked against the labels: only ${only} with both detections and objects; hold some boxes against their pictures`;
  return { code: NOT_CHECKED, what, where: source };
}

/** Code of predictions of too few images to know whether they are read as they were written. */
export const NOT_CHECKED: ProblemCode = "predictions/not-checked";

const WRITINGS: readonly (readonly [BoxWriting, ProblemCode, string])[] = [
  ["xywh", "predictions/looks-like-xywh", "left, top, width and height"],
  ["xyxy", "predictions/looks-like-xyxy", "two corners"],
  ["cxcywh", "predictions/looks-centred", "centre, width and height"],
];

const TOP_LEFT = "at the right or below alone";

/** The detections that are looked at, image by image, so that no other is read in twenty ways. */
function onlyThose(predictions: ObjectPredictions, found: readonly Int32Array[]) {
  const { image, label, score, box } = predictions.objects;
  const start = Int32Array.from([0, ...found.map(({ length }) => length)]);
  for (let i = 1; i < start.length; i++) start[i]! += start[i - 1]!;
  const rows = new Int32Array(start[found.length]!);
  for (const [i, some] of found.entries()) rows.set(some, start[i]!);
  const sides = new Float64Array(4 * rows.length);
  for (let i = 0; i < sides.length; i++) sides[i] = box[4 * rows[i >> 2]! + (i & 3)]!;
  const objects = {
    count: rows.length,
    image: pickIntegers(image, rows),
    label: pickIntegers(label, rows),
    score: pickNumbers(score, rows),
    box: sides,
  };
  return {
    predictions: { ...predictions, objects } satisfies ObjectPredictions,
    /** Rows of the i-th image. */
    rowsOf: (i: number): Int32Array =>
      Int32Array.from({ length: start[i + 1]! - start[i]! }, (_, k) => start[i]! + k),
  };
}

/**
 * Every other way of understanding the numbers that is not ruled out by them.
 *
 * @param largest of all numbers of boxes
 */
function readingsOf(read: ObjectPredictions, largest: number): readonly Reading[] {
  const { unit, written = "xywh", paddedInput } = read;
  const readings: Reading[] = [];
  const add = (value: string, code: ProblemCode, words: string): void => {
    const way = sayReading(predictionBoxes, value);
    readings.push({ code, words, way, read: boxesReadAs(read, value) });
  };
  for (const [writing, code, words] of WRITINGS) if (writing !== written) add(writing, code, words);
  if (read.scoreIsLast === true) {
    const words = "confidence in front of the box";
    const way = sayReading(yoloOrder, "class-score-box");
    const code = "predictions/looks-score-first";
    const turned = scoreFirst(read);
    readings.push({ code, words, way, read: turned });
    for (const value of areBeyondShares(turned) ? ["pixel", "xywh", "xyxy"] : []) {
      readings.push({
        code,
        words: `confidence in front of a box in pixels (${predictionBoxes.values[value]})`,
        way: say`${way} and ${sayReading(predictionBoxes, value)}`,
        read: boxesReadAs(turned, value),
      });
    }
  }
  if (paddedInput !== undefined) return readings;
  if (unit === "pixel") add("fraction", "predictions/looks-normalised", "shares of the image");
  else {
    add("pixel", "predictions/looks-absolute", "pixels");
    const square = "shares of a square, padded input";
    add("letterboxed", "predictions/looks-resized", square);
    add("letterboxed-topleft", "predictions/looks-resized", `${square} (${TOP_LEFT})`);
  }
  if (largest <= 101) add("percent", "predictions/looks-percent", "percentages of the image");
  for (const side of INPUT_SIDES) {
    if (largest > 1.1 * side || largest <= 1) continue;
    const input = `pixels of an input of ${side} × ${side}`;
    add(squareInput("stretched", side), "predictions/looks-resized", input);
    add(squareInput("letterboxed", side), "predictions/looks-resized", `${input} with padding`);
    const atTopLeft = squareInput("letterboxed-topleft", side);
    add(atTopLeft, "predictions/looks-resized", `${input} with padding ${TOP_LEFT}`);
  }
  return readings;
}

/** At least 0. */
function largestOf(values: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, values[i]!);
  return largest;
}

function surestOf(found: Int32Array, score: Float64Array, count: number): Int32Array {
  return found
    .slice()
    .sort((a, b) => score[b]! - score[a]! || a - b)
    .subarray(0, count);
}

function fitOfImage(
  read: ObjectPredictions,
  detections: Int32Array,
  truth: Float64Array,
  wanted: Int32Array,
  frame: BoxFrame,
  image: number,
): number {
  const box = new Float64Array(4 * detections.length);
  for (const [k, i] of detections.entries()) placePrediction(read, i, frame, image, box, 4 * k);
  let sum = 0;
  for (const object of wanted) {
    let best = 0;
    for (let at = 0; at < box.length; at += 4) {
      if (!(box[at + 2]! > 0 && box[at + 3]! > 0)) continue;
      best = Math.max(best, boxOverlap(box, at, truth, 4 * object, false));
    }
    sum += best;
  }
  return sum / wanted.length;
}

/** At most {@link MOST_IMAGES}, a random sample in the order given. */
function drawnOf<T>(images: readonly T[], random: Random): readonly T[] {
  if (images.length <= MOST_IMAGES) return images;
  const order = Int32Array.from(images.keys());
  drawToFront(order, MOST_IMAGES, random);
  return Array.from(order.subarray(0, MOST_IMAGES).sort(), (i) => images[i]!);
}
