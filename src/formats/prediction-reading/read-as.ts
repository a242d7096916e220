import { logSumExp, sigmoid, softmax } from "../../core/activations.js";
import { type ObjectShapes, SHAPE_FORM } from "../../core/objects.js";
import type { ProblemCode } from "../import-problems.js";
import type { ImagePredictions } from "../import-types.js";
import { FAR_FRACTION } from "../objects/check-coordinates.js";
import type { BoxWriting, ObjectPredictions } from "../objects/object-types.js";
import { asWritten, fromWritten } from "../objects/reinterpret-boxes.js";
import {
  boxReadingOf,
  type ChosenPredictionReadings,
  modelInputOf,
  predictionBoxes,
  predictionScores,
  type ScoreReading,
} from "./choices.js";

/**
 * Detections whose numbers are understood as the user says. Boxes that have no area then stay as they
 * are computed: nothing overlaps them.
 */
export function detectionsReadAs(
  read: ObjectPredictions,
  { predictionBoxes: boxes, predictionScores: scores }: ChosenPredictionReadings,
): ObjectPredictions {
  const placed = boxes === undefined ? read : boxesReadAs(read, boxes);
  if (scores === undefined || scores === "probability") return placed;
  // A detection's scores of other classes are not in a file: there is nothing to share out.
  const score = scoresReadAs(placed.objects.score, 1, scores === "softmax" ? "logit" : scores);
  return {
    ...placed,
    objects: { ...placed.objects, score },
    ...scoresToldAs(placed, scores),
  };
}

/** @param value of `predictionBoxes` */
export function boxesReadAs(read: ObjectPredictions, value: string): ObjectPredictions {
  const roles = new Map([...read.roles, [predictionBoxes.name, `${value}, as asked for`]]);
  const told = { ...read, roles };
  const plain = boxReadingOf(value);
  switch (plain) {
    case "xywh":
    case "xyxy":
    case "cxcywh":
      return inOwnUnit(rewritten(told, plain));
    case "fraction":
    case "pixel":
      return { ...told, unit: plain };
    case "percent":
      return scaledTo(told, 100, 100);
  }
  const input = modelInputOf(value);
  if (input === null) return read;
  const { fit, size } = input;
  const scaled = size === null ? { ...told, unit: "fraction" as const } : scaledTo(told, ...size);
  if (fit === "stretched") return scaled;
  return { ...scaled, paddedInput: { size, isCentred: fit === "letterboxed" } };
}

/** The same four numbers, understood as another writing of a box. */
function rewritten(read: ObjectPredictions, as: BoxWriting): ObjectPredictions {
  const { objects, written = "xywh" } = read;
  if (as === written) return read;
  const box = objects.box.slice();
  for (let at = 0; at < box.length; at += 4) {
    asWritten(box, at, written);
    fromWritten(box, at, as);
  }
  return { ...read, written: as, objects: { ...objects, box } };
}

/** Shares of which most are larger than one can be are pixels: who says `xyxy` need not say that too. */
function inOwnUnit(read: ObjectPredictions): ObjectPredictions {
  if (read.unit === "pixel" || !areBeyondShares(read)) return read;
  const name = predictionBoxes.name;
  const told = `${read.roles.get(name)}; pixels, since shares are not so large`;
  return {
    ...read,
    unit: "pixel",
    roles: new Map([...read.roles, [name, told]]),
    readings: [...(read.readings ?? []), { reading: name, value: "pixel", chosen: "found" }],
  };
}

/**
 * Whether at least half of the boxes are written with numbers that no share of an image has.
 *
 * @param first so many numbers of each are looked at
 */
export function areBeyondShares(
  { objects, written = "xywh" }: ObjectPredictions,
  first = 4,
): boolean {
  const raw = new Float64Array(4);
  let far = 0;
  for (let at = 0; at < objects.box.length; at += 4) {
    raw.set(objects.box.subarray(at, at + 4));
    asWritten(raw, 0, written);
    if (Math.max(...raw.subarray(0, first)) > FAR_FRACTION) far++;
  }
  return far > 0 && 2 * far >= objects.count;
}

