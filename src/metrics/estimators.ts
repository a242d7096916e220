import type { Outcomes } from "../outcomes/classification-types.js";
import type { EstimateDetail, Estimator, MetricReference } from "./estimate-types.js";
import { imageMethod, metricOf } from "./lookup.js";
import type { MetricEstimate } from "./metric-estimate.js";
import { createSample } from "./sample.js";

export interface EstimatorOptions {
  /**
   * What each unit weighs, ≥ 0; only ratios matter. A slice is an indicator; importance weights
   * answer "on another mix". Default: all alike.
   */
  readonly weights?: Float64Array | null;
  /**
   * Deals the groups of a delete-a-group jackknife (METHODS §2.2), which only ranked metrics of
   * weighted units use. Default 0.
   */
  readonly seed?: number;
}

/**
 * The estimator of a metric on outcomes, with the method of METHODS §2.1 for the metric and for
 * clusters. What does not depend on the level is computed once.
 *
 * @throws HomegroundError `metric/not-available` if the outcomes lack what the metric needs,
 *   `metric/bad-parameter` for a class that they do not have, `metric/unknown`,
 *   `argument/length-mismatch` and `argument/out-of-range` for the weights
 */
export function createEstimator(
  outcomes: Outcomes,
  reference: MetricReference,
  options: EstimatorOptions = {},
): Estimator {
  const method = imageMethod(reference, outcomes.kind);
  const sample = createSample(outcomes, options.weights ?? null);
  return estimatorFrom(reference, method.estimate(sample, reference, options.seed ?? 0));
}

/** An estimate with what the registry says of its metric. */
export function estimatorFrom(reference: MetricReference, estimate: MetricEstimate): Estimator {
  const { direction, range } = metricOf(reference);
  return {
    reference,
    direction,
    range,
    toUnit: estimate.toUnit,
    at: (level) => estimate.at(level),
    point: (level) => withoutInterval(estimate.point?.(level) ?? estimate.at(level)),
    get judged() {
      return estimate.judged;
    },
  };
}

/** Without an interval a bias is not reported either. */
export function withoutInterval({ bias, ...detail }: EstimateDetail): EstimateDetail {
  const { low, warnings } = detail;
  const none = { ...detail, low: null, high: null, method: "none" };
  if (low === null) return bias === undefined ? none : { ...none, bias };
  return { ...none, warnings: warnings.filter((one) => one !== "interval/biased") };
}
