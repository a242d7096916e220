import betaCdfOf from "@stdlib/stats-base-dists-beta-cdf";
import betaQuantileOf from "@stdlib/stats-base-dists-beta-quantile";
import binomialCdfOf from "@stdlib/stats-base-dists-binomial-cdf";
import chiSquareCdfOf from "@stdlib/stats-base-dists-chisquare-cdf";
import chiSquareQuantileOf from "@stdlib/stats-base-dists-chisquare-quantile";
import fCdfOf from "@stdlib/stats-base-dists-f-cdf";
import normalCdfOf from "@stdlib/stats-base-dists-normal-cdf";
import studentCdfOf from "@stdlib/stats-base-dists-t-cdf";
import studentQuantileOf from "@stdlib/stats-base-dists-t-quantile";
import { checkLevel, checkProbability, checkRange } from "./arguments.js";
import { normalQuantile } from "./normal-quantile.js";

/*
 * Distribution functions and quantiles, by the package that docs/decisions/0010 chose. What it
 * answers with NaN is refused here with a code, so that no NaN enters an interval.
 */

/** P(Z ≤ x) of the standard normal law. @throws HomegroundError `argument/out-of-range` if NaN */
export function normalCdf(x: number): number {
  checkNotNaN(x, "x");
  return normalCdfOf(x, 0, 1);
}

/**
 * z of a two-sided interval: the normal quantile at (1 + level)/2; 1.959963984540054 at 0.95.
 *
 * @throws HomegroundError `argument/out-of-range` unless 0 < level < 1
 */
export function levelQuantile(level: number): number {
  checkLevel(level);
  return normalQuantile((1 + level) / 2);
}

/**
 * t of a two-sided interval: Student's quantile at (1 + level)/2.
 *
 * @param df degrees of freedom, real, > 0
 * @throws HomegroundError `argument/out-of-range`
 */
export function studentLevelQuantile(level: number, df: number): number {
  checkLevel(level);
  return studentQuantile((1 + level) / 2, df);
}

/**
 * Quantile of Student's t law; real degrees of freedom, infinite ones give the normal law.
 *
 * @param p in [0, 1]
 * @param df > 0
 * @throws HomegroundError `argument/out-of-range`
 */
export function studentQuantile(p: number, df: number): number {
  checkProbability(p);
  checkPositive(df, "df");
  if (p === 0.5) return 0;
  if (p === 0 || p === 1) return p === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return df === Number.POSITIVE_INFINITY ? normalQuantile(p) : studentQuantileOf(p, df);
}

/** P(T ≤ x) of Student's t law with real df > 0. @throws HomegroundError `argument/out-of-range` */
export function studentCdf(x: number, df: number): number {
  checkNotNaN(x, "x");
  checkPositive(df, "df");
  if (df === Number.POSITIVE_INFINITY) return normalCdf(x);
  if (Math.abs(x) === Number.POSITIVE_INFINITY) return x > 0 ? 1 : 0;
  return studentCdfOf(x, df);
}

/**
 * Quantile of the beta law. Where it is below the smallest double it is 0.
 *
 * @param p in [0, 1]
 * @param a, b finite, > 0
 * @throws HomegroundError `argument/out-of-range`
 */
export function betaQuantile(p: number, a: number, b: number): number {
  checkProbability(p);
  checkShape(a, "a");
  checkShape(b, "b");
  return betaQuantileOf(p, a, b);
}

/**
 * I_x(a, b): the regularised incomplete beta function, P(B ≤ x) of the beta law. The binomial tail
 * P(X ≥ k) of n at p is I_p(k, n − k + 1), for real k and n too.
 *
 * @throws HomegroundError `argument/out-of-range` unless a, b are finite and > 0
 */
export function betaCdf(x: number, a: number, b: number): number {
  checkNotNaN(x, "x");
  checkShape(a, "a");
  checkShape(b, "b");
  return betaCdfOf(x, a, b);
}

/**
 * P(X ≤ k) of the binomial law.
 *
 * @param n whole, ≥ 0
 * @param p in [0, 1]
 * @throws HomegroundError `argument/out-of-range`
 */
export function binomialCdf(k: number, n: number, p: number): number {
  checkNotNaN(k, "k");
  checkRange(Number.isInteger(n) && n >= 0, "n", n, "that is whole, 0 or more");
  checkProbability(p);
  return binomialCdfOf(k, n, p);
}

/** P(X ≤ x) of the χ² law, df > 0. @throws HomegroundError `argument/out-of-range` */
export function chiSquareCdf(x: number, df: number): number {
  checkNotNaN(x, "x");
  checkShape(df, "df");
  return chiSquareCdfOf(x, df);
}

/** Quantile of the χ² law, p in [0, 1], df > 0. @throws HomegroundError `argument/out-of-range` */
export function chiSquareQuantile(p: number, df: number): number {
  checkProbability(p);
  checkShape(df, "df");
  return chiSquareQuantileOf(p, df);
}

/**
 * P(X ≤ x) of Fisher's F law with real degrees of freedom d1, d2 > 0.
 *
 * @throws HomegroundError `argument/out-of-range`
 */
export function fCdf(x: number, d1: number, d2: number): number {
  checkNotNaN(x, "x");
  checkShape(d1, "d1");
  checkShape(d2, "d2");
  return fCdfOf(x, d1, d2);
}

function checkNotNaN(value: number, where: string): void {
  checkRange(!Number.isNaN(value), where, value, "that is not NaN");
}

function checkPositive(value: number, where: string): void {
  checkRange(value > 0, where, value, "above 0");
}

function checkShape(value: number, where: string): void {
  checkRange(value > 0 && value < Number.POSITIVE_INFINITY, where, value, "above 0 and finite");
}
