import { type Sentence, said, say } from "../../core/sentence.js";
import type { ProblemCode } from "../import-problems.js";
import type { ImagePredictions, ImportProblem } from "../import-types.js";
import { checkCoordinates } from "../objects/check-coordinates.js";
import type { ObjectPredictions } from "../objects/object-types.js";
import { asWritten } from "../objects/reinterpret-boxes.js";
import { yoloOrder } from "../yolo/yolo-order.js";
import {
  type ChosenPredictionReadings,
  predictionBoxes,
  predictionScores,
  type ScoreReading,
  sayReading,
} from "./choices.js";
import { areBeyondShares, scoreFirst } from "./read-as.js";

/** A share or percentage beyond this is none of a probability that rounding made larger than 1. */
const ROUNDED = 1e-3;
/** Least share of scores outside 0 to 1. */
const LEAST_OUTSIDE = 0.5;
/** Percentages of which none is larger are taken for raw outputs. */
const LEAST_PERCENT = 50;

/**
 * Looks whether the numbers of predictions are what their format says, without any labels: boxes as
 * `checkCoordinates` does with those of people, and scores outside 0 to 1. Nothing is changed; each
 * finding says with which choice it would be. What was said already is not proposed again.
 */
export function checkDetections(
  read: ObjectPredictions,
  chosen: ChosenPredictionReadings,
): readonly ImportProblem[] {
  const { objects, source } = read;
  if (isScoreThenPixels(read)) return withoutDoubles([scoreThenPixels(read)], read.problems);
  const found: ImportProblem[] = [];
  if (chosen.predictionBoxes === undefined && objects.count > 0) {
    const { count, image, box } = objects;
    const boxesAlone = { ...read, objects: { count, image, box } };
    const sayBoxes = (value: string, other?: string): Sentence =>
      value === "pixel"
        ? sayReading(predictionBoxes, ...pixelWritings(read))
        : sayReading(predictionBoxes, value, other);
    for (const finding of checkCoordinates(boxesAlone, null, source, sayBoxes)) {
      const { boxes, code, ...told } = finding;
      if (boxes === null || !Object.hasOwn(predictionBoxes.values, boxes)) continue;
      found.push({ ...told, code: code.replace("annotations/", "predictions/") });
    }
  }
  if (isScoreFirst(read)) {
    const what = say`boxes leave their images as they are read, and ${outsideUnit(scoreFirst(read).objects.box) === 0 ? "none does" : "hardly one does"} with the confidence in front of the box; if it stands there, ${sayReading(yoloOrder, "class-score-box")}`;
    found.push({ code: SCORE_FIRST, ...said(what), where: source });
  }
  if (chosen.predictionScores === undefined) found.push(...scoreFindings(objects.score, source));
  return withoutDoubles(found, read.problems);
}

const SCORE_FIRST: ProblemCode = "predictions/looks-score-first";
/** Fewer boxes do not show where the confidence stands; and fewer of which most leave their image. */
const FEW_BOXES = 20;
const FEW_OUTSIDE = 8;
/** Least share of boxes over the edge of their image, and how far that is, in shares of the image. */
const OUTSIDE_SHARE = 0.1;
/** Most of those that still leave it with the confidence in front: a rough detector's boxes do. */
const STILL_OUTSIDE = 0.25;
const MOST_OUTSIDE = 0.5;
const EDGE = 0.01;

/**
 * Whether many boxes leave their image and few of these would with the confidence in front of the box,
 * or most leave it and hardly one would.
 */
function isScoreFirst(read: ObjectPredictions): boolean {
  const { objects, scoreIsLast } = read;
  if (scoreIsLast !== true || objects.count < FEW_OUTSIDE) return false;
  const now = outsideUnit(objects.box) / objects.count;
  if (now < OUTSIDE_SHARE) return false;
  const turned = outsideUnit(scoreFirst(read).objects.box) / objects.count;
  const isMany = objects.count >= FEW_BOXES && turned <= STILL_OUTSIDE * now;
  return isMany || (now >= MOST_OUTSIDE && turned <= OUTSIDE_SHARE);
}

/** Fewer lines do not show that their first number alone is a share. */
const FEW_LINES = 5;

/**
 * Whether the number behind the class lies in 0 to 1 in every line while those behind that are pixels:
 * no box is so, whatever its writing, and no score is so large. Those between are looked at apart: beside
 * shares the last one may be a score in percent.
 */
