import type { InstanceSums } from "../../outcomes/detection/instance-sums.js";
import type { PairedPoints } from "../../outcomes/detection/paired-points.js";
import type { Presence } from "../../outcomes/detection/presence.js";
import type { DetectionOutcomes } from "../../outcomes/detection-types.js";
import type { Estimator, MetricReference } from "../estimate-types.js";
import { estimatorFrom } from "../estimators.js";
import { metricFor, metricOf } from "../lookup.js";
import type {
  DetectionOptions,
  ObjectsMethod,
  OutlinesMethod,
  PointsMethod,
  PresenceMethod,
} from "../metric.js";
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
  const method = objectsMethod(outcomes, reference);
  return estimatorFrom(reference, method.estimate(outcomes, reference, options));
}

/** The same as a function of one weight a unit; NaN where it is undefined. */
export function objectsKernel(
  outcomes: DetectionOutcomes,
  reference: MetricReference,
  options: Pick<DetectionOptions, "threshold"> = {},
): MetricKernel {
  return objectsMethod(outcomes, reference).kernel(outcomes, reference, options);
}

/** Of `map…` and `ar…` alone, see {@link objectsEstimator}. */
export function createDetectionEstimator(
  outcomes: DetectionOutcomes,
  reference: MetricReference,
  options: Omit<DetectionOptions, "threshold"> = {},
): Estimator {
  requireRanking(outcomes, reference, true);
  return objectsEstimator(outcomes, reference, options);
}

/** Of `map…` and `ar…` alone, see {@link objectsKernel}. */
export function createDetectionKernel(
  outcomes: DetectionOutcomes,
  reference: MetricReference,
): MetricKernel {
  requireRanking(outcomes, reference, true);
  return objectsKernel(outcomes, reference);
}

/** Of precision, recall and F1 alone, see {@link objectsEstimator}. */
export function createOperatingEstimator(
  outcomes: DetectionOutcomes,
  reference: MetricReference,
  options: Omit<DetectionOptions, "seed"> = {},
): Estimator {
  requireRanking(outcomes, reference, false);
  return objectsEstimator(outcomes, reference, options);
}

/** Of precision, recall and F1 alone, see {@link objectsKernel}. */
export function createOperatingKernel(
  outcomes: DetectionOutcomes,
  reference: MetricReference,
  options: Pick<DetectionOptions, "threshold"> = {},
): MetricKernel {
  requireRanking(outcomes, reference, false);
  return objectsKernel(outcomes, reference, options);
}

/**
 * The estimator of a metric of single points.
 *
 * @throws HomegroundError as {@link objectsEstimator}, and `metric/bad-parameter` for a point that there is not
 */
export function createPointsEstimator(
  points: PairedPoints,
  reference: MetricReference,
  options: Pick<DetectionOptions, "weights"> = {},
): Estimator {
  const method = pointsMethodOf(reference);
  return estimatorFrom(reference, method.estimate(points, reference, options));
}

/** The same as a function of one weight a unit. */
export function createPointsKernel(points: PairedPoints, reference: MetricReference): MetricKernel {
  return pointsMethodOf(reference).kernel(points, reference);
}

/**
 * The estimator of a metric of whole outlines.
 *
 * @param sums as {@link outlinesMethod} wants them
 */
export function createOutlinesEstimator(
  sums: InstanceSums,
  reference: MetricReference,
  options: Pick<DetectionOptions, "weights" | "seed"> = {},
): Estimator {
  return estimatorFrom(reference, outlinesMethod(reference).estimate(sums, reference, options));
}

/** A metric of whole outlines. @throws HomegroundError `metric/not-available` for another metric */
export function outlinesMethod(reference: MetricReference): OutlinesMethod {
  const { detections } = metricOf(reference);
  if (detections?.over === "outlines") return detections;
  throw notAvailable(reference, "it is no metric of whole outlines", "Take pq, or aji");
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

function objectsMethod(
  { kind }: Pick<DetectionOutcomes, "kind">,
  reference: MetricReference,
): ObjectsMethod {
  const { detections } = metricFor(reference, kind);
  if (detections?.over === "objects") return detections;
  throw notAvailable(reference, "it is no metric of matched objects", "Take map, or recall");
}

function pointsMethodOf(reference: MetricReference): PointsMethod {
  const { detections } = metricOf(reference);
  if (detections?.over === "points") return detections;
  throw notAvailable(reference, "it is no metric of points", "Take pck, or keypoint-error");
}

function presenceMethodOf(reference: MetricReference): PresenceMethod {
  const { detections } = metricOf(reference);
  if (detections?.over === "images") return detections;
  throw notAvailable(reference, "it is no metric of whole images", "Take image-sensitivity");
}

function requireRanking(
  outcomes: DetectionOutcomes,
  reference: MetricReference,
  isWanted: boolean,
): void {
  if ((objectsMethod(outcomes, reference).figure !== undefined) === isWanted) return;
  throw isWanted
    ? notAvailable(reference, "it is no metric of ranked detections", "Take map, or ar-100")
    : notAvailable(
        reference,
        "it is no ratio of objects at an operating point",
        "Take precision, recall or f1",
      );
}
