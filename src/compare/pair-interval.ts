import type { EstimateDetail, MetricReference } from "../metrics/estimate-types.js";
import { metricOf } from "../metrics/lookup.js";
import { haveObjects } from "../outcomes/detection/evaluated-detections.js";
import { selectUnits } from "../outcomes/select-units.js";
import {
  newcombePaired,
  pairedClusterInterval,
  pairedJackknifeInterval,
  pairedMeanInterval,
} from "../statistics/difference.js";
import type { IntervalResult } from "../statistics/interval.js";
import { jackknifeVariance } from "../statistics/jackknife.js";
import {
  areHits,
  type ModelFigure,
  ownUnits,
  type SharedUnits,
  signOf,
  unitValues,
} from "./paired-units.js";

/** One model's figure on some units. */
export interface MeasuredFigure {
  readonly figure: ModelFigure;
  readonly detail: EstimateDetail;
  /** With each group left out; null where the metric is a mean over units. */
  readonly left: Float64Array | null;
}

/**
 * Difference of two models' figures on the same units, positive where the first is better (METHODS §3,
 * "Two models, same images"): of shares Newcombe's paired interval or its form for clusters, of other
 * means t, of AUC DeLong's, of any other figure the jackknife of the difference.
 */
export function pairInterval(
  first: MeasuredFigure,
  second: MeasuredFigure,
  reference: MetricReference,
  shared: SharedUnits,
  level: number,
): IntervalResult {
  const sign = signOf(reference);
  const [x, y] = [unitValues(first.figure, shared), unitValues(second.figure, shared)];
  if (x !== null && y !== null) {
    if (areHits(x) && areHits(y)) return ofHits(x, y, sign, shared, level);
    const differences = x.map((value, i) => sign * (value - y[i]!));
    return pairedMeanInterval(differences, shared.clusters, level);
  }
  const own = ofItsOwnKind(first.figure, second.figure, reference, shared);
  const { units, clusters } = shared;
  if (own !== null) {
    const G = clusters === null ? null : { G: clusters.count, df: own.df };
    const value = sign * own.difference;
    return G === null
      ? ofIndependent(value, own.variance, own.df, units.length, level)
      : pairedJackknifeInterval(value, own.variance, units.length, level, G);
  }
  return ofJackknife(first, second, sign, shared, level);
}

function ofHits(
  x: Float64Array,
  y: Float64Array,
  sign: 1 | -1,
  { clusters }: SharedUnits,
  level: number,
): IntervalResult {
  if (clusters === null) {
    const counts = [0, 0, 0, 0]; // none right, only the second, only the first, both
    for (let i = 0; i < x.length; i++) counts[2 * x[i]! + y[i]!]! += 1;
    const [d, c, b, a] = counts as [number, number, number, number];
    return sign === 1 ? newcombePaired(a, b, c, d, level) : newcombePaired(d, c, b, a, level);
  }
  const { cluster, count } = clusters;
  const [differences, discordant, size] = [0, 0, 0].map(() => new Float64Array(count));
  for (let i = 0; i < x.length; i++) {
    const g = cluster[i]!;
    size![g]! += 1;
    differences![g]! += sign * (x[i]! - y[i]!);
    discordant![g]! += x[i] === y[i] ? 0 : 1;
  }
  return pairedClusterInterval(differences!, discordant!, size!, level);
}

/** Where a metric knows the variance of its difference better than the jackknife does. */
function ofItsOwnKind(
  first: ModelFigure,
  second: ModelFigure,
  reference: MetricReference,
  shared: SharedUnits,
) {
  const difference = metricOf(reference).images?.difference;
  if (difference === undefined) return null;
  if (haveObjects(first.outcomes) || haveObjects(second.outcomes)) return null;
  const { clusters } = shared;
  const inClusters =
    clusters === null
      ? { cluster: null, clusterCount: 0 }
      : { cluster: clusters.cluster, clusterCount: clusters.count };
  return difference(
    { ...selectUnits(first.outcomes, ownUnits(first, shared)), ...inClusters },
    { ...selectUnits(second.outcomes, ownUnits(second, shared)), ...inClusters },
    reference,
  );
}

function ofJackknife(
  first: MeasuredFigure,
  second: MeasuredFigure,
  sign: 1 | -1,
  { units, clusters }: SharedUnits,
  level: number,
): IntervalResult {
  const [x, y] = [first.detail.value, second.detail.value];
  const n = units.length;
  if (x === null || y === null || first.left === null || second.left === null) {
    const none = { value: null, low: null, high: null, df: null, icc: null, effectiveN: null };
    const G = clusters?.count ?? null;
    const method = clusters === null ? "paired-t" : "paired-t-cluster";
    return { ...none, level, method, n, clusters: G, warnings: [] };
  }
  const { left } = second;
  const differences = first.left.map((value, i) => value - left[i]!);
  const variance = jackknifeVariance(differences);
  const value = sign * (x - y);
  // Values left out that are equal but for their last digits have no variance.
  const v = variance < 1e-26 ? 0 : variance;
  const groups = differences.length - 1;
  if (clusters === null) return ofIndependent(value, v, groups, n, level);
  const ofModels = [first, second].map(({ detail }) => detail.design?.df ?? groups);
  const df = Math.max(1, Math.min(groups, ...ofModels));
  return pairedJackknifeInterval(value, v, n, level, { G: clusters.count, df });
}

/** With degrees of freedom of its own, of units that are independent. */
function ofIndependent(
  value: number,
  variance: number,
  df: number,
  n: number,
  level: number,
): IntervalResult {
  const found = pairedJackknifeInterval(value, variance, df + 1, level);
  return { ...found, n };
}
