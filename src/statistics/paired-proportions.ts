import { checkLevel } from "./arguments.js";
import type { Interval } from "./interval.js";
import { binomialCdf, levelQuantile, normalCdf } from "./quantiles.js";

/** A test's statistic and its p value. */
export interface TestResult {
  readonly statistic: number;
  readonly p: number;
}

/**
 * McNemar's exact test of b against c discordant pairs: the two-sided binomial p value at ½; 1 if
 * b = c, also if there are none.
 *
 * @param b, c whole, ≥ 0
 */
export function mcnemarExact(b: number, c: number): number {
  if (b === c) return 1;
  return Math.min(1, 2 * binomialCdf(Math.min(b, c), b + c, 0.5));
}

/**
 * McNemar's mid-p test: the exact p value less P(X = b); 1 if b = c.
 *
 * Source: Fagerland, Lydersen & Laake, BMC Medical Research Methodology 13:91, 2013 (from memory).
 */
export function mcnemarMidP(b: number, c: number): number {
  if (b === c) return 1;
  const k = Math.min(b, c);
  const below = k === 0 ? 0 : binomialCdf(k - 1, b + c, 0.5);
  // 2·P(X ≤ k) − P(X = k) without the difference of two nearly equal numbers
  return Math.min(1, below + binomialCdf(k, b + c, 0.5));
}

/** McNemar's χ² = (b − c)²/(b + c) with 1 degree of freedom; null if b + c = 0. */
export function mcnemarChiSquare(b: number, c: number): TestResult | null {
  return b + c === 0 ? null : chiSquareTest((b - c) ** 2 / (b + c));
}

/** The same with Edwards' correction, (|b − c| − 1)²/(b + c); null if b = c, where packages disagree. */
export function mcnemarCorrected(b: number, c: number): TestResult | null {
  return b === c ? null : chiSquareTest((Math.abs(b - c) - 1) ** 2 / (b + c));
}

/** Upper tail of χ² with 1 degree of freedom: 2·P(Z > √x), which keeps the digits of a small p. */
export function chiSquareTest(statistic: number): TestResult {
  return { statistic, p: 2 * normalCdf(-Math.sqrt(statistic)) };
}

/** Wald's interval of (b − c)/n: ± z·√(b + c − (b − c)²/n)/n. For comparison; too narrow when few. */
export function waldPaired(b: number, c: number, n: number, level: number): Interval {
  checkLevel(level);
  const half = (levelQuantile(level) * Math.sqrt(b + c - (b - c) ** 2 / n)) / n;
  return { low: (b - c) / n - half, high: (b - c) / n + half };
}

/**
 * Bonett & Price's adjusted Wald interval of (b − c)/n: 1 is added to b and to c, 2 to n.
 *
 * Source: Bonett & Price, Journal of Educational and Behavioral Statistics, 2012 (from memory).
 */
export function bonettPrice(b: number, c: number, n: number, level: number): Interval {
  checkLevel(level);
  const p12 = (b + 1) / (n + 2);
  const p21 = (c + 1) / (n + 2);
  const half = levelQuantile(level) * Math.sqrt((p12 + p21 - (p12 - p21) ** 2) / (n + 2));
  return { low: p12 - p21 - half, high: p12 - p21 + half };
}

/**
 * √(n(2q̃ + Δ(1 − Δ))): the standard error of b − c − nΔ where the true difference is Δ, with q̃ the
 * maximum-likelihood share of c under that constraint:
 *
 *     q̃ = (√(B² − 8nC) − B)/(4n),  B = −b − c + (2n − b + c)Δ,  C = −cΔ(1 − Δ)
 *
 * Source: Tango 1998, equation for q̂₂₁ (from memory), held to oracle b.
 */
export function constrainedPairedError(b: number, c: number, n: number, delta: number): number {
  const B = -b - c + (2 * n - b + c) * delta;
  const C = -c * delta * (1 - delta);
  const root = Math.sqrt(Math.max(0, B * B - 8 * n * C));
  // The larger root; by the product of the roots where root − B would lose digits.
  const q = B <= 0 ? (root - B) / (4 * n) : root + B > 0 ? (-2 * C) / (root + B) : 0;
  return Math.sqrt(Math.max(0, n * (2 * q + delta * (1 - delta))));
}
