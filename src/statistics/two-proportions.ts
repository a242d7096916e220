import { exp } from "../core/elementary.js";
import { checkLevel, checkRange } from "./arguments.js";
import { bisect } from "./bisection.js";
import { moverInterval } from "./difference.js";
import { hypergeometric } from "./hypergeometric.js";
import { clip, type Interval } from "./interval.js";
import { chiSquareTest, type TestResult } from "./paired-proportions.js";
import { levelQuantile, normalCdf } from "./quantiles.js";
import { wilsonCounts } from "./wilson.js";

/** Two independent samples: k1 hits of n1, k2 of n2. */
export interface TwoCounts {
  readonly k1: number;
  readonly n1: number;
  readonly k2: number;
  readonly n2: number;
}

/** Miettinen & Nurminen multiply the variance by N/(N − 1); Mee, Farrington & Manning do not. */
export type ScoreVariance = "mn" | "fm";

/**
 * Newcombe's interval of p1 − p2, method 10 of 1998: {@link moverInterval} of two Wilson intervals.
 *
 * @throws HomegroundError `argument/out-of-range`, also for an empty sample
 */
export function newcombe(counts: TwoCounts, level: number): Interval {
  const { k1, n1, k2, n2 } = checked(counts, level);
  const z = levelQuantile(level);
  const first = { value: k1 / n1, ...wilsonCounts(k1, n1, z) };
  const { low, high } = moverInterval(first, { value: k2 / n2, ...wilsonCounts(k2, n2, z) }, 1);
  return { low, high };
}

/** Wald's interval of p1 − p2, unclipped. For comparison only. */
export function waldDifference(counts: TwoCounts, level: number): Interval {
  const { k1, n1, k2, n2 } = checked(counts, level);
  return waldAround(k1, n1, k2, n2, levelQuantile(level));
}

/** Agresti & Caffo's: Wald's after adding a hit and a miss to each sample, unclipped (2000). */
export function agrestiCaffo(counts: TwoCounts, level: number): Interval {
  const { k1, n1, k2, n2 } = checked(counts, level);
  return waldAround(k1 + 1, n1 + 2, k2 + 1, n2 + 2, levelQuantile(level));
}

/**
 * Score interval of p1 − p2: all Δ that the score test ({@link scoreDifferenceZ}) does not reject.
 *
 * Source: Miettinen & Nurminen 1985, Mee 1984 (from memory), held to oracle b.
 *
 * @throws HomegroundError `argument/out-of-range`
 */
export function scoreDifference(
  counts: TwoCounts,
  level: number,
  variance: ScoreVariance,
): Interval {
  const { k1, n1, k2, n2 } = checked(counts, level);
  const z = levelQuantile(level);
  const difference = k1 / n1 - k2 / n2;
  return {
    low: bisect((delta) => scoreDifferenceZ(counts, delta, variance) <= z, difference, -1),
    high: bisect((delta) => scoreDifferenceZ(counts, delta, variance) >= -z, difference, 1),
  };
}

/**
 * Score statistic of H0: p1 − p2 = Δ,
 * (p̂1 − p̂2 − Δ)/√((p̃1(1 − p̃1)/n1 + p̃2(1 − p̃2)/n2)·c), p̃ the maximum-likelihood shares under H0,
 * c = N/(N − 1) for `mn`, 1 for `fm`. Without variance ±∞, or 0 where the numerator is 0 too.
 *
 * Non-inferiority with margin m: z at Δ = −m, one-sided p = 1 − Φ(z).
 *
 * @param delta in [−1, 1]
 * @throws HomegroundError `argument/out-of-range`
 */
export function scoreDifferenceZ(
  counts: TwoCounts,
  delta: number,
  variance: ScoreVariance,
): number {
  const { k1, n1, k2, n2 } = checked(counts, 0.5);
  checkRange(delta >= -1 && delta <= 1, "delta", delta, "from −1 to 1");
  const p2 = constrainedShare(counts, delta);
  const p1 = clip(p2 + delta, 0, 1);
  const total = n1 + n2;
  const factor = variance === "mn" ? total / (total - 1) : 1;
  const numerator = k1 / n1 - k2 / n2 - delta;
  const spread = Math.sqrt(((p1 * (1 - p1)) / n1 + (p2 * (1 - p2)) / n2) * factor);
  return ratioOrInfinity(numerator, spread);
}

/** One-sided p value of a score statistic: P(Z > z). */
export function oneSidedP(z: number): number {
  return normalCdf(-z);
}

/** Two-sided pooled z test of p1 = p2; null if all outcomes are the same. */
export function pooledZ(counts: TwoCounts): TestResult | null {
  const { k1, n1, k2, n2 } = checked(counts, 0.5);
  const pooled = (k1 + k2) / (n1 + n2);
  if (k1 + k2 === 0 || k1 + k2 === n1 + n2) return null;
  const statistic = (k1 / n1 - k2 / n2) / Math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2));
  return { statistic, p: 2 * normalCdf(-Math.abs(statistic)) };
}

/**
 * Fisher's exact test of p1 = p2, two-sided: the probability, given the margins, of all tables no
 * likelier than the one seen (up to a relative 1e-7, as R does).
 *
 * @param counts whole numbers
 */
export function fisherExact(counts: TwoCounts): number {
  const { k1, n1, k2, n2 } = checked(counts, 0.5);
  const { min, probability } = hypergeometric(n1 + n2, k1 + k2, n1);
  const seen = probability[k1 - min]!;
  let p = 0;
  for (const other of probability) if (other <= seen * (1 + 1e-7)) p += other;
  return Math.min(1, p);
}

