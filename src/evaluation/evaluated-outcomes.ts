import type { Estimator, MetricReference } from "../metrics/estimate-types.js";
import type { EvaluatedOutcomes } from "../outcomes/detection/evaluated-detections.js";
import { taskOf } from "../tasks/registry.js";

export type { EvaluatedOutcomes };

/**
 * The estimator of a metric on outcomes of any task.
 *
 * @param units a slice: indices of units; default: all
 * @throws HomegroundError as `createEstimator`
 */
export function estimatorOf(
  outcomes: EvaluatedOutcomes,
  reference: MetricReference,
  units?: Int32Array,
): Estimator {
  return taskOf(outcomes.kind).estimator(outcomes, reference, units);
}
