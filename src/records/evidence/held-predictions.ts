import { createGrowingFloats, createGrowingInts } from "../../core/growing-columns.js";
import type { LabelSet } from "../../core/label-set.js";
import { outlineOf } from "../../core/masks/outlines.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import type { FoundOutlines, ImagePrediction, PredictionSource } from "../../tasks/predictions.js";
import { taskOf } from "../../tasks/registry.js";
import type { OutcomeLine } from "../record/outcome-lines.js";
import type { SequentialPredictions } from "./prediction-rows.js";

/** How much of the predictions a record that is not open publishes. */
export type OutcomeForm = "scores" | "answers" | "withheld";

/** The answers to all images, for use in any order. */
export interface HeldPredictions {
  readonly labels: LabelSet;
  /** Valid until the next is asked for. */
  answer(image: number): ImagePrediction;
  /** Every score, for ranks. */
  readonly scores: Float64Array;
}

/** Reads a source of answers to its end. */
export async function holdPredictions(
  source: SequentialPredictions,
  images: number,
): Promise<HeldPredictions> {
  const scores = createGrowingFloats();
  const scoreStart = createGrowingInts();
  const [points, pointStart] = [createGrowingFloats(), createGrowingInts()];
  pointStart.push(0);
  const outlines: (FoundOutlines | undefined)[] = [];
  const position = createGrowingInts();
  scoreStart.push(0);
  for (let i = 0; i < images; i++) {
    const prediction = await source.answer(i);
    if (prediction.kind === "scores") {
      for (const score of prediction.scores) scores.push(score);
      for (const value of prediction.points ?? []) points.push(value);
      outlines[i] = prediction.outlines;
      position.push(-1);
    } else {
      position.push(prediction.kind === "label" ? prediction.position : -1);
      scores.push(prediction.kind === "label" ? (prediction.confidence ?? Number.NaN) : Number.NaN);
    }
    scoreStart.push(scores.length);
    pointStart.push(points.length);
  }
  await source.finish();
  const [all, start, positions] = [scores.finish(), scoreStart.finish(), position.finish()];
  const [allPoints, startOfPoints] = [points.finish(), pointStart.finish()];
  return {
    labels: source.labels,
    scores: all,
    answer(image) {
      const own = all.subarray(start[image]!, start[image + 1]!);
      const at = positions[image]!;
      const ownPoints = allPoints.subarray(startOfPoints[image]!, startOfPoints[image + 1]!);
      if (at < 0) {
        const drawn = outlines[image];
        return {
          kind: "scores",
          scores: own,
          ...(ownPoints.length === 0 ? {} : { points: ownPoints }),
          ...(drawn === undefined ? {} : { outlines: drawn }),
        };
      }
      const [confidence = Number.NaN] = own;
      const known = Number.isNaN(confidence) ? null : confidence;
      return { kind: "label", position: at, confidence: known };
    },
  };
}

/** The predictions in another order. */
export function inOrder(held: HeldPredictions, order: Int32Array): PredictionSource {
  return { labels: held.labels, answer: (image) => held.answer(order[image]!) };
}

/** What a record publishes of a prediction. */
export function outcomeOf(
  answer: ImagePrediction,
  truth: OutcomeLine["truth"],
  labels: LabelSet,
  { task, threshold }: Pick<EvaluateRequest, "task" | "threshold">,
  form: Exclude<OutcomeForm, "withheld">,
  rankOf: (score: number) => number,
): OutcomeLine {
  const none = { truth, answer: null, confidence: null, scores: null };
  if (answer.kind === "none") return none;
  if (answer.kind === "label") {
    const confidence = form === "scores" ? answer.confidence : null;
    return { ...none, answer: [labels.names[answer.position]!], confidence };
  }
  const { scores } = answer;
  const { prediction, truth: shape, usualThreshold } = taskOf(task);
  // A number of things is the answer itself.
  if (form === "scores" || prediction === "counts") {
    const points = answer.points && { points: Array.from(answer.points, orNull) };
    return { ...none, scores: [...scores], ...points, ...toldOutlines(answer) };
  }
  if (prediction === "one-score") return { ...none, scores: [rankOf(scores[0]!)] };
  if (shape === "labels") {
    const least = threshold ?? usualThreshold ?? 0;
    const answered = labels.names.filter((_, k) => scores[k]! >= least);
    return { ...none, answer: [...new Set(answered)] };
  }
  let best = 0;
  for (let k = 1; k < scores.length; k++) if (scores[k]! > scores[best]!) best = k;
  return { ...none, answer: [labels.names[best]!] };
}

function toldOutlines({
  outlines,
}: Extract<ImagePrediction, { kind: "scores" }>): Pick<OutcomeLine, "outlines" | "areas"> {
  if (outlines === undefined) return {};
  const { shapes, area } = outlines;
  return {
    outlines: Array.from(shapes.form, (_, i) => outlineOf(shapes, i)),
    ...(area === null ? {} : { areas: [...area] }),
  };
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** Rank of each score among the distinct ones, from 0: the order without the values. */
export function ranksOf(scores: Float64Array): (score: number) => number {
  const distinct = Float64Array.from(new Set(scores)).sort();
  const rank = new Map<number, number>();
  for (const [k, score] of distinct.entries()) rank.set(score, k);
  return (score) => rank.get(score) ?? -1;
}

/** The threshold as a rank: scores from it on are those from this rank on. */
export function thresholdRank(scores: Float64Array, threshold: number): number {
  const below = new Set<number>();
  for (const score of scores) if (score < threshold) below.add(score);
  return below.size;
}
