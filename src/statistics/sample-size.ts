import { asin, expm1, ln } from "../core/elementary.js";
import { checkLevel, checkRange } from "./arguments.js";
import { bisect } from "./bisection.js";
import { smallestWhere } from "./finite-population.js";
import { normalQuantile } from "./normal-quantile.js";
import { clopperPearson } from "./one-proportion.js";
import { levelQuantile, normalCdf } from "./quantiles.js";
import { wilsonInterval } from "./wilson.js";

/*
 * How many labels a plan needs. Results are unrounded where the formula is; round up. `level` is
 * two-sided unless said. All throw `argument/out-of-range`.
 */

/** Wald's z²p(1 − p)/h² labels for an interval of half-width h about a share p. */
export function waldSize(p: number, halfWidth: number, level: number): number {
  checkPlan(p, halfWidth);
  const z = levelQuantile(level);
  return (z * z * p * (1 - p)) / (halfWidth * halfWidth);
}

/**
 * The smallest whole n for which Wilson's half-width at the fraction p (k = pn, not rounded) is at
 * most h (METHODS §9.1).
 */
export function wilsonSize(p: number, halfWidth: number, level: number): number {
  checkPlan(p, halfWidth);
  const z = levelQuantile(level);
  return firstWhere((n) => {
    const { low, high } = wilsonInterval(p, n, z);
    return (high - low) / 2 <= halfWidth;
  });
}

/**
 * The smallest n such that Clopper & Pearson's half-width at k = pn, rounded half to even, is at most
 * h for this n and each of the next 50.
 */
export function clopperPearsonSize(p: number, halfWidth: number, level: number): number {
  checkPlan(p, halfWidth);
  checkLevel(level);
  const narrow = (n: number): boolean => {
    const { low, high } = clopperPearson(roundHalfEven(p * n), n, level);
    return (high - low) / 2 <= halfWidth;
  };
  // The width at the fraction itself falls with n; rounding k by ½ changes it by less than 1/k of it.
  const near = firstWhere((n) => {
    const { low, high } = clopperPearson(p * n, n, level);
    return (high - low) / 2 <= halfWidth;
  });
  const minority = near * Math.min(p, 1 - p);
  let run = 0;
  for (let n = Math.max(1, Math.floor(near * (1 - 4 / (1 + minority))) - 100); ; n++) {
    run = narrow(n) ? run + 1 : 0;
    if (run === 51) return n - 50;
  }
}

/** ⌈n₀/(1 + (n₀ − 1)/N)⌉: labels from a pool of N where n₀ would do from an endless one. */
export function finitePopulationSize(size: number, N: number): number {
  checkRange(size > 0, "size", size, "above 0");
  checkRange(N >= 1, "N", N, "1 or more");
  return Math.ceil(size / (1 + (size - 1) / N));
}

/** A comparison of two shares to plan. */
export interface TwoShares {
  readonly p1: number;
  readonly p2: number;
  /** Error of the test, two-sided or one-sided as `twoSided` says. */
  readonly alpha: number;
  readonly power: number;
  readonly twoSided: boolean;
  /** n2/n1. */
  readonly ratio: number;
}

/**
 * Size n1 for a z test of p1 = p2 with pooled variance under the hypothesis:
 * (z_α√(p̄q̄(1 + 1/r)) + z_β√(p1q1 + p2q2/r))²/(p1 − p2)², p̄ = (p1 + r·p2)/(1 + r).
 * With r = 1 this is R's `power.prop.test`.
 */
export function pooledSize(plan: TwoShares): number {
  const { p1, p2, ratio } = checkTwoShares(plan);
  const pooled = (p1 + ratio * p2) / (1 + ratio);
  const under0 = Math.sqrt(pooled * (1 - pooled) * (1 + 1 / ratio));
  const under1 = Math.sqrt(p1 * (1 - p1) + (p2 * (1 - p2)) / ratio);
  return ((criticalZ(plan) * under0 + normalQuantile(plan.power) * under1) / (p1 - p2)) ** 2;
}

