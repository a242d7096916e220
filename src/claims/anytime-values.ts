import type { MetricReference } from "../metrics/estimate-types.js";
import { metricOf } from "../metrics/lookup.js";
import { type EvaluatedOutcomes, haveObjects } from "../outcomes/detection/evaluated-detections.js";
import { type PairedPoints, pairedPoints } from "../outcomes/detection/paired-points.js";

/** Truth and answer of single-label units. */
export interface AnsweredUnits {
  readonly classes: readonly string[];
  readonly truth: Int32Array;
  readonly predicted: Int32Array;
}

/**
 * Values of the units that a share runs over, in the order of `order`: 1 right, 0 wrong; for recall
 * of a class the units of the class, for specificity the others, for precision those answered so.
 *
 * @param order indices of units as they were labelled
 * @returns null for metrics that are no such share; `units` are the units behind the values
 */
export function unitValues(
  reference: MetricReference,
  { classes, truth, predicted }: AnsweredUnits,
  order: Int32Array,
): { readonly values: Float64Array; readonly units: Int32Array } | null {
  const hit = metricOf(reference).images?.unitHit?.(reference, classes) ?? null;
  if (hit === null) return null;
  const units = order.filter((i) => hit(truth[i]!, predicted[i]!) !== null);
  return { units, values: Float64Array.from(units, (i) => Number(hit(truth[i]!, predicted[i]!))) };
}

/**
 * Values in [0, 1] of the units where a metric that counts no hits is defined, in the order of `order`: of units in a
 * random order those of them are in a random order too.
 *
 * @returns null for metrics that are no mean of such values
 */
export function boundedValues(
  reference: MetricReference,
  outcomes: EvaluatedOutcomes,
  order: Int32Array,
): { readonly values: Float64Array; readonly units: Int32Array } | null {
  const all = lookedValues(reference, outcomes);
  if (all === null) return null;
  const units = order.filter((i) => Number.isFinite(all[i]!));
  return { units, values: Float64Array.from(units, (i) => all[i]!) };
}

/** A value in [0, 1] of each unit, NaN where the metric is not defined; null for metrics that are no mean of such. */
export function lookedValues(
  reference: MetricReference,
  outcomes: EvaluatedOutcomes,
): Float64Array | null {
  if (!haveObjects(outcomes)) {
    return metricOf(reference).images?.lookedValues?.(outcomes, reference) ?? null;
  }
  return outcomes.input.keypoints === undefined
    ? null
    : lookedPoints(reference, pairedPoints(outcomes));
}

/** {@link lookedValues} of points of objects. */
export function lookedPoints(
  reference: MetricReference,
  points: PairedPoints,
): Float64Array | null {
  const { detections } = metricOf(reference);
  if (detections?.over !== "points") return null;
  return detections.lookedValues?.(points, reference) ?? null;
}

/**
 * Means of clusters in the order in which their last value comes: a cluster enters when it is
 * complete.
 *
 * @param cluster of each value
 * @param open clusters of which labels are still missing: left out; null if none
 */
export function clusterMeans(
  values: Float64Array,
  cluster: Int32Array,
  open: ReadonlySet<number> | null = null,
): Float64Array {
  const sums = new Map<number, { sum: number; n: number; last: number }>();
  for (let i = 0; i < values.length; i++) {
    const g = cluster[i]!;
    if (open?.has(g) === true) continue;
    const { sum, n } = sums.get(g) ?? { sum: 0, n: 0 };
    sums.set(g, { sum: sum + values[i]!, n: n + 1, last: i });
  }
  const complete = [...sums.values()].sort((a, b) => a.last - b.last);
  return Float64Array.from(complete, ({ sum, n }) => sum / n);
}
