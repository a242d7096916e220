import { hypot } from "../core/elementary.js";
import { checkClusters, checkFinite, checkLevel, checkRange } from "./arguments.js";
import { type ClusterDesign, clusterDesign } from "./cluster-design.js";
import {
  type ClusterMean,
  type ClusterScores,
  clusterMean,
  clusterScores,
} from "./cluster-scores.js";
import type { MethodCode } from "./codes.js";
import type { Interval, IntervalResult } from "./interval.js";
import { levelQuantile, studentLevelQuantile } from "./quantiles.js";
import { isSizeRelated, sizeCorrelation } from "./size-relation.js";
import { wilsonInterval } from "./wilson.js";
import { clusterProportionInterval, clusterWarnings } from "./wilson-cluster.js";

/** A mean by `t` or `t-cluster`. */
export interface MeanIntervalResult extends IntervalResult {
  /** k_u = (Σd²)²/Σd⁴: in how many units or clusters the deviations sit; null without variance. */
  readonly carriers: number | null;
}

/** A mean of scores in [0, 1] of which some fail totally. */
export interface MeanFailureResult extends IntervalResult {
  /** k failures (scores below half the median) of n, m_o and D = m_o − m_f; null if n_o < 2. */
  readonly failures: {
    readonly k: number;
    readonly n: number;
    readonly othersMean: number;
    readonly drop: number;
  } | null;
  /**
   * Clusters: §1.2 of the sums of scores, with k_eff of the failures (G if there are none), icc of
   * the scores that did not fail, and the smallest df; what the verdict needs. Null without.
   */
  readonly design: ClusterDesign | null;
}

/**
 * Mean and Student's interval (`t`): x̄ ± t(n − 1)·s/√n. Source: METHODS §2.4.
 *
 * @param values finite
 * @returns n = 0 → null, `interval/no-images`; variance 0 (also n = 1) → limits null,
 *   `interval/no-variation`; k_u < 15 → `interval/few-units-carry-it`
 * @throws HomegroundError `argument/not-a-number`, `argument/out-of-range`
 */
export function tInterval(values: Float64Array, level: number): MeanIntervalResult {
  checkLevel(level);
  checkFinite(values, "values");
  const n = values.length;
  const base = { level, method: "t", n, clusters: null, effectiveN: null, icc: null };
  const none = { ...base, low: null, high: null, df: null, carriers: null };
  if (n === 0) return { ...none, value: null, warnings: ["interval/no-images"] };
  const value = mean(values);
  const { norm, carriers } = deviations(values, value);
  if (carriers === null) return { ...none, value, warnings: ["interval/no-variation"] };
  const half = (studentLevelQuantile(level, n - 1) * norm) / Math.sqrt((n - 1) * n);
  const warnings = carryWarnings(carriers);
  return { ...base, value, low: value - half, high: value + half, df: n - 1, carriers, warnings };
}

/**
 * Mean over units in clusters (`t-cluster`): the ratio mean with v = G/(G − 1)·Σ(S_g − x̄·m_g)²/n²
 * and Satterthwaite's df. Source: METHODS §2.4.
 *
 * @param values finite, one a unit
 * @param cluster ids 0 … clusterCount − 1, one a unit; ids without a unit do not count
 * @returns as {@link tInterval}, and G < 3 → limits null, `clusters/too-few`; G < 10 →
 *   `clusters/few`; df < 4 → `clusters/one-dominates`; `clusters/size-related`
 * @throws HomegroundError `argument/not-a-number`, `argument/out-of-range`, `argument/length-mismatch`
 */
export function tClusterInterval(
  values: Float64Array,
  cluster: ArrayLike<number>,
  clusterCount: number,
  level: number,
): MeanIntervalResult {
  checkLevel(level);
  checkFinite(values, "values");
  checkClusters(cluster, clusterCount, values);
  const scores = clusterScores(values, cluster, clusterCount);
  const found = clusterMean(scores);
  const base = { level, method: "t-cluster", effectiveN: null };
  const none = { ...base, low: null, high: null, df: null, icc: null, carriers: null };
  if (found === null) {
    return { ...none, value: null, n: 0, clusters: 0, warnings: ["interval/no-images"] };
  }
  const { n, G, mean: value, v, icc, df, residuals } = found;
  if (G < 3) return { ...none, value, n, clusters: G, icc, warnings: ["clusters/too-few"] };
  const { carriers } = deviations(residuals, 0);
  // Cluster means that are equal up to rounding have no variance either.
  if (carriers === null || Math.sqrt(v) <= 1e-14 * Math.abs(value) || isConstant(values)) {
    return { ...none, value, n, clusters: G, icc, warnings: ["interval/no-variation"] };
  }
  const half = studentLevelQuantile(level, df) * Math.sqrt(v);
  const warnings = carryWarnings(carriers);
  if (G < 10) warnings.push("clusters/few");
  if (df < 4) warnings.push("clusters/one-dominates");
  const correlation = sizeCorrelation(scores.size, scores.total, icc);
  if (isSizeRelated(correlation, G)) warnings.push("clusters/size-related");
  const limits = { low: value - half, high: value + half };
  return { ...base, value, ...limits, n, clusters: G, df, icc, carriers, warnings };
}

