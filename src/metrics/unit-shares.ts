import type { ClassificationOutcomes } from "../outcomes/classification-types.js";
import type { ClassRatio } from "./class-ratio.js";
import type { ClassPredictions } from "./labels/label-columns.js";
import { expectedTopK } from "./top-k.js";

/** A metric as Σx/Σm over units: what each adds to numerator and denominator, 0 ≤ x ≤ m. */
export interface UnitShares {
  readonly size: Float64Array;
  readonly hits: Float64Array;
}

function createShares(unitCount: number): UnitShares {
  return { size: new Float64Array(unitCount), hits: new Float64Array(unitCount) };
}

/** Units right of all units; with several labels a unit, right is all labels right. */
export function accuracyShares(predictions: ClassPredictions): UnitShares {
  const shares = createShares(predictions.unitCount);
  shares.size.fill(1);
  const { truth, predicted, classes } = predictions;
  const width = predictions.kind === "single" ? 1 : classes.length;
  for (let i = 0; i < predictions.unitCount; i++) {
    let right = 1;
    for (let k = i * width; k < (i + 1) * width; k++) if (truth[k] !== predicted[k]) right = 0;
    shares.hits[i] = right;
  }
  return shares;
}

/**
 * A ratio of one class as a share of units; F1 as J = TP/(TP + FP + FN), of which it is 2J/(1 + J).
 *
 * @param index index of the class; −1 for a class of which no unit is true or answered
 */
export function classShares(
  predictions: ClassPredictions,
  { share }: ClassRatio,
  index: number,
): UnitShares {
  const shares = createShares(predictions.unitCount);
  const { truth, predicted } = predictions;
  const width = predictions.classes.length;
  const single = predictions.kind === "single";
  for (let i = 0; i < predictions.unitCount; i++) {
    const isTrue = single ? truth[i] === index : index >= 0 && truth[i * width + index] === 1;
    const isAnswered = single
      ? predicted[i] === index
      : index >= 0 && predicted[i * width + index] === 1;
    if (share.isIn(isTrue, isAnswered)) shares.size[i] = 1;
    if (share.isHit(isTrue, isAnswered)) shares.hits[i] = 1;
  }
  return shares;
}

/** A ratio pooled over classes, several a unit; F1 as J, see {@link classShares}. */
export function pooledShares(predictions: ClassPredictions, { share }: ClassRatio): UnitShares {
  const shares = createShares(predictions.unitCount);
  const { truth, predicted, classes } = predictions;
  const width = classes.length;
  const single = predictions.kind === "single";
  for (let i = 0; i < predictions.unitCount; i++) {
    for (let k = 0; k < width; k++) {
      const isTrue = single ? truth[i] === k : truth[i * width + k] === 1;
      const isAnswered = single ? predicted[i] === k : predicted[i * width + k] === 1;
      if (share.isIn(isTrue, isAnswered)) shares.size[i]! += 1;
      if (share.isHit(isTrue, isAnswered)) {
        shares.hits[i]! += 1;
      }
    }
  }
  return shares;
}

/** Expected hits among the k best, ties of the true class in random order. */
export function topKShares(outcomes: ClassificationOutcomes, k: number): UnitShares | null {
  const { scores, unitCount } = outcomes;
  if (scores === null) return null;
  const shares = createShares(unitCount);
  shares.size.fill(1);
  for (let i = 0; i < unitCount; i++) {
    shares.hits[i] = expectedTopK(scores.above[i]!, scores.tied[i]!, k);
  }
  return shares;
}