/** The same lines with the confidence in front of the box instead of behind it. */
export function scoreFirst(read: ObjectPredictions): ObjectPredictions {
  const { objects, written = "xywh" } = read;
  const box = objects.box.slice();
  const score = objects.score.slice();
  for (let i = 0; i < objects.count; i++) {
    const at = 4 * i;
    asWritten(box, at, written);
    const [first, ...rest] = [box[at]!, box[at + 1]!, box[at + 2]!, box[at + 3]!, score[i]!];
    score[i] = first;
    box.set(rest, at);
  }
  return rewritten({ ...read, written: "xywh", objects: { ...objects, box, score } }, written);
}

/** Boxes in fractions of a width and height that all images have. */
function scaledTo(read: ObjectPredictions, width: number, height: number): ObjectPredictions {
  const { objects } = read;
  const shareOf = (value: number, at: number): number => value / (at % 2 === 0 ? width : height);
  const box = objects.box.map(shareOf);
  const shapes =
    objects.shapes === undefined ? {} : { shapes: ofPolygons(objects.shapes, shareOf) };
  return { ...read, unit: "fraction", objects: { ...objects, box, ...shapes } };
}

/** Outlines with the numbers of polygons changed; runs count pixels of the image. */
function ofPolygons(
  shapes: ObjectShapes,
  changed: (value: number, at: number) => number,
): ObjectShapes {
  const { form, partStart, valueStart } = shapes;
  const values = shapes.values.slice();
  for (const [i, one] of form.entries()) {
    if (one !== SHAPE_FORM.polygons) continue;
    for (let part = partStart[i]!; part < partStart[i + 1]!; part++) {
      const [from, to] = [valueStart[part]!, valueStart[part + 1]!];
      for (let k = from; k < to; k++) values[k] = changed(values[k]!, k - from);
    }
  }
  return { ...shapes, values };
}

/** Predictions of whole images whose scores are understood as the user says. */
export function predictionsReadAs(
  read: ImagePredictions,
  { predictionScores: as }: Pick<ChosenPredictionReadings, "predictionScores">,
): ImagePredictions {
  if (as === undefined || as === "probability") return read;
  const { scores, scoreLabels, predictedScore, top } = read;
  // Some scores of an image alone are of no others that they could be shared out with.
  const alone = as === "softmax" ? "logit" : as;
  return {
    ...read,
    scores: scoresReadAs(scores, scoreLabels.length, as),
    ...(as === "softmax" ? { logSum: logSums(scores, scoreLabels.length) } : {}),
    ...(predictedScore === undefined
      ? {}
      : { predictedScore: scoresReadAs(predictedScore, 1, alone) }),
    ...(top === undefined ? {} : { top: { ...top, scores: scoresReadAs(top.scores, 1, alone) } }),
    ...scoresToldAs(read, as),
  };
}

/** What was found odd about scores before they were read so. */
const ABOUT_SCORES: ReadonlySet<string> = new Set<ProblemCode>([
  "predictions/looks-like-logits",
  "predictions/not-probabilities",
  "predictions/sums",
]);

function scoresToldAs(
  { roles, problems }: Pick<ImagePredictions, "roles" | "problems">,
  as: ScoreReading,
): Pick<ImagePredictions, "roles" | "problems"> {
  return {
    roles: new Map([...roles, [predictionScores.name, `${as}, as asked for`]]),
    problems: problems.filter(({ code }) => !ABOUT_SCORES.has(code)),
  };
}

function logSums(logits: Float64Array, width: number): Float64Array {
  return Float64Array.from({ length: width === 0 ? 0 : logits.length / width }, (_, row) =>
    logSumExp(logits.subarray(row * width, (row + 1) * width)),
  );
}

/** @param width of a row that scores are shared out in by a softmax */
function scoresReadAs(
  scores: Float64Array,
  width: number,
  as: Exclude<ScoreReading, "probability">,
): Float64Array {
  const read = scores.slice();
  switch (as) {
    case "percent":
      for (let i = 0; i < read.length; i++) read[i] = read[i]! / 100;
      return read;
    case "logit":
      sigmoid(read);
      return read;
    case "softmax":
      for (let at = 0; at < read.length; at += width) softmax(read.subarray(at, at + width));
      return read;
  }
}
