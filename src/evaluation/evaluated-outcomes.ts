import {
  createPresenceEstimator,
  createPresenceKernel,
  objectsEstimator,
  objectsKernel,
} from "../metrics/detection/detection-estimators.js";
import type { Estimator, MetricReference } from "../metrics/estimate-types.js";
import { createEstimator } from "../metrics/estimators.js";
import { metricFor } from "../metrics/lookup.js";
import type { MetricKernel } from "../metrics/metric-kernel.js";
import { namedClass } from "../metrics/not-available.js";
import type { Outcomes } from "../outcomes/classification-types.js";
import { type Presence, presenceOutcomes } from "../outcomes/detection/presence.js";
import { selectUnits } from "../outcomes/select-units.js";
import type { EvaluatedDetections } from "./detection/evaluated-detections.js";
import { tableFor } from "./detection/match-tables.js";

/** Outcomes of whatever task was evaluated. */
export type EvaluatedOutcomes = Outcomes | EvaluatedDetections;

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
  if (outcomes.kind !== "detection") {
    return createEstimator(
      units === undefined ? outcomes : selectUnits(outcomes, units),
      reference,
    );
  }
  const weights = units === undefined ? null : indicator(units, outcomes.unitCount);
  return isOfImages(reference)
    ? createPresenceEstimator(presenceOf(outcomes, reference), reference, { weights })
    : objectsEstimator(tableFor(outcomes, reference), reference, { weights });
}

/** A metric of detections as a function of weights. @throws HomegroundError as `createEstimator` */
export function detectionKernelOf(
  outcomes: EvaluatedDetections,
  reference: MetricReference,
): MetricKernel {
  return isOfImages(reference)
    ? createPresenceKernel(presenceOf(outcomes, reference), reference)
    : objectsKernel(tableFor(outcomes, reference), reference);
}

/** Whether a metric of detections is of whole images, not of matched objects. */
function isOfImages(reference: MetricReference): boolean {
  return metricFor(reference, "detection").detections?.over === "images";
}

/** Whether each unit holds an object of the class that a reference names, or any object. */
function presenceOf(outcomes: EvaluatedDetections, reference: MetricReference): Presence {
  const label = namedClass(reference, outcomes.classes);
  const { input, unitOfImage } = outcomes;
  return presenceOutcomes(input, outcomes, { label, unitOfImage });
}

function indicator(units: Int32Array, unitCount: number): Float64Array {
  const weights = new Float64Array(unitCount);
  for (const unit of units) weights[unit] = 1;
  return weights;
}
