import type { Sample } from "./sample.js";
import { visitUnitReplicates } from "./unit-replicates.js";

export interface MeanReplicates {
  readonly estimate: number;
  readonly error: number;
  /** Means of the replicates and their own standard errors. */
  readonly replicates: Float64Array;
  readonly errors: Float64Array;
}

/**
 * Means of bootstrap samples with their standard errors: √(n/(n − 1)·Σ(w(x − x̄))²)/Σw over units, or
 * with the sums over each cluster in place of w(x − x̄).
 */
export function meanReplicates(
  sample: Sample,
  values: Float64Array,
  options: { readonly replicates: number; readonly seed: number },
): MeanReplicates {
  const replicates = new Float64Array(options.replicates).fill(Number.NaN);
  const errors = new Float64Array(options.replicates).fill(Number.NaN);
  const { cluster, clusterCount, unitCount } = sample.outcomes;
  const groups = cluster === null ? unitCount : clusterCount;
  const weight = new Float64Array(groups);
  const total = new Float64Array(groups);
  const times = new Float64Array(groups);
  const own = sample.weights;
  for (let i = 0; i < unitCount; i++) {
    const g = cluster === null ? i : cluster[i]!;
    weight[g]! += own === null ? 1 : own[i]!;
    total[g]! += (own === null ? 1 : own[i]!) * values[i]!;
  }
  const meanAndError = (): readonly [mean: number, error: number] => {
    let [sum, weights, drawn] = [0, 0, 0];
    for (let g = 0; g < groups; g++) {
      sum += times[g]! * total[g]!;
      weights += times[g]! * weight[g]!;
      drawn += times[g]!;
    }
    const mean = sum / weights;
    let squares = 0;
    for (let g = 0; g < groups; g++) {
      squares += times[g]! * (total[g]! - mean * weight[g]!) ** 2;
    }
    return [mean, Math.sqrt((drawn / (drawn - 1)) * squares) / weights];
  };
  times.fill(1);
  for (let g = 0; g < groups; g++) if (weight[g] === 0) times[g] = 0;
  const [estimate, error] = meanAndError();
  visitUnitReplicates(sample, options, (b, weights) => {
    times.fill(0);
    for (let i = 0; i < unitCount; i++) {
      times[cluster === null ? i : cluster[i]!] = weights[i]! / (own === null ? 1 : own[i]!);
    }
    const [mean, ofMean] = meanAndError();
    replicates[b] = mean;
    errors[b] = Number.isNaN(ofMean) ? 0 : ofMean;
  });
  return { estimate, error, replicates, errors };
}
