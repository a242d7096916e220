import type { RiskCoverageCurve, RocCurve } from "./curves.js";
import { blocksOf, rankingOf } from "./ranking.js";

/** What rounding may take from a rate that meets its target. */
const SLACK = 1e-12;

/** A threshold with what it gives. */
export interface OperatingPoint {
  /** Positive when score ≥ threshold; +∞: nothing is. */
  readonly threshold: number;
  readonly sensitivity: number;
  readonly specificity: number;
}

/**
 * The greatest sensitivity among thresholds whose specificity is at least the target, without
 * interpolation, and the largest threshold that reaches it.
 *
 * @param target in [0, 1]
 */
export function sensitivityAtSpecificity(roc: RocCurve, target: number): OperatingPoint {
  return best(
    roc,
    ({ specificity }) => specificity >= target - SLACK,
    ({ sensitivity }) => sensitivity,
  );
}

/** The greatest specificity among thresholds whose sensitivity is at least the target; else as above. */
export function specificityAtSensitivity(roc: RocCurve, target: number): OperatingPoint {
  return best(
    roc,
    ({ sensitivity }) => sensitivity >= target - SLACK,
    ({ specificity }) => specificity,
  );
}

/** The largest threshold that reaches the greatest sensitivity + specificity − 1 (Youden's J). */
export function youdenPoint(roc: RocCurve): OperatingPoint & { readonly j: number } {
  const point = best(
    roc,
    () => true,
    ({ sensitivity, specificity }) => sensitivity - (1 - specificity),
  );
  return { ...point, j: point.sensitivity - (1 - point.specificity) };
}

/** The least false positive rate among thresholds whose true positive rate is at least the target. */
export function falsePositiveRateAt(roc: RocCurve, target: number): number {
  return 1 - specificityAtSensitivity(roc, target).specificity;
}

/**
 * {@link falsePositiveRateAt} of the curve that these units give, without the curve: what is found anew hundreds of
 * times walks as far as the threshold.
 *
 * @param weights one a unit; null for ones
 * @returns NaN where one label is absent
 */
export function falsePositiveRateOf(
  score: Float64Array,
  positive: Uint8Array,
  weights: Float64Array | null,
  target: number,
): number {
  const { size, marked } = blocksOf(rankingOf(score), positive, weights);
  let [hits, alarms] = [0, 0];
  const sumTo = (b: number): void => {
    hits += marked[b]!;
    alarms = alarms + size[b]! - marked[b]!;
  };
  for (let b = 0; b < size.length; b++) sumTo(b);
  const [positives, negatives] = [hits, alarms];
  if (!(positives > 0 && negatives > 0)) return Number.NaN;
  [hits, alarms] = [0, 0];
  for (let b = 0; b < size.length && hits / positives < target - SLACK; b++) sumTo(b);
  return 1 - (1 - alarms / negatives);
}

/**
 * The risk of {@link riskAtCoverage} in the same way.
 *
 * @returns NaN where there is no unit
 */
export function riskOf(
  confidence: Float64Array,
  loss: Uint8Array | Float64Array,
  weights: Float64Array | null,
  target: number,
): number {
  const { size, marked } = blocksOf(rankingOf(confidence), loss, weights);
  let all = 0;
  for (const units of size) all += units;
  let [accepted, losses] = [0, 0];
  for (let b = 0; b < size.length; b++) {
    if (size[b] === 0) continue;
    accepted += size[b]!;
    losses += marked[b]!;
    if (accepted / all >= target - SLACK) return losses / accepted;
  }
  return Number.NaN;
}

/**
 * Area under the part of the ROC curve up to a false positive rate, standardised to ½ for chance and
 * 1 for perfect (McClish 1989, from memory, held to scikit-learn's `max_fpr`).
 *
 * @param most in (0, 1]
 */
export function partialAuc({ fpr, tpr }: RocCurve, most: number): number {
  let area = 0;
  for (let i = 1; i < fpr.length && fpr[i - 1]! < most; i++) {
    const width = fpr[i]! - fpr[i - 1]!;
    const right = Math.min(fpr[i]!, most);
    const share = width === 0 ? 1 : (right - fpr[i - 1]!) / width;
    const height = tpr[i - 1]! + share * (tpr[i]! - tpr[i - 1]!);
    area += ((right - fpr[i - 1]!) * (tpr[i - 1]! + height)) / 2;
  }
  const least = (most * most) / 2;
  return (1 + (area - least) / (most - least)) / 2;
}

/** A threshold of acceptance with the share it accepts and the risk among them. */
export interface AcceptancePoint {
  readonly threshold: number;
  readonly coverage: number;
  readonly risk: number;
}

/** The least coverage that a threshold gives at or above the target. Null for an empty curve. */
export function riskAtCoverage(curve: RiskCoverageCurve, target: number): AcceptancePoint | null {
  for (let i = curve.coverage.length - 1; i >= 0; i--) {
    if (curve.coverage[i]! >= target - SLACK) return acceptance(curve, i);
  }
  return null;
}

/** The greatest coverage whose selective risk is at most the target; null where there is none. */
export function coverageAtRisk(curve: RiskCoverageCurve, target: number): AcceptancePoint | null {
  for (let i = 0; i < curve.coverage.length; i++) {
    if (curve.selectiveRisk[i]! <= target + SLACK) return acceptance(curve, i);
  }
  return null;
}

function acceptance(curve: RiskCoverageCurve, i: number): AcceptancePoint {
  return {
    threshold: curve.threshold[i]!,
    coverage: curve.coverage[i]!,
    risk: curve.selectiveRisk[i]!,
  };
}

/** Thresholds fall along the curve, so the first of the best is the largest. */
function best(
  { threshold, fpr, tpr }: RocCurve,
  allowed: (point: OperatingPoint) => boolean,
  value: (point: OperatingPoint) => number,
): OperatingPoint {
  let found: OperatingPoint | null = null;
  for (let i = 0; i < threshold.length; i++) {
    const point = { threshold: threshold[i]!, sensitivity: tpr[i]!, specificity: 1 - fpr[i]! };
    if (!allowed(point)) continue;
    if (found === null || value(point) > value(found) + SLACK) found = point;
  }
  // Either end of a curve meets any target in [0, 1]; a target beyond is met nowhere.
  return found ?? { threshold: Number.POSITIVE_INFINITY, sensitivity: 0, specificity: 1 };
}
