import { WAY } from "../../core/ways.js";
import { type BootstrapOptions, withBootstrapInterval } from "../../metrics/bootstrap-estimates.js";
import {
  createOutlinesEstimator,
  createPointsEstimator,
  createPointsKernel,
  createPresenceEstimator,
  createPresenceKernel,
  objectsEstimator,
  objectsKernel,
  outlinesMethod,
} from "../../metrics/detection/detection-estimators.js";
import { detectionBootstrapEstimates } from "../../metrics/detection/detection-replicates.js";
import type { EstimateDetail, Estimator, MetricReference } from "../../metrics/estimate-types.js";
import { leaveGroupsOut } from "../../metrics/group-jackknife.js";
import { metricFor, metricOf } from "../../metrics/lookup.js";
import type { MetricKernel } from "../../metrics/metric-kernel.js";
import { namedClass, notAvailable } from "../../metrics/not-available.js";
import { kernelReplicates } from "../../metrics/unit-replicates.js";
import type { EvaluatedDetections } from "../../outcomes/detection/evaluated-detections.js";
import { type InstanceSums, instanceSums } from "../../outcomes/detection/instance-sums.js";
import { pairedPoints } from "../../outcomes/detection/paired-points.js";
import { type Presence, presenceOutcomes } from "../../outcomes/detection/presence.js";
import type { DetectionOutcomes } from "../../outcomes/detection-types.js";
import { bcaInterval, percentileInterval } from "../../statistics/bootstrap.js";
import { tableFor } from "./match-tables.js";

/**
 * The estimator of a metric of detections.
 *
 * @param units a slice: indices of units; default: all
 * @throws HomegroundError as `createEstimator`
 */
export function detectionEstimator(
  outcomes: EvaluatedDetections,
  reference: MetricReference,
  units?: Int32Array,
): Estimator {
  const weights = units === undefined ? null : indicator(units, outcomes.unitCount);
  switch (overOf(outcomes, reference)) {
    case "images":
      return createPresenceEstimator(presenceOf(outcomes, reference), reference, { weights });
    case "points":
      return createPointsEstimator(pairedPoints(outcomes), reference, { weights });
    case "outlines":
      return createOutlinesEstimator(sumsOf(outcomes, reference), reference, { weights });
    default:
      return objectsEstimator(tableFor(outcomes, reference), reference, { weights });
  }
}

/**
 * Bootstrap intervals of metrics of detections (METHODS §2.6).
 *
 * @throws HomegroundError as `bootstrapEstimates`
 */
export function bootstrapDetections(
  outcomes: EvaluatedDetections,
  references: readonly MetricReference[],
  options: BootstrapOptions,
): readonly EstimateDetail[] {
  const ranked = references.filter(isRanking);
  // Those of one match share their draws.
  const byTable = new Map<DetectionOutcomes, MetricReference[]>();
  for (const reference of ranked) {
    const table = tableFor(outcomes, reference);
    byTable.set(table, [...(byTable.get(table) ?? []), reference]);
  }
  const ofRanked = new Map<MetricReference, EstimateDetail>();
  for (const [table, members] of byTable) {
    const found = detectionBootstrapEstimates(table, members, options);
    for (const [i, reference] of members.entries()) ofRanked.set(reference, found[i]!);
  }
  return references.map(
    (reference) => ofRanked.get(reference) ?? bootstrapKernel(outcomes, reference, options),
  );
}

/** By the metric's function of weights, for those that no faster way is made for. */
function bootstrapKernel(
  outcomes: EvaluatedDetections,
  reference: MetricReference,
  options: BootstrapOptions,
): EstimateDetail {
  const { level, method, replicates, seed } = options;
  if (method === "bootstrap-t") {
    const what = "bootstrap-t is for means of one value a unit";
    throw notAvailable(reference, what, WAY.usualRange);
  }
  const base = detectionEstimator(outcomes, reference).at(level);
  if (base.value === null) return base;
  const sample = { outcomes, weights: null };
  const kernel = detectionKernel(outcomes, reference);
  const values = kernelReplicates(sample, kernel, { replicates, seed });
  const interval =
    method === "percentile"
      ? percentileInterval(values, level)
      : bcaInterval(values, base.value, leaveGroupsOut(sample, kernel, seed), level);
  return withBootstrapInterval(sample, base, interval, options);
}

/** Whether it is a figure of the ranking of detections: those of one match share their passes. */
function isRanking(reference: MetricReference): boolean {
  const { detections } = metricOf(reference);
  return detections?.over === "objects" && detections.figure !== undefined;
}

/** A metric as a function of weights. @throws HomegroundError as `createEstimator` */
export function detectionKernel(
  outcomes: EvaluatedDetections,
  reference: MetricReference,
): MetricKernel {
  switch (overOf(outcomes, reference)) {
    case "images":
      return createPresenceKernel(presenceOf(outcomes, reference), reference);
    case "points":
      return createPointsKernel(pairedPoints(outcomes), reference);
    case "outlines":
      return outlinesMethod(reference).kernel(sumsOf(outcomes, reference), reference);
    default:
      return objectsKernel(tableFor(outcomes, reference), reference);
  }
}

/** Sums behind a metric of whole outlines. @throws HomegroundError `metric/not-available` without a threshold */
function sumsOf(outcomes: EvaluatedDetections, reference: MetricReference): InstanceSums {
  if (outcomes.threshold === null) {
    const what = "detections have scores and nothing says from which score on they count";
    throw notAvailable(reference, what, WAY.giveSomeThreshold);
  }
  return instanceSums(outcomes, outlinesMethod(reference).sums);
}

/** What a metric of detections is of. */
function overOf({ kind }: EvaluatedDetections, reference: MetricReference) {
  return metricFor(reference, kind).detections?.over;
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
