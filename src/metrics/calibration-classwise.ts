import { equalMassBins, type ReliabilityBins, reliabilityBins } from "./calibration.js";

export interface ClasswiseCalibration {
  /** Mean over classes of Σ_b n_b/n·|frequency − mean p|, equal-width bins (static). */
  readonly staticError: number;
  readonly staticByClass: Float64Array;
  /** Mean over classes of the mean over ranges of |frequency − mean p|, equal mass (adaptive). */
  readonly adaptiveError: number;
  readonly adaptiveByClass: Float64Array;
}

/**
 * Calibration of every class's probability, not only the prediction's.
 *
 * Source: Nixon et al., "Measuring Calibration in Deep Learning", 2019 (from memory); oracle e.
 *
 * @param column probability of each class, one column of n ≥ 1 values a class, each in [0, 1]
 * @param truth class of each unit
 * @param binCount bins, or ranges of equal mass; 1 to 65 536
 * @throws HomegroundError `argument/out-of-range`
 */
export function classwiseCalibration(
  column: readonly Float64Array[],
  truth: Int32Array,
  binCount: number,
): ClasswiseCalibration {
  const staticByClass = new Float64Array(column.length);
  const adaptiveByClass = new Float64Array(column.length);
  for (const [k, confidence] of column.entries()) {
    const correct = Uint8Array.from(truth, (t) => (t === k ? 1 : 0));
    const columns = { confidence, correct };
    staticByClass[k] = meanGap(reliabilityBins(columns, binCount), true);
    adaptiveByClass[k] = meanGap(equalMassBins(columns, binCount), false);
  }
  return {
    staticError: mean(staticByClass),
    staticByClass,
    adaptiveError: mean(adaptiveByClass),
    adaptiveByClass,
  };
}

/** Mean |frequency − mean p| of the bins that hold something, weighted by what they hold or not. */
function meanGap({ count, accuracy, meanConfidence }: ReliabilityBins, byCount: boolean): number {
  let sum = 0;
  let weights = 0;
  for (let b = 0; b < count.length; b++) {
    if (count[b] === 0) continue;
    const weight = byCount ? count[b]! : 1;
    sum += weight * Math.abs(accuracy[b]! - meanConfidence[b]!);
    weights += weight;
  }
  return sum / weights;
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k]!;
  return sum / values.length;
}
