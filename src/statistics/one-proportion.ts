import { checkLevel, checkRange } from "./arguments.js";
import { clip, type Interval } from "./interval.js";
import { betaCdf, betaQuantile, levelQuantile } from "./quantiles.js";

/**
 * Intervals of one share k of n beside Wilson's (`wilson.ts`), two-sided at `level`. k and n may be
 * fractional, for effective sample sizes. All throw `argument/out-of-range` unless 0 ≤ k ≤ n, n > 0.
 */

/**
 * Clopper & Pearson's exact interval: beta quantiles B(α/2; k, n − k + 1) and
 * B(1 − α/2; k + 1, n − k); low 0 at k = 0, high 1 at k = n.
 *
 * Source: Clopper & Pearson, Biometrika 1934 (from memory), held to oracle b.
 */
export function clopperPearson(k: number, n: number, level: number): Interval {
  checkCounts(k, n, level);
  return exactLimits(k, n, (1 - level) / 2);
}

/**
 * {@link clopperPearson} with an error of `tail` on either side; either limit alone is the exact
 * one-sided limit at level 1 − tail.
 *
 * @param tail in (0, 0.5)
 */
export function exactLimits(k: number, n: number, tail: number): Interval {
  checkCounts(k, n, 0.5);
  checkRange(tail > 0 && tail < 1, "tail", tail, "between 0 and 1");
  return {
    low: k === 0 ? 0 : betaQuantile(tail, k, n - k + 1),
    // 1 − the quantile of the complement keeps the digits of a limit near 1
    high: k === n ? 1 : 1 - betaQuantile(tail, n - k, k + 1),
  };
}

/** Equal-tailed interval of Jeffreys' posterior Beta(k + ½, n − k + ½), raw. */
export function jeffreysRaw(k: number, n: number, level: number): Interval {
  checkCounts(k, n, level);
  const tail = (1 - level) / 2;
  return {
    low: betaQuantile(tail, k + 0.5, n - k + 0.5),
    high: betaQuantile(1 - tail, k + 0.5, n - k + 0.5),
  };
}

/**
 * {@link jeffreysRaw} with low 0 at k = 0 and high 1 at k = n.
 *
 * Source: Brown, Cai & DasGupta, Statistical Science 2001 (from memory), held to oracle b.
 */
export function jeffreys(k: number, n: number, level: number): Interval {
  const { low, high } = jeffreysRaw(k, n, level);
  return { low: k === 0 ? 0 : low, high: k === n ? 1 : high };
}

/**
 * Wald's interval p ± z√(p(1 − p)/n), clipped to [0, 1]. For comparison only: far too narrow near
 * 0 and 1.
 */
export function wald(k: number, n: number, level: number): Interval {
  checkCounts(k, n, level);
  return clipped(around(k / n, n, levelQuantile(level)));
}

/** Agresti & Coull's: Wald's at ñ = n + z², p̃ = (k + z²/2)/ñ, unclipped (American Statistician 1998). */
export function agrestiCoullRaw(k: number, n: number, level: number): Interval {
  checkCounts(k, n, level);
  const z = levelQuantile(level);
  return around((k + (z * z) / 2) / (n + z * z), n + z * z, z);
}

/** {@link agrestiCoullRaw} clipped to [0, 1]. */
export function agrestiCoull(k: number, n: number, level: number): Interval {
  return clipped(agrestiCoullRaw(k, n, level));
}

/**
 * Wilson's interval with continuity correction, R's `prop.test(correct = TRUE)`:
 * (p ± c + z²/2n ± z√((p ± c)(1 − p ∓ c)/n + z²/4n²))/(1 + z²/n), c = min(½, |k − n/2|)/n.
 *
 * Source: R's source of `prop.test` (from memory), held to oracle b.
 */
export function wilsonCorrected(k: number, n: number, level: number): Interval {
  checkCounts(k, n, level);
  const z = levelQuantile(level);
  const zz = z * z;
  const correction = Math.min(0.5, Math.abs(k - n / 2)) / n;
  const limit = (p: number, side: 1 | -1): number =>
    (p + zz / (2 * n) + side * z * Math.sqrt((p * (1 - p)) / n + zz / (4 * n * n))) / (1 + zz / n);
  const lower = k / n - correction;
  const upper = k / n + correction;
  return {
    low: lower <= 0 ? 0 : limit(lower, -1),
    high: upper >= 1 ? 1 : limit(upper, 1),
  };
}

/**
 * P(X ≥ k) of n at p for real k and n: I_p(k, n − k + 1); 1 if k = 0. The guard of *holds*
 * (METHODS §4): small when so many right predictions are unlikely at a true share of p.
 *
 * @param k in [0, n]
 * @throws HomegroundError `argument/out-of-range`
 */
export function upperTail(k: number, n: number, p: number): number {
  checkCounts(k, n, 0.5);
  return k === 0 ? 1 : betaCdf(p, k, n - k + 1);
}

/** P(X ≤ k) of n at p for real k and n: I_{1−p}(n − k, k + 1); 1 if k = n. The guard of *fails*. */
export function lowerTail(k: number, n: number, p: number): number {
  checkCounts(k, n, 0.5);
  return k === n ? 1 : betaCdf(1 - p, n - k, k + 1);
}

function around(p: number, n: number, z: number): Interval {
  const half = z * Math.sqrt((p * (1 - p)) / n);
  return { low: p - half, high: p + half };
}

function clipped({ low, high }: Interval): Interval {
  return { low: clip(low, 0, 1), high: clip(high, 0, 1) };
}

function checkCounts(k: number, n: number, level: number): void {
  checkLevel(level);
  checkRange(n > 0 && n < Number.POSITIVE_INFINITY, "n", n, "above 0 and finite");
  checkRange(k >= 0 && k <= n, "k", k, "from 0 to n");
}