/**
 * Size n1 for a z test on the arcsine scale, effect 2·asin√p1 − 2·asin√p2; power of both sides where
 * two-sided. Source: Cohen 1988, as statsmodels' NormalIndPower (from memory), held to oracle b.
 */
export function arcsineSize(plan: TwoShares): number {
  const { p1, p2, ratio } = checkTwoShares(plan);
  const effect = Math.abs(2 * asin(Math.sqrt(p1)) - 2 * asin(Math.sqrt(p2)));
  const z = criticalZ(plan);
  const isEnough = (shift: number): boolean => {
    const wrongSide = plan.twoSided ? normalCdf(-z - shift) : 0;
    return normalCdf(shift - z) + wrongSide >= plan.power;
  };
  // shift = effect·√(n1·r/(1 + r))
  const shift = bisect(isEnough, 100, 0);
  return (shift / effect) ** 2 * ((1 + ratio) / ratio);
}

/**
 * Size of each of two equal groups to show p1 − p2 > −margin:
 * (z_{1−α} + z_power)²(p1q1 + p2q2)/(p1 − p2 + margin)², α one-sided.
 */
export function noninferioritySize(plan: {
  readonly p1: number;
  readonly p2: number;
  readonly margin: number;
  readonly alpha: number;
  readonly power: number;
}): number {
  const { p1, p2, margin, alpha, power } = plan;
  checkShare(p1, "p1");
  checkShare(p2, "p2");
  checkOpen(alpha, "alpha");
  checkOpen(power, "power");
  checkRange(p1 - p2 + margin > 0, "margin", margin, "above p2 − p1");
  const z = normalQuantile(1 - alpha) + normalQuantile(power);
  return (z * z * (p1 * (1 - p1) + p2 * (1 - p2))) / (p1 - p2 + margin) ** 2;
}

/** Right answers in a row, without a wrong one, that show a share ≥ p0 at 1 − alpha: ⌈ln α/ln p0⌉. */
export function zeroFailuresSize(p0: number, alpha: number): number {
  checkOpen(p0, "p0");
  checkOpen(alpha, "alpha");
  return Math.ceil(ln(alpha) / ln(p0));
}

/** Exact upper limit of the share of failures after n successes: 1 − α^{1/n} ("rule of three"). */
export function zeroFailuresLimit(n: number, alpha: number): number {
  checkRange(n >= 1, "n", n, "1 or more");
  checkOpen(alpha, "alpha");
  return -expm1(ln(alpha) / n);
}

/** Of a number that is not negative: to the nearest whole, a half to the even one. */
function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  if (x - below !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
}

function firstWhere(holds: (n: number) => boolean): number {
  let top = 1;
  while (!holds(top)) top *= 2;
  return smallestWhere(Math.max(1, top / 2), top, holds);
}

function criticalZ({ alpha, twoSided }: TwoShares): number {
  return -normalQuantile(twoSided ? alpha / 2 : alpha);
}

function checkTwoShares(plan: TwoShares): TwoShares {
  checkShare(plan.p1, "p1");
  checkShare(plan.p2, "p2");
  checkRange(plan.p1 !== plan.p2, "p2", plan.p2, "different from p1");
  checkOpen(plan.alpha, "alpha");
  checkOpen(plan.power, "power");
  checkRange(plan.ratio > 0 && Number.isFinite(plan.ratio), "ratio", plan.ratio, "above 0");
  return plan;
}

function checkPlan(p: number, halfWidth: number): void {
  checkShare(p, "p");
  checkRange(halfWidth > 0 && halfWidth < 0.5, "halfWidth", halfWidth, "between 0 and 0.5");
}

function checkShare(p: number, where: string): void {
  checkRange(p >= 0 && p <= 1, where, p, "from 0 to 1");
}

function checkOpen(value: number, where: string): void {
  checkRange(value > 0 && value < 1, where, value, "between 0 and 1");
}