/** χ² test of p1 = p2 with Yates' correction, |O − E| less ½ but not below 0; null as {@link pooledZ}. */
export function chiSquareYates(counts: TwoCounts): TestResult | null {
  return chiSquareTable(counts, true);
}

/** Pearson's χ² of the 2×2 table, 1 degree of freedom; null if a margin is 0. */
export function chiSquareTable(counts: TwoCounts, yates = false): TestResult | null {
  const { k1, n1, k2, n2 } = checked(counts, 0.5);
  const hits = k1 + k2;
  const total = n1 + n2;
  if (hits === 0 || hits === total) return null;
  const expected = [
    [k1, (n1 * hits) / total],
    [n1 - k1, (n1 * (total - hits)) / total],
    [k2, (n2 * hits) / total],
    [n2 - k2, (n2 * (total - hits)) / total],
  ] as const;
  const distance = Math.abs(k1 - (n1 * hits) / total);
  const correction = yates ? Math.min(0.5, distance) : 0;
  let statistic = 0;
  for (const [seen, e] of expected) statistic += (Math.abs(seen - e) - correction) ** 2 / e;
  return chiSquareTest(statistic);
}

/** Katz's log interval of p1/p2: exp(ln ± z√(1/k1 − 1/n1 + 1/k2 − 1/n2)); null if k1 or k2 is 0. */
export function logRatio(counts: TwoCounts, level: number): Interval | null {
  const { k1, n1, k2, n2 } = checked(counts, level);
  if (k1 === 0 || k2 === 0) return null;
  const ratio = k1 / n1 / (k2 / n2);
  const spread = Math.sqrt(Math.max(0, 1 / k1 - 1 / n1 + 1 / k2 - 1 / n2));
  const half = levelQuantile(level) * spread;
  return { low: ratio * exp(-half), high: ratio * exp(half) };
}

/**
 * Score interval of p1/p2 with Miettinen & Nurminen's N/(N − 1): all ρ with
 * |p̂1 − ρp̂2|/√((p̃1(1 − p̃1)/n1 + ρ²p̃2(1 − p̃2)/n2)·N/(N − 1)) ≤ z; null if k1 or k2 is 0.
 *
 * Source: Koopman 1984, Miettinen & Nurminen 1985 (from memory), held to oracle b.
 */
export function scoreRatio(counts: TwoCounts, level: number): Interval | null {
  const { k1, n1, k2, n2 } = checked(counts, level);
  if (k1 === 0 || k2 === 0) return null;
  const z = levelQuantile(level);
  const total = n1 + n2;
  const score = (ratio: number): number => {
    const p2 = constrainedShareOfRatio(counts, ratio);
    const p1 = clip(ratio * p2, 0, 1);
    const variance =
      ((p1 * (1 - p1)) / n1 + (ratio * ratio * p2 * (1 - p2)) / n2) * (total / (total - 1));
    return ratioOrInfinity(k1 / n1 - ratio * (k2 / n2), Math.sqrt(variance));
  };
  const estimate = k1 / n1 / (k2 / n2);
  let top = 2 * estimate;
  while (score(top) >= -z) top *= 2;
  return {
    low: bisect((ratio) => score(ratio) <= z, estimate, 0),
    high: bisect((ratio) => score(ratio) >= -z, estimate, top),
  };
}

/** The share p2 that makes the data likeliest where p1 = p2 + Δ, by bisection on the log-likelihood's slope. */
function constrainedShare({ k1, n1, k2, n2 }: TwoCounts, delta: number): number {
  const slope = (p: number): number =>
    term(k1, p + delta) - term(n1 - k1, 1 - p - delta) + term(k2, p) - term(n2 - k2, 1 - p);
  const low = Math.max(0, -delta);
  const high = Math.min(1, 1 - delta);
  return low >= high ? low : bisect((p) => slope(p) > 0, low, high);
}

/** The same where p1 = ρ·p2: the smaller root of (N)ρp² − (ρ(n1 + k2) + k1 + n2)p + (k1 + k2) = 0. */
function constrainedShareOfRatio({ k1, n1, k2, n2 }: TwoCounts, ratio: number): number {
  const a = (n1 + n2) * ratio;
  const b = ratio * (n1 + k2) + k1 + n2;
  const c = k1 + k2;
  const root = Math.sqrt(Math.max(0, b * b - 4 * a * c));
  return clip((2 * c) / (b + root), 0, Math.min(1, 1 / ratio));
}

/** count/p, where no count pulls nowhere even at p = 0. */
function term(count: number, p: number): number {
  return count === 0 ? 0 : count / Math.max(p, 0);
}

function ratioOrInfinity(numerator: number, denominator: number): number {
  if (numerator === 0) return 0;
  return denominator > 0 ? numerator / denominator : numerator * Number.POSITIVE_INFINITY;
}

function waldAround(k1: number, n1: number, k2: number, n2: number, z: number): Interval {
  const p1 = k1 / n1;
  const p2 = k2 / n2;
  const half = z * Math.sqrt((p1 * (1 - p1)) / n1 + (p2 * (1 - p2)) / n2);
  return { low: p1 - p2 - half, high: p1 - p2 + half };
}

function checked(counts: TwoCounts, level: number): TwoCounts {
  checkLevel(level);
  for (const [k, n, which] of [
    [counts.k1, counts.n1, "1"],
    [counts.k2, counts.n2, "2"],
  ] as const) {
    checkRange(n > 0 && n < Number.POSITIVE_INFINITY, `n${which}`, n, "above 0 and finite");
    checkRange(k >= 0 && k <= n, `k${which}`, k, `from 0 to n${which}`);
  }
  return counts;
}
