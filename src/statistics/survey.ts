import { exp, ln } from "../core/elementary.js";
import { checkLevel, checkRange } from "./arguments.js";
import { rawIntraclassCorrelation } from "./cluster-design.js";
import type { Interval } from "./interval.js";
import { exactLimits } from "./one-proportion.js";
import { chiSquareTest } from "./paired-proportions.js";
import { levelQuantile, studentLevelQuantile } from "./quantiles.js";
import { chiSquareTable, type TwoCounts } from "./two-proportions.js";
import { wilsonInterval } from "./wilson.js";

/**
 * What survey software says of a share over clusters: for comparison with published analyses. The
 * default interval is `clusterProportionInterval`, which covers better (METHODS §1.2, §1.4).
 */
export interface SurveyProportion {
  readonly p: number;
  /** √(m/(m − 1)·Σ(k_i − p·n_i)²)/Σn: linearised ratio estimator, with-replacement clusters. */
  readonly error: number;
  /** m − 1 for m clusters. */
  readonly df: number;
  /** √(p(1 − p)/(N − 1)): of a simple random sample of N images. */
  readonly randomSampleError: number;
  /** (error/randomSampleError)²; null if that is 0. */
  readonly deff: number | null;
  /** error²/(p(1 − p)/N); null if p is 0 or 1. */
  readonly deffPq: number | null;
  /** N/deffPq; null if p is 0 or 1, or the error 0. */
  readonly effectiveN: number | null;
  /** p ± t·error, unclipped. As survey software has it: [p, p] where the error is 0. */
  readonly waldT: Interval;
  /** expit(logit p ± t·error/(p(1 − p))): R's `svyciprop(method = "logit")`; null where the error is 0. */
  readonly logitT: Interval | null;
  /** Wilson's on the effective n with z. */
  readonly wilson: Interval | null;
  /** Wilson's on the effective n with t(m − 1). */
  readonly wilsonT: Interval | null;
  /** Clopper–Pearson's at n* = n_eff·(t_{N−1}/t_{m−1})²: R's `svyciprop(method = "beta")`. */
  readonly kornGraubard: Interval | null;
  /** One-way analysis of variance, not clipped: can be negative; null where undefined. */
  readonly icc: number | null;
  /** (N − Σn²/N)/(m − 1). */
  readonly n0: number;
  /** 1 + (Σn²/N − 1)·max(icc, 0). */
  readonly deffKish: number | null;
}

/**
 * @param hits k_i, @param size n_i > 0, of at least 2 clusters
 * Source: R's package survey (from memory), held to it by oracle c; Korn & Graubard 1998.
 * @throws HomegroundError `argument/out-of-range`
 */
export function surveyProportion(
  hits: ArrayLike<number>,
  size: ArrayLike<number>,
  level: number,
): SurveyProportion {
  checkLevel(level);
  const m = size.length;
  checkRange(m >= 2 && hits.length === m, "number of clusters", m, "of 2 or more in both columns");
  let N = 0;
  let K = 0;
  let squares = 0;
  for (let i = 0; i < m; i++) {
    checkRange(size[i]! > 0 && hits[i]! >= 0 && hits[i]! <= size[i]!, "hits", hits[i], "0 to size");
    N += size[i]!;
    K += hits[i]!;
    squares += size[i]! * size[i]!;
  }
  const p = K / N;
  let residuals = 0;
  let between = 0;
  let within = 0;
  for (let i = 0; i < m; i++) {
    const q = hits[i]! / size[i]!;
    residuals += (hits[i]! - p * size[i]!) ** 2;
    between += size[i]! * (q - p) ** 2;
    within += size[i]! * q * (1 - q);
  }
  const degenerate = K === 0 || K === N;
  const error = degenerate ? 0 : Math.sqrt((m / (m - 1)) * residuals) / N;
  const df = m - 1;
  const t = studentLevelQuantile(level, df);
  const n0 = (N - squares / N) / df;
  const icc = N > m ? rawIntraclassCorrelation(between / df, within / (N - m), n0) : null;
  const variance = p * (1 - p);
  const randomSampleError = Math.sqrt(variance / (N - 1));
  const effectiveN = degenerate || error === 0 ? null : variance / (error * error);
  return {
    p,
    error,
    df,
    randomSampleError,
    icc,
    n0,
    effectiveN,
    deff: degenerate ? null : (error / randomSampleError) ** 2,
    deffPq: degenerate ? null : (error * error) / (variance / N),
    waldT: { low: p - t * error, high: p + t * error },
    // Clusters that do not differ, but for the last digits, leave nothing to make a range of.
    logitT: degenerate || error <= 1e-14 ? null : logitInterval(p, (t * error) / variance),
    wilson: effectiveN === null ? null : wilsonInterval(p, effectiveN, levelQuantile(level)),
    wilsonT: effectiveN === null ? null : wilsonInterval(p, effectiveN, t),
    kornGraubard:
      effectiveN === null
        ? null
        : kornGraubard(p, effectiveN * (studentLevelQuantile(level, N - 1) / t) ** 2, level),
    deffKish: icc === null ? null : 1 + (squares / N - 1) * Math.max(icc, 0),
  };
}

/**
 * Rao & Scott's adjustment of a share by a design effect: counts and n divided by it, and Wilson's
 * interval there.
 */
export function designEffectInterval(
  k: number,
  n: number,
  deff: number,
  level: number,
): { readonly kEff: number; readonly nEff: number; readonly interval: Interval } {
  checkRange(deff > 0 && deff < Number.POSITIVE_INFINITY, "deff", deff, "above 0 and finite");
  const interval = wilsonInterval(k / n, n / deff, levelQuantile(level));
  return { kEff: k / deff, nEff: n / deff, interval };
}

/** First-order Rao–Scott test of a 2×2 table: Pearson's χ² divided by one common design effect. */
export function raoScottChiSquare(
  counts: TwoCounts,
  deff: number,
): { readonly pearson: number; readonly statistic: number; readonly p: number } | null {
  checkRange(deff > 0 && deff < Number.POSITIVE_INFINITY, "deff", deff, "above 0 and finite");
  const pearson = chiSquareTable(counts);
  return pearson === null
    ? null
    : { pearson: pearson.statistic, ...chiSquareTest(pearson.statistic / deff) };
}

function kornGraubard(p: number, n: number, level: number): Interval {
  return exactLimits(p * n, n, (1 - level) / 2);
}

function logitInterval(p: number, half: number): Interval {
  const centre = ln(p / (1 - p));
  return { low: 1 / (1 + exp(half - centre)), high: 1 / (1 + exp(-half - centre)) };
}
