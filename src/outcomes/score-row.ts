import { ln } from "../core/elementary.js";
import { exponentialOfNegative } from "../core/exponential.js";
import { SUM_SLACK } from "./probability-sums.js";

/** What outcomes keep of one row of scores. Filled by {@link readProbabilities} and its siblings. */
export interface ScoreRow {
  /** Index of the greatest score; the lowest one on ties. */
  best: number;
  /** Probability of `best`. */
  confidence: number;
  /** Probability of the true entry; 0 where the row has none. */
  truthProbability: number;
  /** Entries scored strictly above the true one; all of them where the row has none. */
  above: number;
  /** Other entries with exactly the true one's score. */
  tied: number;
  logLoss: number;
  brier: number;
  /** What the row adds up to; 1 for logits. */
  sum: number;
}

export function createScoreRow(): ScoreRow {
  return {
    best: 0,
    confidence: 0,
    truthProbability: 0,
    above: 0,
    tied: 0,
    logLoss: 0,
    brier: 0,
    sum: 1,
  };
}

/** scikit-learn's `eps` for doubles: probabilities are held within [2⁻⁵², 1 − 2⁻⁵²] before the log. */
const LEAST = 2 ** -52;
const GREATEST = 1 - LEAST;
const GREATEST_LOSS = -ln(LEAST);
const LEAST_LOSS = -ln(GREATEST);
/** How far a probability may stand outside [0, 1] by rounding. */
const SLACK = 1e-6;

export type ScoreValues = Float32Array | Float64Array;

/**
 * Reads `count` probabilities from `start`. Log loss is that of scikit-learn 1.4: each probability
 * divided by the row's sum and held within [2⁻⁵², 1 − 2⁻⁵²], −ln of the true one taken. Brier is
 * Σ_k (p_k − y_k)², in [0, 2], of the row divided by its sum too, so that both are of one model; a sum
 * that is 1 but for rounding ({@link SUM_SLACK}) divides nothing.
 *
 * @param truth entry of the true class, or −1 where the row has none
 * @returns false if a value is NaN or outside [0, 1]; then `into` holds nothing of use
 */
export function readProbabilities(
  values: ScoreValues,
  start: number,
  count: number,
  truth: number,
  into: ScoreRow,
): boolean {
  const own = truth < 0 ? Number.NEGATIVE_INFINITY : values[start + truth]!;
  let best = 0;
  let greatest = Number.NEGATIVE_INFINITY;
  let least = Number.POSITIVE_INFINITY;
  let above = 0;
  let tied = 0;
  let heldSum = 0;
  let sum = 0;
  let squares = 0;
  for (let k = 0; k < count; k++) {
    const p = values[start + k]!;
    if (p > greatest) {
      greatest = p;
      best = k;
    }
    if (p < least) least = p;
    if (p > own) above++;
    else if (p === own) tied++;
    heldSum += Math.min(GREATEST, Math.max(LEAST, p));
    sum += p;
    squares += p * p;
  }
  // A NaN anywhere makes the sum NaN.
  if (!(least >= -SLACK && greatest <= 1 + SLACK) || Number.isNaN(heldSum)) return false;
  const p = truth < 0 ? 0 : own;
  const by = dividerOf(sum);
  const held = Math.min(GREATEST, Math.max(LEAST, p / by));
  into.best = best;
  into.confidence = greatest;
  into.truthProbability = p;
  into.above = truth < 0 ? count : above;
  into.tied = truth < 0 ? 0 : tied - 1;
  into.logLoss = ln(heldSum / by) - ln(held);
  into.sum = sum;
  into.brier = Math.max(0, squares / (by * by) - (2 * p) / by + 1);
  return true;
}

/** Nothing is divided by less: squares of what is left would be no numbers. */
const LEAST_SUM = 1e-100;

/** What a row is divided by: its sum, or 1 where that is 1 but for rounding, or nothing. */
export function dividerOf(sum: number): number {
  return Math.abs(sum - 1) <= SUM_SLACK || sum < LEAST_SUM ? 1 : sum;
}

/**
 * Reads `count` logits from `start`: probabilities are their softmax. As {@link readProbabilities};
 * the log loss is taken from the logits, which loses no digits of small probabilities, and held
 * within the same bounds.
 *
 * @returns false if a value is NaN or +∞, or all are −∞
 */
export function readLogits(
  values: ScoreValues,
  start: number,
  count: number,
  truth: number,
  into: ScoreRow,
): boolean {
  const own = truth < 0 ? Number.NEGATIVE_INFINITY : values[start + truth]!;
  let best = 0;
  let greatest = Number.NEGATIVE_INFINITY;
  let above = 0;
  let tied = 0;
  for (let k = 0; k < count; k++) {
    const z = values[start + k]!;
    if (z > greatest) {
      greatest = z;
      best = k;
    }
    if (z > own) above++;
    else if (z === own) tied++;
  }
  let sum = 0;
  let squares = 0;
  for (let k = 0; k < count; k++) {
    const e = exponentialOfNegative(values[start + k]! - greatest);
    sum += e;
    squares += e * e;
  }
  if (!(sum >= 1)) return false;
  const p = truth < 0 ? 0 : exponentialOfNegative(own - greatest) / sum;
  into.best = best;
  into.confidence = 1 / sum;
  into.truthProbability = p;
  into.above = truth < 0 ? count : above;
  into.tied = truth < 0 ? 0 : tied - 1;
  into.logLoss =
    truth < 0
      ? GREATEST_LOSS
      : Math.min(GREATEST_LOSS, Math.max(LEAST_LOSS, ln(sum) - (own - greatest)));
  into.brier = Math.max(0, squares / (sum * sum) - 2 * p + 1);
  into.sum = 1;
  return true;
}

/**
 * Softmax of `count` logits from `start`.
 *
 * @returns false as {@link readLogits}
 */
export function softmax(
  values: ScoreValues,
  start: number,
  count: number,
  into: Float64Array,
): boolean {
  let greatest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < count; k++) {
    const z = values[start + k]!;
    if (z > greatest) greatest = z;
  }
  let sum = 0;
  for (let k = 0; k < count; k++) {
    const e = exponentialOfNegative(values[start + k]! - greatest);
    into[k] = e;
    sum += e;
  }
  for (let k = 0; k < count; k++) into[k]! /= sum;
  return sum >= 1;
}
