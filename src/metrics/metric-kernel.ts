/**
 * A metric as a function of one weight a unit: NaN where it is undefined. Ones (null) give the point
 * estimate, how often each unit was drawn a bootstrap replicate, an indicator a slice, importance
 * weights the value on another mix.
 *
 * A unit of weight 2 is that unit twice. Only the ratios of weights matter but to the area under the
 * risk–coverage curve and to calibration errors over bins of equal mass, which count units: weights
 * that are no counts are first scaled to sum to their number, as `createSample` does.
 *
 * @param weights ≥ 0, one a unit; null for ones
 */
export type MetricKernel = (weights: Float64Array | null) => number;

/** The mean of a value a unit. */
export function meanKernel(values: Float64Array): MetricKernel {
  return (weights) => {
    let sum = 0;
    let total = 0;
    for (let i = 0; i < values.length; i++) {
      const weight = weights === null ? 1 : weights[i]!;
      sum += weight * values[i]!;
      total += weight;
    }
    return sum / total;
  };
}
