import type { ClassRatio } from "./class-ratio.js";
import type { ClassSums } from "./class-sums.js";

/**
 * A metric of the confusion matrix as a function of sums over classes, so that leaving out a unit
 * changes the terms of two classes and no more.
 */
export interface ClassMetric {
  /** Number of sums. */
  readonly width: number;
  /** Whether a class's term depends on the total too, so that each unit changes all of them. */
  readonly usesTotal: boolean;
  /**
   * Whether a class keeps its term where the last unit of which it is true is left out, or the last that
   * is answered so: a mean without a class, or with a 0 for it, says nothing of how the mean is biased
   * (METHODS-2 A8).
   */
  readonly keepsLast?: boolean;
  /** Adds `sign` times the class's terms. */
  add(
    into: Float64Array,
    sign: number,
    truth: number,
    predicted: number,
    hits: number,
    total: number,
  ): void;
  /** The metric; NaN where it is undefined. */
  value(sums: Float64Array, total: number): number;
}

/** @param scratch of length `metric.width`, to spare the allocation in loops */
export function evaluateClassMetric(
  metric: ClassMetric,
  sums: ClassSums,
  scratch = new Float64Array(metric.width),
): number {
  scratch.fill(0);
  const { total, truth, predicted, hits } = sums;
  for (let k = 0; k < truth.length; k++) {
    metric.add(scratch, 1, truth[k]!, predicted[k]!, hits[k]!, total);
  }
  return metric.value(scratch, total);
}

/**
 * Share of units answered right: Σhits/total. With several labels a unit it is not defined so.
 */
export const accuracy: ClassMetric = {
  width: 1,
  usesTotal: false,
  add(into, sign, _truth, _predicted, hits) {
    into[0]! += sign * hits;
  },
  value: (sums, total) => sums[0]! / total,
};

/** What a difference that is 0 may come to in doubles; one unit of 10⁹ makes 2·10⁻⁹. */
const ROUNDING = 1e-13;

/** sum / count; NaN where nothing is counted, whatever rounding has left of the sum. */
function meanOf(sum: number, count: number): number {
  return count > 0 ? sum / count : Number.NaN;
}

/** Mean of a ratio over the classes where it is defined; NaN if that is none. */
export function macroAverage(ratio: ClassRatio): ClassMetric {
  return {
    width: 2,
    usesTotal: ratio.usesTotal,
    keepsLast: ratio.isBiasedInMeans,
    add(into, sign, truth, predicted, hits, total) {
      const value = ratio.value(total, truth, predicted, hits);
      if (Number.isNaN(value)) return;
      into[0]! += sign * value;
      into[1]! += sign;
    },
    value: (sums) => meanOf(sums[0]!, sums[1]!),
  };
}

/** Mean of a ratio weighted by how often each class is true; undefined ones count as 0. */
export function weightedAverage(ratio: ClassRatio): ClassMetric {
  return {
    width: 2,
    usesTotal: ratio.usesTotal,
    add(into, sign, truth, predicted, hits, total) {
      const value = ratio.value(total, truth, predicted, hits);
      if (!Number.isNaN(value)) into[0]! += sign * truth * value;
      into[1]! += sign * truth;
    },
    value: (sums) => meanOf(sums[0]!, sums[1]!),
  };
}

/** A ratio of numerators and denominators summed over classes. */
export function microAverage(ratio: ClassRatio): ClassMetric {
  return {
    width: 2,
    usesTotal: ratio.usesTotal,
    add(into, sign, truth, predicted, hits, total) {
      into[0]! += sign * ratio.numerator(total, truth, predicted, hits);
      into[1]! += sign * ratio.denominator(total, truth, predicted, hits);
    },
    value: (sums) => sums[0]! / sums[1]!,
  };
}

/**
 * Cohen's kappa, (p_o − p_e)/(1 − p_e) with p_e = Σ_k truth_k·predicted_k/n², in [−1, 1]. Undefined
 * where p_e = 1: all true and all answered classes are the same one.
 * Source: Cohen 1960 (from memory; held to scikit-learn).
 */
export const cohenKappa: ClassMetric = {
  width: 2,
  usesTotal: false,
  add(into, sign, truth, predicted, hits) {
    into[0]! += sign * hits;
    into[1]! += sign * truth * predicted;
  },
  value(sums, total) {
    const observed = sums[0]! / total;
    const expected = sums[1]! / total / total;
    return expected >= 1 - ROUNDING ? Number.NaN : (observed - expected) / (1 - expected);
  },
};

/**
 * Matthews correlation of several classes (R_k), in [−1, 1]:
 * (n·Σhits − Σ truth·predicted)/√((n² − Σtruth²)(n² − Σpredicted²)). Undefined where only one class
 * is true, or only one is answered.
 * Source: Gorodkin 2004 (from memory; held to scikit-learn).
 */
export const matthewsCorrelation: ClassMetric = {
  width: 4,
  usesTotal: false,
  add(into, sign, truth, predicted, hits) {
    into[0]! += sign * hits;
    into[1]! += sign * truth * predicted;
    into[2]! += sign * truth * truth;
    into[3]! += sign * predicted * predicted;
  },
  value(sums, total) {
    const observed = sums[0]! / total;
    const expected = sums[1]! / total / total;
    const ofTruth = 1 - sums[2]! / total / total;
    const ofPredictions = 1 - sums[3]! / total / total;
    if (!(ofTruth > ROUNDING && ofPredictions > ROUNDING)) return Number.NaN;
    const correlation = (observed - expected) / Math.sqrt(ofTruth * ofPredictions);
    return Math.max(-1, Math.min(1, correlation));
  },
};
