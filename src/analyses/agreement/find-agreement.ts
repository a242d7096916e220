import { type CountingOutcomes, countsOf } from "../../outcomes/counting.js";
import { jackknifeVariance } from "../../statistics/jackknife.js";
import { tClusterInterval } from "../../statistics/mean.js";
import { blandAltman, LIMIT_WIDTH, pairedAgreement } from "../../statistics/paired-agreement.js";
import { studentLevelQuantile } from "../../statistics/quantiles.js";
import type { CountPair, ResultAgreement, ResultAgreementLimit } from "./result.js";

/** Clusters that limits with a range take. */
const LEAST_CLUSTERS = 3;

/** @returns null without a unit */
export function agreementOf(outcomes: CountingOutcomes, level: number): ResultAgreement | null {
  const { unitCount, unit, cluster, clusterCount } = outcomes;
  const { truth, predicted } = countsOf(outcomes, null);
  const differences = predicted.map((value, i) => value - truth[i]!);
  const found = blandAltman(differences, level);
  if (found === null) return null;
  const sizes = differences.map(Math.abs);
  const means = predicted.map((value, i) => (value + truth[i]!) / 2);
  const { lower, upper } = found;
  const between =
    lower === null || upper === null
      ? null
      : differences.filter((value) => value >= lower && value <= upper).length / unitCount;
  const { r2, pearson } = pairedAgreement(truth, predicted, level);
  const limits =
    cluster === null
      ? {
          mean: limit(found.mean, found.meanInterval),
          lower: limit(lower, found.lowerInterval),
          upper: limit(upper, found.upperInterval),
          clusters: null,
          warnings: [],
        }
      : overClusters(differences, cluster, clusterCount, level);
  return {
    unit,
    n: unitCount,
    level,
    sd: found.sd,
    within: between,
    widening: pairedAgreement(means, sizes, level).pearson,
    pearson,
    r2,
    ...limits,
  };
}

/** Ranges of the limits from leaving each cluster out, of the mean as of every mean over clusters. */
function overClusters(
  differences: Float64Array,
  cluster: Int32Array,
  clusterCount: number,
  level: number,
): Pick<ResultAgreement, "mean" | "lower" | "upper" | "clusters" | "warnings"> {
  const sums = Array.from({ length: 3 }, () => new Float64Array(clusterCount));
  const [size, sum, squares] = sums as [Float64Array, Float64Array, Float64Array];
  const origin = meanOf(differences);
  for (let i = 0; i < differences.length; i++) {
    const own = differences[i]! - origin;
    size[cluster[i]!]! += 1;
    sum[cluster[i]!]! += own;
    squares[cluster[i]!]! += own * own;
  }
  const total = (values: Float64Array) => values.reduce((all, one) => all + one, 0);
  const [n, all, allSquares] = [total(size), total(sum), total(squares)];
  const at = (side: -1 | 1, g: number): number => {
    const left = n - (g < 0 ? 0 : size[g]!);
    if (left < 2) return Number.NaN;
    const mean = (all - (g < 0 ? 0 : sum[g]!)) / left;
    const rest = allSquares - (g < 0 ? 0 : squares[g]!) - left * mean * mean;
    return origin + mean + side * LIMIT_WIDTH * Math.sqrt(Math.max(0, rest) / (left - 1));
  };
  const used = [...size.keys()].filter((g) => size[g]! > 0);
  const G = used.length;
  const sided = (side: -1 | 1): ResultAgreementLimit => {
    const value = at(side, -1);
    if (Number.isNaN(value)) return limit(null, null);
    const left = Float64Array.from(used, (g) => at(side, g));
    const variance = jackknifeVariance(left);
    if (G < LEAST_CLUSTERS || !(variance > 0)) return limit(value, null);
    const half = studentLevelQuantile(level, G - 1) * Math.sqrt(variance);
    return limit(value, { low: value - half, high: value + half });
  };
  const { value, low, high, warnings } = tClusterInterval(
    differences,
    cluster,
    clusterCount,
    level,
  );
  return {
    mean: { value, low, high },
    lower: sided(-1),
    upper: sided(1),
    clusters: G,
    warnings,
  };
}

function limit(
  value: number | null,
  interval: { readonly low: number; readonly high: number } | null,
): ResultAgreementLimit {
  const isFlat = interval === null || interval.low === interval.high;
  return { value, low: isFlat ? null : interval.low, high: isFlat ? null : interval.high };
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Distinct pairs of counts of all labels together. */
export function countPairsOf(outcomes: CountingOutcomes): CountPair[] {
  const { truth, predicted } = countsOf(outcomes, null);
  const pairs = new Map<string, { truth: number; predicted: number; units: number }>();
  for (let i = 0; i < truth.length; i++) {
    const key = `${truth[i]} ${predicted[i]}`;
    const pair = pairs.get(key) ?? { truth: truth[i]!, predicted: predicted[i]!, units: 0 };
    pair.units++;
    pairs.set(key, pair);
  }
  const mean = ({ truth: t, predicted: p }: CountPair): number => t + p;
  return [...pairs.values()].sort(
    (a, b) => mean(a) - mean(b) || a.predicted - a.truth - (b.predicted - b.truth),
  );
}
