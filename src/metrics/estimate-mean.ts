import { clusterScores } from "../statistics/cluster-scores.js";
import {
  type MeanFailureResult,
  type MeanIntervalResult,
  meanFailureClusterInterval,
  meanFailureInterval,
  tClusterInterval,
  tInterval,
} from "../statistics/mean.js";
import { studentLevelQuantile } from "../statistics/quantiles.js";
import { clusterTotals } from "./estimate-proportion.js";
import type { EstimateDetail } from "./estimate-types.js";
import type { MetricEstimate } from "./metric-estimate.js";
import { effectiveCount, type UnitSample } from "./sample.js";

/** Mean of a value of each unit without bounds: `t`, `t-cluster` (METHODS §2.4). */
export function meanEstimate(sample: UnitSample, values: Float64Array): MetricEstimate {
  return {
    toUnit: null,
    at: (level) => {
      const found = sample.weights === null ? tResult(sample, values, level) : null;
      return detail(sample, found ?? weightedMean(sample, values, level), "t");
    },
  };
}

/**
 * Mean of a score of each unit in [0, 1], some of which may fail totally: `mean-failure`,
 * `mean-failure-cluster` (METHODS §2.3).
 *
 * @param fromUnit from the score to the metric, linear, falling or rising
 * @param toUnit its inverse
 */
export function failureMeanEstimate(
  sample: UnitSample,
  scores: Float64Array,
  fromUnit: (score: number) => number,
  toUnit: (value: number) => number,
): MetricEstimate {
  const { cluster, clusterCount } = sample.outcomes;
  return {
    toUnit,
    at(level) {
      if (sample.weights !== null) {
        const { value, low, high, ...rest } = weightedMean(sample, scores, level);
        const limits = low === null || high === null ? null : [Math.max(0, low), Math.min(1, high)];
        const held = { ...rest, value, low: limits?.[0] ?? null, high: limits?.[1] ?? null };
        return mapped({ ...detail(sample, held, "t"), u: value }, fromUnit);
      }
      const found: MeanFailureResult =
        cluster === null
          ? meanFailureInterval(scores, level)
          : meanFailureClusterInterval(scores, cluster, clusterCount, level);
      const { failures, design } = found;
      const base = detail(sample, { ...found, carriers: null }, "mean-failure");
      const all = cluster === null ? null : clusterScores(scores, cluster, clusterCount);
      const perCluster = all === null ? {} : { perCluster: clusterTotals(all.size, all.total) };
      return mapped({ ...base, u: found.value, failures, design, ...perCluster }, fromUnit);
    },
  };
}

function tResult(sample: UnitSample, values: Float64Array, level: number): MeanIntervalResult {
  const { cluster, clusterCount } = sample.outcomes;
  return cluster === null
    ? tInterval(values, level)
    : tClusterInterval(values, cluster, clusterCount, level);
}

/**
 * Weighted mean x̄ = Σwx/Σw ± t(ν − 1)·√(ν/(ν − 1)·Σw²(x − x̄)²)/Σw, ν = Kish's effective number;
 * in clusters the sums Σ_g w(x − x̄) take the place of w(x − x̄), ν = Kish's number of clusters.
 */
function weightedMean(sample: UnitSample, values: Float64Array, level: number): MeanIntervalResult {
  const { cluster, clusterCount, unitCount } = sample.outcomes;
  const groups = cluster === null ? unitCount : clusterCount;
  const weight = new Float64Array(groups);
  const total = new Float64Array(groups);
  let sum = 0;
  let weights = 0;
  for (let i = 0; i < unitCount; i++) {
    const w = sample.weights?.[i] ?? 1;
    weight[cluster?.[i] ?? i]! += w;
    total[cluster?.[i] ?? i]! += w * values[i]!;
    sum += w * values[i]!;
    weights += w;
  }
  const value = sum / weights;
  let weightSquares = 0;
  let squares = 0;
  let fourths = 0;
  let used = 0;
  for (let g = 0; g < groups; g++) {
    if (weight[g] === 0) continue;
    const deviation = total[g]! - value * weight[g]!;
    weightSquares += weight[g]! ** 2;
    squares += deviation ** 2;
    fourths += deviation ** 2 * deviation ** 2;
    used++;
  }
  const nu = effectiveCount(weights, weightSquares);
  const method = cluster === null ? "t" : "t-cluster";
  const clusters = cluster === null ? null : used;
  const base = { value, level, method, n: unitCount, clusters, effectiveN: null, icc: null };
  const none = { ...base, low: null, high: null, df: null, carriers: null };
  if (clusters !== null && clusters < 3) return { ...none, warnings: ["clusters/too-few"] };
  if (!(squares > 1e-24 * weights * weights) || nu <= 1) {
    return { ...none, warnings: ["interval/no-variation"] };
  }
  const error = Math.sqrt((nu / (nu - 1)) * squares) / weights;
  const half = studentLevelQuantile(level, nu - 1) * error;
  const carriers = (squares * squares) / fourths;
  return {
    ...base,
    low: value - half,
    high: value + half,
    df: nu - 1,
    carriers,
    warnings: [
      ...(carriers < 15 ? (["interval/few-units-carry-it"] as const) : []),
      ...(clusters !== null && clusters < 10 ? (["clusters/few"] as const) : []),
    ],
  };
}

function detail(
  sample: UnitSample,
  found: MeanIntervalResult,
  family: "t" | "mean-failure",
): EstimateDetail {
  const { value, low, high, level, method, n, clusters, warnings, carriers } = found;
  return {
    value,
    low,
    high,
    level,
    method,
    n,
    defined: n,
    clusters: sample.outcomes.cluster === null ? null : clusters,
    warnings,
    family,
    u: null,
    nu: null,
    design: null,
    carriers,
    fewLabels: null,
    failures: null,
  };
}

/** The estimate of `fromUnit` of the mean; u stays the mean. */
function mapped(estimate: EstimateDetail, fromUnit: (score: number) => number): EstimateDetail {
  const map = (score: number | null) => (score === null ? null : fromUnit(score));
  const [low, high] = [map(estimate.low), map(estimate.high)];
  const falls = low !== null && high !== null && low > high;
  return {
    ...estimate,
    value: map(estimate.value),
    low: falls ? high : low,
    high: falls ? low : high,
  };
}
