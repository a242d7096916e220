import { ln } from "../../core/elementary.js";
import { exponentialOfNegative } from "../../core/exponential.js";
import { fitTemperature } from "../../metrics/calibration-temperature.js";
import type { ClassificationOutcomes } from "../../outcomes/classification-types.js";
import { dealGroups } from "../../statistics/jackknife.js";

/** A score of confidence of each unit; the surer, the higher. */
export interface ConfidenceScore {
  readonly name: string;
  readonly values: Float64Array;
}

export interface ConfidenceScores {
  readonly own: ConfidenceScore;
  readonly others: readonly ConfidenceScore[];
  /** Scores that need what is not there, and what. */
  readonly leftOut: readonly { readonly name: string; readonly code: string }[];
}

const FROM_ROWS = ["margin", "entropy", "temperature"] as const;
const ENERGY = "energy";
/** Of the model's features. */
export const FEATURE_SCORES = ["knn", "mahalanobis"] as const;
/** Names that no score of somebody else's may have. */
export const OWN_SCORES: readonly string[] = [
  "max-softmax",
  "confidence",
  ...FROM_ROWS,
  ENERGY,
  ...FEATURE_SCORES,
];
export const FOLDS = 5;
/** A temperature is known well from fewer. */
const MOST_FITTED = 4_000_000;
/** Below, a probability is rounding: its logarithm would decide a temperature. */
const LEAST_PROBABILITY = 1e-12;

/**
 * The model's own confidence, and what else its scores say of it: margin p₁ − p₂ of the two greatest, negative
 * entropy Σ p ln p, and the greatest probability at another temperature, of softmax(ln p/T). T is fitted to
 * labels of other units: five folds, of whole clusters where there are some.
 *
 * Source: Hendrycks & Gimpel 2017; Guo et al. 2017, section 4.2.
 *
 * @param seed deals the folds
 * @returns null where predictions state no confidence
 */
export function confidenceScores(
  outcomes: ClassificationOutcomes,
  seed: number,
): ConfidenceScores | null {
  const { scores, modelClassCount } = outcomes;
  const confidence = scores?.confidence ?? outcomes.answerConfidence;
  if (confidence === undefined) return null;
  const areProbabilities = scores?.sums.areProbabilities === true;
  const own = { name: areProbabilities ? "max-softmax" : "confidence", values: confidence };
  const rows = scores?.rows;
  const without = (names: readonly string[], code: string) => names.map((name) => ({ name, code }));
  if (rows === undefined) {
    const code = scores === null ? "reliability/answers-only" : "reliability/too-many-scores";
    return { own, others: [], leftOut: without(FROM_ROWS, code) };
  }
  if (modelClassCount < 2) {
    return { own, others: [], leftOut: without(FROM_ROWS, "reliability/one-class") };
  }
  const margin = { name: "margin", values: margins(rows, modelClassCount) };
  if (!areProbabilities) {
    const code = "reliability/not-probabilities";
    return { own, others: [margin], leftOut: without(["entropy", "temperature"], code) };
  }
  const entropy = { name: "entropy", values: negativeEntropies(rows, modelClassCount) };
  const tempered = temperedConfidence(outcomes, rows, seed);
  return {
    own,
    others: [margin, entropy, ...(tempered === null ? [] : [tempered])],
    leftOut: tempered === null ? without(["temperature"], "reliability/no-temperature") : [],
  };
}

/**
 * ln Σ exp of the logits, the negative energy of Liu et al. 2020 at T = 1: what a softmax takes away.
 *
 * @param logSums of each unit; NaN where it is not known
 */
export function withEnergy(
  scores: ConfidenceScores,
  logSums: Float64Array | null,
): ConfidenceScores {
  const isKnown = logSums?.every(Number.isFinite) === true;
  if (!isKnown) {
    const leftOut = [...scores.leftOut, { name: ENERGY, code: "reliability/no-logits" }];
    return { ...scores, leftOut };
  }
  return { ...scores, others: [...scores.others, { name: ENERGY, values: logSums.map(settled) }] };
}

/** Scores that differ by rounding alone, such as sums in another order, are equal. */
function settled(value: number): number {
  return Math.round(value * 1e12) / 1e12;
}

function margins(rows: Float64Array, width: number): Float64Array {
  return Float64Array.from({ length: rows.length / width }, (_, i) => {
    let first = Number.NEGATIVE_INFINITY;
    let second = Number.NEGATIVE_INFINITY;
    for (let at = i * width; at < (i + 1) * width; at++) {
      const p = rows[at]!;
      if (p > first) {
        second = first;
        first = p;
      } else if (p > second) second = p;
    }
    return settled(first - second);
  });
}

function negativeEntropies(rows: Float64Array, width: number): Float64Array {
  return Float64Array.from({ length: rows.length / width }, (_, i) => {
    let sum = 0;
    for (let at = i * width; at < (i + 1) * width; at++) {
      const p = rows[at]!;
      if (p > 0) sum += p * ln(p);
    }
    return settled(sum);
  });
}

/** The fold of each unit: whole clusters where there are some. */
export function foldOfUnits(
  { cluster, clusterCount, unitCount }: ClassificationOutcomes,
  seed: number,
): Int32Array {
  const dealt = dealGroups(cluster === null ? unitCount : clusterCount, seed, FOLDS);
  return Int32Array.from({ length: unitCount }, (_, unit) => dealt[cluster?.[unit] ?? unit]!);
}

/** Null where a fold has no temperature, as one without a wrong prediction. */
function temperedConfidence(
  outcomes: ClassificationOutcomes,
  rows: Float64Array,
  seed: number,
): ConfidenceScore | null {
  const { truth, unitCount, modelClassCount: width } = outcomes;
  const folds = foldOfUnits(outcomes, seed);
  const foldOf = (unit: number): number => folds[unit]!;
  const values = new Float64Array(unitCount);
  for (let fold = 0; fold < FOLDS; fold++) {
    // A label that the model does not have says nothing of its scores.
    const others = [...truth.keys()].filter((i) => foldOf(i) !== fold && truth[i]! < width);
    const step = Math.max(1, Math.ceil((others.length * width) / MOST_FITTED));
    const fitted = others.filter((_, place) => place % step === 0);
    const logits = new Float64Array(fitted.length * width);
    for (const [place, unit] of fitted.entries()) {
      for (let k = 0; k < width; k++) {
        logits[place * width + k] = ln(Math.max(LEAST_PROBABILITY, rows[unit * width + k]!));
      }
    }
    const known = Int32Array.from(fitted, (unit) => truth[unit]!);
    const { temperature } = fitTemperature(logits, known, width);
    if (temperature === null) return null;
    for (let i = 0; i < unitCount; i++) {
      if (foldOf(i) === fold) values[i] = settled(greatestAt(rows, i * width, width, temperature));
    }
  }
  return { name: "temperature", values };
}

/** The greatest of softmax(ln p/T). */
function greatestAt(rows: Float64Array, start: number, width: number, temperature: number): number {
  let greatest = LEAST_PROBABILITY;
  for (let k = 0; k < width; k++) greatest = Math.max(greatest, rows[start + k]!);
  const most = ln(greatest);
  let sum = 0;
  for (let k = 0; k < width; k++) {
    const p = Math.max(LEAST_PROBABILITY, rows[start + k]!);
    sum += exponentialOfNegative((ln(p) - most) / temperature);
  }
  return 1 / sum;
}
