import { type Sentence, said, say } from "../../core/sentence.js";
import type { ProblemCode } from "../import-problems.js";
import type { ImagePredictions, ImportProblem } from "../import-types.js";
import { checkCoordinates } from "../objects/check-coordinates.js";
import type { ObjectPredictions } from "../objects/object-types.js";
import { yoloOrder } from "../yolo/yolo-order.js";
import {
  type ChosenPredictionReadings,
  predictionBoxes,
  predictionScores,
  type ScoreReading,
  sayReading,
} from "./choices.js";
import { scoreFirst } from "./read-as.js";

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
  const found: ImportProblem[] = [];
  if (chosen.predictionBoxes === undefined && objects.count > 0) {
    const { count, image, box } = objects;
    const boxesAlone = { ...read, objects: { count, image, box } };
    const sayBoxes = (value: string, other?: string): Sentence =>
      sayReading(predictionBoxes, value, other);
    for (const finding of checkCoordinates(boxesAlone, null, source, sayBoxes)) {
      const { boxes, code, ...told } = finding;
      if (boxes === null || !Object.hasOwn(predictionBoxes.values, boxes)) continue;
      found.push({ ...told, code: code.replace("annotations/", "predictions/") });
    }
  }
  if (isScoreFirst(read)) {
    const what = say`boxes leave their images as they are read, and none does with the confidence in front of the box; if it stands there, ${sayReading(yoloOrder, "class-score-box")}`;
    found.push({ code: SCORE_FIRST, ...said(what), where: source });
  }
  if (chosen.predictionScores === undefined) found.push(...scoreFindings(objects.score, source));
  return withoutDoubles(found, read.problems);
}

const SCORE_FIRST: ProblemCode = "predictions/looks-score-first";
/** Fewer boxes do not show where the confidence stands. */
const FEW_BOXES = 20;
/** Least share of boxes over the edge of their image, and how far that is, in shares of the image. */
const OUTSIDE_SHARE = 0.1;
const EDGE = 0.01;

/** Whether many boxes leave their image, and none would with the confidence in front of the box. */
function isScoreFirst(read: ObjectPredictions): boolean {
  const { objects, scoreIsLast } = read;
  if (scoreIsLast !== true || objects.count < FEW_BOXES) return false;
  const outside = outsideUnit(objects.box);
  return (
    outside >= OUTSIDE_SHARE * objects.count && outsideUnit(scoreFirst(read).objects.box) === 0
  );
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
