import type { ClassPredictions } from "./labels/label-columns.js";

/**
 * What every metric of a confusion matrix needs: three sums a class. In single-label outcomes
 * Σtruth = Σpredicted = total; in multilabel ones a unit adds to as many classes as it has labels.
 */
export interface ClassSums {
  /** Units, or the sum of their weights. */
  total: number;
  /** Units of which the class is true. */
  readonly truth: Float64Array;
  /** Units of which the class is answered. */
  readonly predicted: Float64Array;
  /** Units of which it is both. */
  readonly hits: Float64Array;
}

/** Sums of nothing for K classes. */
export function createClassSums(classCount: number): ClassSums {
  return {
    total: 0,
    truth: new Float64Array(classCount),
    predicted: new Float64Array(classCount),
    hits: new Float64Array(classCount),
  };
}

/**
 * The sums over all units. Plain sums: with integer weights exact below 2⁵³.
 *
 * @param weights ≥ 0, one a unit; null for ones
 */
export function classSums(predictions: ClassPredictions, weights: Float64Array | null): ClassSums {
  const sums = createClassSums(predictions.classes.length);
  for (let i = 0; i < predictions.unitCount; i++) addUnit(sums, predictions, i, weights?.[i] ?? 1);
  return sums;
}

/** Adds `weight` times unit i; a negative weight takes it away. */
export function addUnit(
  sums: ClassSums,
  predictions: ClassPredictions,
  i: number,
  weight: number,
): void {
  sums.total += weight;
  if (predictions.kind === "single") {
    const t = predictions.truth[i]!;
    const p = predictions.predicted[i]!;
    sums.truth[t]! += weight;
    sums.predicted[p]! += weight;
    if (t === p) sums.hits[t]! += weight;
    return;
  }
  const width = predictions.classes.length;
  const start = i * width;
  for (let k = 0; k < width; k++) {
    const t = predictions.truth[start + k]!;
    const p = predictions.predicted[start + k]!;
    if (t === 1) sums.truth[k]! += weight;
    if (p === 1) sums.predicted[k]! += weight;
    if (t === 1 && p === 1) sums.hits[k]! += weight;
  }
}
