import type { Outcomes } from "../outcomes/classification-types.js";
import type { MetricReference } from "./estimate-types.js";
import type { ImageMethod } from "./metric.js";
import type { MetricEstimate } from "./metric-estimate.js";
import { meanKernel } from "./metric-kernel.js";
import type { Sample } from "./sample.js";

/**
 * The mean of a value of each unit: point, slice, jackknife and replicates all come from the values.
 *
 * @param valuesOf throws `metric/not-available` where the outcomes do not hold them
 * @param estimate the mean with its interval, such as `failureMeanEstimate` of values in [0, 1]
 */
export function meanMethod(
  valuesOf: (outcomes: Outcomes, reference: MetricReference) => Float64Array,
  estimate: (sample: Sample, values: Float64Array) => MetricEstimate,
): ImageMethod {
  return {
    kernel: (outcomes, reference) => meanKernel(valuesOf(outcomes, reference)),
    estimate: (sample, reference) => estimate(sample, valuesOf(sample.outcomes, reference)),
    unitValues: valuesOf,
  };
}
