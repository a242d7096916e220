import { checkFinite, checkLevel, checkRange, checkSameLength } from "./arguments.js";
import type { Interval } from "./interval.js";
import { studentLevelQuantile } from "./quantiles.js";

/** A mean over places that differ truly, and by how much they do. */
export interface RandomEffects {
  /** Mean of the places' true values. */
  readonly mean: number;
  /** Variance of the true values between places, 0 or more. */
  readonly betweenVariance: number;
  /** Standard error of the mean by inverse variances. */
  readonly standardError: number;
  /** Knapp and Hartung's standard error, never below {@link standardError}. */
  readonly knappHartungError: number;
  /** Interval of the mean: t with k − 1 degrees of freedom by {@link knappHartungError}. */
  readonly average: Interval;
  /** Interval of the next place's true value: t with k − 2; null for fewer than three places. */
  readonly next: Interval | null;
}

/**
 * Random-effects meta-analysis: restricted maximum likelihood for the variance between places, and
 * Knapp and Hartung's interval whose variance is not let below the usual one ("ad hoc").
 *
 * Sources: Viechtbauer 2005, doi 10.3102/10769986030003261 (REML by Fisher scoring); Knapp & Hartung
 * 2003, doi 10.1002/sim.1482; Partlett & Riley 2017, doi 10.1002/sim.7140 (the next place).
 *
 * @param values one a place
 * @param variances of their sampling errors, above 0
 * @returns null for fewer than two places
 * @throws HomegroundError `argument/…`
 */
export function randomEffects(
  values: ArrayLike<number>,
  variances: ArrayLike<number>,
  level: number,
): RandomEffects | null {
  checkLevel(level);
  checkSameLength(values, variances, "variances");
  checkFinite(values, "values");
  checkFinite(variances, "variances");
  for (let i = 0; i < variances.length; i++) {
    checkRange(variances[i]! > 0, `variances[${i}]`, variances[i], "above 0");
  }
  const k = values.length;
  if (k < 2) return null;
  const betweenVariance = restrictedLikelihoodVariance(values, variances);
  const { mean, sums, residual } = weightedAt(values, variances, betweenVariance);
  const standardError = Math.sqrt(1 / sums[0]);
  const knappHartungError = standardError * Math.sqrt(Math.max(1, residual / (k - 1)));
  const around = (half: number): Interval => ({ low: mean - half, high: mean + half });
  return {
    mean,
    betweenVariance,
    standardError,
    knappHartungError,
    average: around(studentLevelQuantile(level, k - 1) * knappHartungError),
    next:
      k < 3
        ? null
        : around(
            studentLevelQuantile(level, k - 2) *
              Math.sqrt(betweenVariance + knappHartungError * knappHartungError),
          ),
  };
}

const MOST_STEPS = 500;
/** Relative change of the variance at which scoring has arrived. */
const ARRIVED = 1e-13;

/** The variance at which the restricted likelihood is highest; 0 where it falls from there on. */
function restrictedLikelihoodVariance(
  values: ArrayLike<number>,
  variances: ArrayLike<number>,
): number {
  let between = momentVariance(values, variances);
  for (let step = 0; step < MOST_STEPS; step++) {
    const { sums, squares } = weightedAt(values, variances, between);
    const [w1, w2, w3] = sums;
    const trace = w1 - w2 / w1;
    const traceOfSquare = w2 - (2 * w3) / w1 + (w2 / w1) * (w2 / w1);
    const next = Math.max(0, between + (squares - trace) / traceOfSquare);
    const change = Math.abs(next - between);
    between = next;
    if (change <= ARRIVED * (between + Number.MIN_VALUE)) break;
  }
  return between;
}

/** Hedges' unweighted estimate, where scoring starts. */
function momentVariance(values: ArrayLike<number>, variances: ArrayLike<number>): number {
  const k = values.length;
  let [mean, within, square] = [0, 0, 0];
  for (let i = 0; i < k; i++) {
    mean += values[i]! / k;
    within += variances[i]! / k;
  }
  for (let i = 0; i < k; i++) square += (values[i]! - mean) ** 2;
  return Math.max(0, square / (k - 1) - within);
}

/**
 * The weighted mean at a variance between places; sums of the weights' first three powers; the weighted
 * sum of squares about the mean, by the weights and by their squares.
 */
function weightedAt(
  values: ArrayLike<number>,
  variances: ArrayLike<number>,
  between: number,
): {
  readonly mean: number;
  readonly sums: readonly [number, number, number];
  readonly residual: number;
  readonly squares: number;
} {
  let [w1, w2, w3, total] = [0, 0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const w = 1 / (variances[i]! + between);
    w1 += w;
    w2 += w * w;
    w3 += w * w * w;
    total += w * values[i]!;
  }
  const mean = total / w1;
  let [residual, squares] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const w = 1 / (variances[i]! + between);
    const far = (values[i]! - mean) ** 2;
    residual += w * far;
    squares += w * w * far;
  }
  return { mean, sums: [w1, w2, w3], residual, squares };
}