/**
 * Mean of scores in [0, 1] some of which are total failures (`mean-failure`): a failure is a score
 * below half the median, k of n; f = k/n; m_o, s_o of the n_o others, m_f of the failures (0 if none):
 *
 *     D = m_o − m_f;  [f_l, f_u] = W(f, n, z);  h = (1 − f)·t(n_o − 1)·s_o/√n_o
 *     [m − √(h² + ((f_u − f)·D)²), m + √(h² + ((f − f_l)·D)²)], clipped to [0, 1]
 *
 * so that failures too rare to be drawn are allowed for. Source: METHODS §2.3, the project's own.
 *
 * @param scores in [0, 1]
 * @returns n = 0 → null, `interval/no-images`; n_o < 2, or all scores 0 (the split then allows for
 *   nothing) → limits null, `interval/no-variation`; all scores equal → `interval/no-variation`
 * @throws HomegroundError `argument/out-of-range`
 */
export function meanFailureInterval(scores: Float64Array, level: number): MeanFailureResult {
  checkLevel(level);
  const split = splitFailures(scores);
  const base = { level, method: "mean-failure", n: scores.length, clusters: null };
  const rest = { effectiveN: null, icc: null, design: null };
  if (split === null) {
    const none = { value: null, low: null, high: null, df: null, failures: null };
    return { ...base, ...rest, ...none, warnings: ["interval/no-images"] };
  }
  const { m, k, n, f, others, othersMean, drop } = split;
  const failures = { k, n, othersMean, drop };
  const warnings: MethodCode[] = isConstant(scores) ? ["interval/no-variation"] : [];
  if (others.length < 2) {
    const none = { value: m, low: null, high: null, df: null, failures: null };
    return { ...base, ...rest, ...none, warnings: ["interval/no-variation"] };
  }
  const df = others.length - 1;
  const { norm } = deviations(others, othersMean);
  const h = ((1 - f) * studentLevelQuantile(level, df) * norm) / Math.sqrt(df * others.length);
  const limits = failureLimits(m, f, wilsonInterval(f, n, levelQuantile(level)), h, drop);
  if (limits.low === limits.high) return { ...base, ...rest, ...NO_LIMITS, value: m, warnings };
  return { ...base, ...rest, value: m, ...limits, df, failures, warnings };
}

/**
 * {@link meanFailureInterval} over units in clusters (`mean-failure-cluster`): [f_l, f_u] by
 * `wilson-cluster` on the failures, s_o²/n_o by the clusters' sums with Satterthwaite's df, and each
 * side then at least as far out as `t-cluster` of all scores. Source: METHODS §2.3.
 *
 * @returns G < 3 → limits null, `clusters/too-few`; fewer than 2 clusters with a score that did not
 *   fail, or all scores 0 → limits null, `interval/no-variation`; else the codes of METHODS §1.2 with u = m, the
 *   correlation of sizes with sums of scores, k_eff of the failures if any, and the smallest df
 * @throws HomegroundError `argument/out-of-range`, `argument/length-mismatch`
 */
