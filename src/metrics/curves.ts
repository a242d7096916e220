import { type Blocks, blocksOf, type Ranking, rankingOf } from "./ranking.js";

/*
 * Threshold curves as data: one point a distinct score, a unit being positive, or accepted, when its
 * score ≥ the point's threshold.
 */

export interface RocCurve {
  /** Falling; +∞, where nothing is positive, stands first. */
  readonly threshold: Float64Array;
  /** 1 − specificity. */
  readonly fpr: Float64Array;
  /** Sensitivity. */
  readonly tpr: Float64Array;
}

/**
 * @param positive 0 or 1 a unit
 * @param weights one a unit; null for ones
 * @returns null where one label is absent
 */
export function rocCurve(
  score: Float64Array,
  positive: Uint8Array,
  weights: Float64Array | null = null,
): RocCurve | null {
  const { threshold, size, marked } = thresholdBlocks(score, positive, weights);
  const points = threshold.length + 1;
  const fpr = new Float64Array(points);
  const tpr = new Float64Array(points);
  for (let b = 0; b < threshold.length; b++) {
    tpr[b + 1] = tpr[b]! + marked[b]!;
    fpr[b + 1] = fpr[b]! + size[b]! - marked[b]!;
  }
  const positives = tpr[points - 1]!;
  const negatives = fpr[points - 1]!;
  if (!(positives > 0 && negatives > 0)) return null;
  for (let i = 0; i < points; i++) {
    tpr[i]! /= positives;
    fpr[i]! /= negatives;
  }
  const thresholds = new Float64Array(points).fill(Number.POSITIVE_INFINITY);
  thresholds.set(threshold, 1);
  return { threshold: thresholds, fpr, tpr };
}

export interface PrecisionRecallCurve {
  /** Falling. */
  readonly threshold: Float64Array;
  readonly precision: Float64Array;
  readonly recall: Float64Array;
}

/** @returns null without a positive */
export function precisionRecallCurve(
  score: Float64Array,
  positive: Uint8Array,
  weights: Float64Array | null = null,
): PrecisionRecallCurve | null {
  const { threshold, size, marked } = thresholdBlocks(score, positive, weights);
  const precision = new Float64Array(threshold.length);
  const recall = new Float64Array(threshold.length);
  let hits = 0;
  let above = 0;
  for (let b = 0; b < threshold.length; b++) {
    hits += marked[b]!;
    above += size[b]!;
    precision[b] = hits / above;
    recall[b] = hits;
  }
  if (!(hits > 0)) return null;
  for (let b = 0; b < threshold.length; b++) recall[b]! /= hits;
  return { threshold, precision, recall };
}

export interface RiskCoverageCurve {
  /** Rising: a unit is accepted when its confidence ≥ the threshold. */
  readonly threshold: Float64Array;
  /** Share accepted, falling from 1. */
  readonly coverage: Float64Array;
  /** Mean loss among the accepted. */
  readonly selectiveRisk: Float64Array;
  /** Loss of the accepted, per unit of all. */
  readonly generalizedRisk: Float64Array;
}

/**
 * @param loss in [0, 1] a unit; 1 is an error for 0/1 loss
 * @param weights one a unit; null for ones
 */
export function riskCoverageCurve(
  confidence: Float64Array,
  loss: Uint8Array | Float64Array,
  weights: Float64Array | null = null,
): RiskCoverageCurve {
  const { threshold, size, marked } = thresholdBlocks(confidence, loss, weights);
  const points = threshold.length;
  const coverage = new Float64Array(points);
  const selectiveRisk = new Float64Array(points);
  const generalizedRisk = new Float64Array(points);
  let accepted = 0;
  let losses = 0;
  for (let b = 0; b < points; b++) {
    accepted += size[b]!;
    losses += marked[b]!;
    coverage[points - 1 - b] = accepted;
    generalizedRisk[points - 1 - b] = losses;
    selectiveRisk[points - 1 - b] = losses / accepted;
  }
  for (let i = 0; i < points; i++) {
    coverage[i]! /= accepted;
    generalizedRisk[i]! /= accepted;
  }
  return { threshold: threshold.reverse(), coverage, selectiveRisk, generalizedRisk };
}

/** Blocks of positive weight with their score, which falls. */
function thresholdBlocks(
  score: Float64Array,
  mark: Uint8Array | Float64Array,
  weights: Float64Array | null,
): Blocks & { readonly threshold: Float64Array } {
  const ranking: Ranking = rankingOf(score);
  const { size, marked } = blocksOf(ranking, mark, weights);
  const threshold = new Float64Array(size.length);
  let count = 0;
  for (let b = 0; b < size.length; b++) {
    if (size[b] === 0) continue;
    threshold[count] = ranking.score[b]!;
    size[count] = size[b]!;
    marked[count++] = marked[b]!;
  }
  return {
    threshold: threshold.slice(0, count),
    size: size.subarray(0, count),
    marked: marked.subarray(0, count),
  };
}

/**
 * Area under precision over recall by trapezoids from (0, 1). For information only: straight lines
 * between points of this curve are too optimistic. Null without a positive.
 */
export function trapezoidPrecisionRecall(
  score: Float64Array,
  positive: Uint8Array,
  weights: Float64Array | null = null,
): number | null {
  const curve = precisionRecallCurve(score, positive, weights);
  if (curve === null) return null;
  let area = 0;
  for (let b = 0; b < curve.recall.length; b++) {
    const width = curve.recall[b]! - (b === 0 ? 0 : curve.recall[b - 1]!);
    area += (width * (curve.precision[b]! + (b === 0 ? 1 : curve.precision[b - 1]!))) / 2;
  }
  return area;
}
