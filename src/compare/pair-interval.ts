import type { MetricReference } from "../metrics/estimate-types.js";
import { metricOf } from "../metrics/lookup.js";
import { haveObjects } from "../outcomes/detection/evaluated-detections.js";
import { selectUnits } from "../outcomes/select-units.js";
import {
  newcombePaired,
  pairedClusterInterval,
  pairedJackknifeInterval,
  pairedMeanInterval,
  type Sign,
} from "../statistics/difference.js";
import type { IntervalResult } from "../statistics/interval.js";
import { jackknifeVariance } from "../statistics/jackknife.js";
import { carriersOf } from "../statistics/mean.js";
import type { ComparedPair } from "./comparison.js";
import {
  type MeasuredFigure,
  type ModelFigure,
  ownUnits,
  type SharedUnits,
  signOf,
} from "./paired-units.js";

/** Units that both, one or none of two models gets right; null where units are not right or wrong. */
export function rightOf(first: MeasuredFigure, second: MeasuredFigure): ComparedPair["right"] {
  const { values: x } = first;
  const { values: y } = second;
  if (x === null || y === null || !first.areHits || !second.areHits) return null;
  return countRight(x, y);
}

/** @param x, y 1 of a unit that is right, else 0, in the same order */
export function countRight(x: ArrayLike<number>, y: ArrayLike<number>): RightCounts {
  const right = { both: 0, onlyA: 0, onlyB: 0, none: 0 };
  for (let i = 0; i < x.length; i++) {
    if (x[i] === 1) right[y[i] === 1 ? "both" : "onlyA"]++;
    else right[y[i] === 1 ? "onlyB" : "none"]++;
  }
  return right;
}

type RightCounts = NonNullable<ComparedPair["right"]>;

/**
 * Difference of two models' figures on the same units, positive where the first is better (METHODS §3,
 * "Two models, same images"): of shares Newcombe's paired interval or its form for clusters, of other
 * means t, of AUC DeLong's, of any other figure the jackknife of the difference.
 *
 * @param right what {@link rightOf} gives of the two
 */
export function pairInterval(
  first: MeasuredFigure,
  second: MeasuredFigure,
  right: ComparedPair["right"],
  reference: MetricReference,
  shared: SharedUnits,
  level: number,
): IntervalResult {
  const sign = signOf(reference);
  const { units, clusters } = shared;
  const [x, y] = [first.values, second.values];
  if (x !== null && y !== null) {
    if (right !== null) return hitsInterval(x, y, right, sign, clusters, level);
    const differences = x.map((value, i) => sign * (value - y[i]!));
    const found = pairedMeanInterval(differences, clusters, level);
    return ofEnough(found, clusters === null ? differences : sumsOf(differences, clusters));
  }
  const own = ofItsOwnKind(first.figure, second.figure, reference, shared);
  if (own === null) return ofJackknife(first, second, sign, shared, level);
  return pairedJackknifeInterval(sign * own.difference, own.variance, units.length, level, {
    G: clusters?.count ?? null,
    df: own.df,
  });
}

/**
 * Difference of the shares that two models get right of the same units: Newcombe's paired interval, or its
 * form for clusters.
 *
 * @param x, y 1 of a unit that is right, else 0, in the same order
 * @param right what {@link countRight} gives of them
 */
export function hitsInterval(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  right: RightCounts,
  sign: Sign,
  clusters: SharedUnits["clusters"],
  level: number,
): IntervalResult {
  if (clusters !== null) return ofClusters(x, y, sign, clusters, level);
  const { both, onlyA, onlyB, none } = right;
  return sign === 1
    ? newcombePaired(both, onlyA, onlyB, none, level)
    : newcombePaired(none, onlyB, onlyA, both, level);
}

function ofClusters(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  sign: Sign,
  { cluster, count }: NonNullable<SharedUnits["clusters"]>,
  level: number,
): IntervalResult {
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
  sign: Sign,
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
  if (clusters === null) {
    const found = pairedJackknifeInterval(value, v, n, level, { G: null, df: groups });
    return ofEnough(found, differences);
  }
  const ofModels = [first, second].map(({ detail }) => detail.design?.df ?? groups);
  const df = Math.max(1, Math.min(groups, ...ofModels));
  return ofEnough(
    pairedJackknifeInterval(value, v, n, level, { G: clusters.count, df }),
    differences,
  );
}

/** Of so few images or groups that make a difference Student's law says nothing. */
const FEWEST_CARRIERS = 3;

/**
 * No interval where one image or two, or groups, make the whole difference: of two models that find next to nothing
 * the jackknife knows the one image on which one of them found something, and its interval would have no width to
 * speak of. Of few units a fifth is asked for, which chance alone hardly misses.
 *
 * @param parts what each unit, group or value left out adds to the difference, up to sign and scale
 */
function ofEnough(found: IntervalResult, parts: Float64Array): IntervalResult {
  if (found.low === null) return found;
  const mean = parts.reduce((sum, one) => sum + one, 0) / parts.length;
  const carriers = carriersOf(parts, mean) ?? 0;
  if (carriers >= Math.min(FEWEST_CARRIERS, parts.length / 5)) return found;
  return { ...found, low: null, high: null, df: null, warnings: ["interval/few-units-carry-it"] };
}

/** Deviations of a mean difference, summed by group. */
function sumsOf(
  differences: Float64Array,
  { cluster, count }: NonNullable<SharedUnits["clusters"]>,
): Float64Array {
  const mean = differences.reduce((sum, one) => sum + one, 0) / differences.length;
  const sums = new Float64Array(count);
  for (const [i, one] of differences.entries()) sums[cluster[i]!]! += one - mean;
  return sums;
}