export function meanFailureClusterInterval(
  scores: Float64Array,
  cluster: ArrayLike<number>,
  clusterCount: number,
  level: number,
): MeanFailureResult {
  checkLevel(level);
  checkClusters(cluster, clusterCount, scores);
  const split = splitFailures(scores);
  const base = { level, method: "mean-failure-cluster", n: scores.length, effectiveN: null };
  const none = { ...base, low: null, high: null, df: null, failures: null, design: null };
  if (split === null) {
    return { ...none, value: null, clusters: 0, icc: null, warnings: ["interval/no-images"] };
  }
  const { m, k, n, f, othersMean, drop, threshold } = split;
  const failures = { k, n, othersMean, drop };
  const all = clusterScores(scores, cluster, clusterCount);
  const G = all.size.reduce((count, size) => count + (size > 0 ? 1 : 0), 0);
  if (G < 3) {
    return { ...none, value: m, clusters: G, icc: null, warnings: ["clusters/too-few"] };
  }
  const others = clusterMean(clusterScores(scores, cluster, clusterCount, (s) => s >= threshold));
  const failed = clusterScores(scores, cluster, clusterCount, (s) => s < threshold);
  const rate = clusterProportionInterval(all.size, failed.size, level);
  const { low, high, design: rates } = rate;
  if (others === null || others.G < 2 || low === null || high === null || rates === null) {
    return { ...none, value: m, clusters: G, icc: null, warnings: ["interval/no-variation"] };
  }
  const h = (1 - f) * studentLevelQuantile(level, others.df) * Math.sqrt(others.v);
  const bySplit = failureLimits(m, f, { low, high }, h, drop);
  const t = tClusterInterval(scores, cluster, clusterCount, level);
  const limits = {
    low: Math.max(0, Math.min(bySplit.low, t.low ?? 1)),
    high: Math.min(1, Math.max(bySplit.high, t.high ?? 0)),
  };
  if (limits.low === limits.high) {
    return { ...none, value: m, clusters: G, icc: others.icc, warnings: ["interval/no-variation"] };
  }
  const df = Math.min(others.df, t.df ?? others.df, rates.df);
  const design = scoresDesign(all, others, k > 0 ? rates.kEff : G, df);
  const evidence = k > 0 ? design : { ...design, kEff: Number.POSITIVE_INFINITY };
  const warnings = clusterWarnings(evidence, m, limits);
  if (isConstant(scores) && !warnings.includes("interval/no-variation")) {
    warnings.unshift("interval/no-variation");
  }
  const { icc } = others;
  return { ...base, value: m, ...limits, clusters: G, df, icc, failures, design, warnings };
}

const NO_LIMITS = { low: null, high: null, df: null, failures: null } as const;

function scoresDesign(
  all: ClusterScores,
  others: ClusterMean,
  kEff: number,
  df: number,
): ClusterDesign {
  const design = clusterDesign(all.size, all.total);
  const correlation = sizeCorrelation(all.size, all.total, clusterMean(all)?.icc ?? 0);
  return {
    ...design,
    kEff,
    icc: others.icc,
    df,
    sizeCorrelation: correlation,
    sizeRelated: isSizeRelated(correlation, design.G),
  };
}

function failureLimits(m: number, f: number, rate: Interval, h: number, drop: number): Interval {
  return {
    low: Math.max(0, m - hypot(h, (rate.high - f) * drop)),
    high: Math.min(1, m + hypot(h, (f - rate.low) * drop)),
  };
}

/** Null if there is no score. */
function splitFailures(scores: Float64Array) {
  for (let i = 0; i < scores.length; i++) {
    checkRange(scores[i]! >= 0 && scores[i]! <= 1, `scores[${i}]`, scores[i], "from 0 to 1");
  }
  const n = scores.length;
  if (n === 0) return null;
  const threshold = median(scores) / 2;
  const others = scores.filter((score) => score >= threshold);
  const k = n - others.length;
  const m = mean(scores);
  const othersMean = mean(others);
  const drop = othersMean - (k === 0 ? 0 : mean(scores.filter((score) => score < threshold)));
  return { m, k, n, f: k / n, others, othersMean, drop, threshold };
}

function carryWarnings(carriers: number): MethodCode[] {
  return carriers < 15 ? ["interval/few-units-carry-it"] : [];
}

/**
 * k_u = (Σd²)²/Σd⁴ of d = value − centre: in how many units, or clusters, deviations sit; null where there are none.
 *
 * @param values finite
 */
export function carriersOf(values: Float64Array, centre: number): number | null {
  return deviations(values, centre).carriers;
}

/**
 * √Σd² and k_u = (Σd²)²/Σd⁴ of d = value − centre, in units of the largest |d|, so that no fourth
 * power overflows or vanishes; k_u null if all values are equal.
 */
function deviations(values: Float64Array, centre: number) {
  let scale = 0;
  for (let i = 0; i < values.length; i++) scale = Math.max(scale, Math.abs(values[i]! - centre));
  if (isConstant(values) || scale === 0) return { norm: 0, carriers: null };
  let squares = 0;
  let fourths = 0;
  for (let i = 0; i < values.length; i++) {
    const square = ((values[i]! - centre) / scale) ** 2;
    squares += square;
    fourths += square * square;
  }
  return { norm: scale * Math.sqrt(squares), carriers: (squares * squares) / fourths };
}

/** Mean of one value or more: a plain sum, corrected by the mean of what is left. */
function mean(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  const first = sum / values.length;
  let rest = 0;
  for (let i = 0; i < values.length; i++) rest += values[i]! - first;
  return first + rest / values.length;
}

function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  const n = sorted.length;
  return (sorted[(n - 1) >> 1]! + sorted[n >> 1]!) / 2;
}

function isConstant(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
}