function isScoreThenPixels(read: ObjectPredictions): boolean {
  const { count } = read.objects;
  if (read.scoreIsLast !== true || count < FEW_LINES) return false;
  const turned = scoreFirst(read);
  return (
    turned.objects.score.every((score) => score >= 0 && score <= 1 + ROUNDED) &&
    read.objects.score.filter((score) => score > 1 + ROUNDED).length >= LEAST_OUTSIDE * count &&
    areBeyondShares(turned, 3)
  );
}

function scoreThenPixels(read: ObjectPredictions): ImportProblem {
  const { count } = read.objects;
  const order = sayReading(yoloOrder, "class-score-box");
  const boxes = sayReading(predictionBoxes, ...pixelWritings(scoreFirst(read)));
  const what = say`in all ${count} lines the number behind the class lies between 0 and 1, and those behind it are larger: the confidence looks as if it stood in front of a box in pixels; if it does, ${order}; for the boxes, ${boxes}`;
  return { code: SCORE_FIRST, ...said(what), where: read.source };
}

/**
 * How boxes that are pixels are written, and what else it may be: the format's own writing, unless boxes
 * read as centres begin before their image. Corners are those whose second is never before the first.
 */
function pixelWritings(read: ObjectPredictions): [value: string, other?: string] {
  const { objects, written = "xywh" } = read;
  if (written !== "cxcywh") return ["pixel"];
  const raw = new Float64Array(4);
  let [corners, before] = [0, 0];
  for (let at = 0; at < objects.box.length; at += 4) {
    if (Math.min(objects.box[at]!, objects.box[at + 1]!) < -1) before++;
    raw.set(objects.box.subarray(at, at + 4));
    asWritten(raw, 0, written);
    if (raw[2]! >= raw[0]! && raw[3]! >= raw[1]!) corners++;
  }
  if (before < OUTSIDE_SHARE * objects.count) return ["pixel"];
  return corners === objects.count ? ["xyxy", "xywh"] : ["xywh", "xyxy"];
}

function outsideUnit(box: Float64Array): number {
  let outside = 0;
  for (let at = 0; at < box.length; at += 4) {
    const [x, y, w, h] = [box[at]!, box[at + 1]!, box[at + 2]!, box[at + 3]!];
    if (!(x >= -EDGE && y >= -EDGE && x + w <= 1 + EDGE && y + h <= 1 + EDGE)) outside++;
  }
  return outside;
}

/** Scores of whole images that are no probabilities; those of a task of any score are not looked at. */
export function checkPredictions(
  { scores, predictedScore, source, problems }: ImagePredictions,
  chosen: Pick<ChosenPredictionReadings, "predictionScores">,
): readonly ImportProblem[] {
  if (chosen.predictionScores !== undefined) return [];
  const found = [scores, predictedScore ?? new Float64Array()].flatMap((column) =>
    scoreFindings(column, source),
  );
  return withoutDoubles(found.slice(0, 1), problems);
}

function scoreFindings(scores: Float64Array, source: string): ImportProblem[] {
  let [outside, count, least, greatest] = [
    0,
    0,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (const score of scores) {
    if (Number.isNaN(score)) continue;
    count++;
    if (score < -ROUNDED || score > 1 + ROUNDED) outside++;
    least = Math.min(least, score);
    greatest = Math.max(greatest, score);
  }
  // A few of many are slips of whoever wrote them, not another scale.
  if (outside === 0 || outside < LEAST_OUTSIDE * count) return [];
  const isPercent = least >= 0 && greatest > LEAST_PERCENT && greatest <= 100;
  const [code, words, reading] = isPercent ? PERCENT : LOGITS;
  const what = say`${outside} of ${count} scores lie outside 0 to 1, from ${round(least)} to ${round(greatest)}: they look like ${words}; if they are, ${sayReading(predictionScores, reading)}`;
  return [{ code, ...said(what), where: source }];
}

const PERCENT: readonly [ProblemCode, string, ScoreReading] = [
  "predictions/looks-percent-scores",
  "percentages",
  "percent",
];
const LOGITS: readonly [ProblemCode, string, ScoreReading] = [
  "predictions/looks-like-logits",
  "raw outputs of a network",
  "logit",
];

function withoutDoubles(
  found: readonly ImportProblem[],
  known: readonly ImportProblem[],
): readonly ImportProblem[] {
  const codes = new Set(known.map(({ code }) => code));
  return found.filter(({ code }) => !codes.has(code));
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
