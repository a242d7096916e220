import { atanh, tanh } from "../core/elementary.js";
import { checkFinite, checkLevel, checkSameLength } from "./arguments.js";
import type { MethodCode } from "./codes.js";
import type { Interval } from "./interval.js";
import { jackknifeVariance } from "./jackknife.js";
import { tClusterInterval } from "./mean.js";
import { levelQuantile, studentLevelQuantile } from "./quantiles.js";

/** Limits of agreement reach so many standard deviations: Bland & Altman's own number, not a quantile. */
const LIMIT_WIDTH = 1.96;

/** Difference of two measurements of the same things. */
export interface BlandAltman {
  readonly n: number;
  readonly mean: number;
  /** With n − 1; null of fewer than two. */
  readonly sd: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  /** Standard error of either limit, sd·√(1/n + 1.96²/(2(n − 1))). */
  readonly limitError: number | null;
  readonly meanInterval: Interval | null;
  readonly lowerInterval: Interval | null;
  readonly upperInterval: Interval | null;
}

/**
 * Mean difference and limits of agreement, with intervals by Student's law of n − 1 degrees of freedom.
 *
 * Source: Bland & Altman 1986, 1999 (from memory; numbers of the oracle `agreement`).
 *
 * @param differences of independent pairs, finite
 * @returns null of none
 * @throws HomegroundError `argument/not-a-number`, `argument/out-of-range`
 */
export function blandAltman(differences: Float64Array, level = 0.95): BlandAltman | null {
  checkLevel(level);
  checkFinite(differences, "differences");
  const n = differences.length;
  if (n === 0) return null;
  const mean = meanOf(differences);
  const none = { sd: null, lower: null, upper: null, limitError: null };
  const noIntervals = { meanInterval: null, lowerInterval: null, upperInterval: null };
  if (n < 2) return { n, mean, ...none, ...noIntervals };
  let squares = 0;
  for (const value of differences) squares += (value - mean) ** 2;
  const sd = Math.sqrt(squares / (n - 1));
  const limitError = sd * Math.sqrt(1 / n + LIMIT_WIDTH ** 2 / (2 * (n - 1)));
  const t = studentLevelQuantile(level, n - 1);
  const around = (value: number, error: number): Interval => ({
    low: value - t * error,
    high: value + t * error,
  });
  const lower = mean - LIMIT_WIDTH * sd;
  const upper = mean + LIMIT_WIDTH * sd;
  return {
    n,
    mean,
    sd,
    lower,
    upper,
    limitError,
    meanInterval: around(mean, sd / Math.sqrt(n)),
    lowerInterval: around(lower, limitError),
    upperInterval: around(upper, limitError),
  };
}

/** A number and its range; null where there is none. */
export interface AgreementLimit {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Mean difference and limits of agreement of pairs that are independent or in clusters. */
export interface AgreementLimits {
  readonly mean: AgreementLimit;
  readonly lower: AgreementLimit;
  readonly upper: AgreementLimit;
  /** Null where pairs are independent. */
  readonly clusters: number | null;
  readonly warnings: readonly MethodCode[];
}

/** Clusters that limits with a range take. */
const LEAST_CLUSTERS = 3;

/**
 * {@link blandAltman} of independent pairs. In clusters ranges of the limits are Student's on leaving each
 * cluster out, that of the mean as of every mean over clusters (METHODS §2.4).
 *
 * @param differences one a pair, at least one
 * @param cluster of each; null where they are independent
 */
export function agreementLimits(
  differences: Float64Array,
  cluster: Int32Array | null,
  clusterCount: number,
  level: number,
): AgreementLimits {
  if (cluster !== null) return overClusters(differences, cluster, clusterCount, level);
  const found = blandAltman(differences, level);
  return {
    mean: limit(found?.mean ?? null, found?.meanInterval ?? null),
    lower: limit(found?.lower ?? null, found?.lowerInterval ?? null),
    upper: limit(found?.upper ?? null, found?.upperInterval ?? null),
    clusters: null,
    warnings: [],
  };
}

function overClusters(
  differences: Float64Array,
  cluster: Int32Array,
  clusterCount: number,
  level: number,
): AgreementLimits {
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
  const sided = (side: -1 | 1): AgreementLimit => {
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
): AgreementLimit {
  const isFlat = interval === null || interval.low === interval.high;
  return { value, low: isFlat ? null : interval.low, high: isFlat ? null : interval.high };
}

/** How two columns of numbers agree; null where a figure is undefined. */
export interface PairedAgreement {
  /** 1 − Σ(y − x)²/Σ(x − x̄)²: below 0 where the mean of x would be nearer. Not the squared correlation. */
  readonly r2: number | null;
  readonly pearson: number | null;
  /** Lin's, with moments of 1/n. */
  readonly concordance: number | null;
  /** The same with moments of 1/(n − 1). */
  readonly concordanceUnbiased: number | null;
  /** Lin's interval by the inverse hyperbolic tangent, of independent pairs that are normal. */
  readonly concordanceInterval: Interval | null;
}

/**
 * @param x what is true
 * @param y what was said
 * @throws HomegroundError `argument/…` for other lengths and numbers
 */
export function pairedAgreement(x: Float64Array, y: Float64Array, level = 0.95): PairedAgreement {
  checkSameLength(x, y, "y");
  checkFinite(x, "x");
  checkFinite(y, "y");
  const n = x.length;
  const [meanX, meanY] = [meanOf(x), meanOf(y)];
  let [xx, yy, xy, errors] = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [dx, dy] = [x[i]! - meanX, y[i]! - meanY];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
    errors += (y[i]! - x[i]!) ** 2;
  }
  const gap = (meanY - meanX) ** 2;
  const of = (count: number): number | null => {
    const whole = (xx + yy) / count + gap;
    return count > 0 && whole > 0 ? (2 * xy) / count / whole : null;
  };
  const pearson = xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : null;
  const concordance = of(n);
  return {
    r2: xx > 0 ? 1 - errors / xx : null,
    pearson,
    concordance,
    concordanceUnbiased: of(n - 1),
    concordanceInterval:
      concordance === null || pearson === null
        ? null
        : linInterval(concordance, pearson, gap / Math.sqrt((xx / n) * (yy / n)), n, level),
  };
}

/**
 * Lin's interval of a concordance ρ_c, in atanh.
 *
 * Source: Lin 1989 with the correction of 2000, as epiR's `epi.ccc` (from memory; numbers of the oracle).
 *
 * @param shift u² = (ȳ − x̄)²/(s_x·s_y)
 */
function linInterval(
  value: number,
  pearson: number,
  shift: number,
  n: number,
  level: number,
): Interval | null {
  const r2 = pearson * pearson;
  const rest = 1 - value * value;
  if (n < 3 || !(rest > 1e-12) || r2 === 0) return null;
  const squared = value * value;
  const variance =
    (((1 - r2) * squared * rest) / r2 +
      (2 * squared * value * (1 - value) * shift) / pearson -
      (squared * squared * shift * shift) / (2 * r2)) /
    (n - 2);
  if (!(variance >= 0)) return null;
  const half = (levelQuantile(level) * Math.sqrt(variance)) / rest;
  const centre = atanh(value);
  return { low: tanh(centre - half), high: tanh(centre + half) };
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
