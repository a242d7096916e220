import type { Presence } from "../../outcomes/detection/presence.js";
import type { DetectionOutcomes } from "../../outcomes/detection-types.js";
import type { Estimator, MetricReference } from "../estimate-types.js";
import { estimatorFrom } from "../estimators.js";
import { metricFor } from "../lookup.js";
import type { DetectionOptions, ObjectsMethod, PresenceMethod } from "../metric.js";
import type { MetricKernel } from "../metric-kernel.js";
import { notAvailable } from "../not-available.js";

/**
 * The estimator of a metric of matched objects.
 *
 * @throws HomegroundError `metric/not-available` where the outcomes were matched by other rules, or
 *   lack the threshold that the metric needs; `metric/bad-parameter` for a class that there is not;
 *   `argument/length-mismatch` and `argument/out-of-range` for the weights
 */
export function objectsEstimator(
  outcomes: DetectionOutcomes,
  reference: MetricReference,
  options: DetectionOptions = {},
): Estimator {
  const method = objectsMethod(reference);
  return estimatorFrom(reference, method.estimate(outcomes, reference, options));
}

/** The same as a function of one weight a unit; NaN where it is undefined. */
export function objectsKernel(
  outcomes: DetectionOutcomes,
  reference: MetricReference,
  options: Pick<DetectionOptions, "threshold"> = {},
): MetricKernel {
  return objectsMethod(reference).kernel(outcomes, reference, options);
}

/** Of `map…` and `ar…` alone, see {@link objectsEstimator}. */
export function createDetectionEstimator(
  outcomes: DetectionOutcomes,
  reference: MetricReference,
  options: Omit<DetectionOptions, "threshold"> = {},
): Estimator {
  requireRanking(reference, true);
  return objectsEstimator(outcomes, reference, options);
}

/** Of `map…` and `ar…` alone, see {@link objectsKernel}. */
export function createDetectionKernel(
  outcomes: DetectionOutcomes,
  reference: MetricReference,
): MetricKernel {
  requireRanking(reference, true);
  return objectsKernel(outcomes, reference);
}

/** Of precision, recall and F1 alone, see {@link objectsEstimator}. */
export function createOperatingEstimator(
  outcomes: DetectionOutcomes,
  reference: MetricReference,
  options: Omit<DetectionOptions, "seed"> = {},
): Estimator {
  requireRanking(reference, false);
  return objectsEstimator(outcomes, reference, options);
}

/** Of precision, recall and F1 alone, see {@link objectsKernel}. */
export function createOperatingKernel(
  outcomes: DetectionOutcomes,
  reference: MetricReference,
  options: Pick<DetectionOptions, "threshold"> = {},
): MetricKernel {
  requireRanking(reference, false);
  return objectsKernel(outcomes, reference, options);
}

/**
 * The estimator of a metric of whole images.
 *
 * @param presence of the class that the reference names, or of any object
 * @throws HomegroundError `metric/not-available` without a threshold, or for another metric
 */
export function createPresenceEstimator(
  presence: Presence,
  reference: MetricReference,
  options: Pick<DetectionOptions, "weights"> = {},
): Estimator {
  const method = presenceMethodOf(reference);
  return estimatorFrom(reference, method.estimate(presence, reference, options));
}

/** The same as a function of weights of the detection units. */
export function createPresenceKernel(presence: Presence, reference: MetricReference): MetricKernel {
  return presenceMethodOf(reference).kernel(presence, reference);
}

function objectsMethod(reference: MetricReference): ObjectsMethod {
  const { detections } = metricFor(reference, "detection");
  if (detections?.over === "objects") return detections;
  throw notAvailable(reference, "it is no metric of matched objects", "Take map, or recall");
}

function presenceMethodOf(reference: MetricReference): PresenceMethod {
  const { detections } = metricFor(reference, "detection");
  if (detections?.over === "images") return detections;
  throw notAvailable(reference, "it is no metric of whole images", "Take image-sensitivity");
}

function requireRanking(reference: MetricReference, isWanted: boolean): void {
  if ((objectsMethod(reference).figure !== undefined) === isWanted) return;
  throw isWanted
    ? notAvailable(reference, "it is no metric of ranked detections", "Take map, or ar-100")
    : notAvailable(
        reference,
        "it is no ratio of objects at an operating point",
        "Take precision, recall or f1",
      );
}
