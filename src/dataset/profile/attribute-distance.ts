import { log2 } from "../../core/elementary.js";
import type { Share } from "../../core/json-values.js";
import { fCdf } from "../../statistics/quantiles.js";

/*
 * How different two sets are in one attribute (METHODS §7.3): total variation between levels,
 * Kolmogorov–Smirnov between numbers; 0 = same, 1 = apart.
 */

/** Total variation ½Σ|a/A − b/B| of counts; null where a side is empty. */
export function totalVariation(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  const A = total(a);
  const B = total(b);
  if (A === 0 || B === 0) return null;
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += Math.abs(a[j]! / A - b[j]! / B);
  return sum / 2;
}

/** Jensen–Shannon distance in base 2, 0 to 1; null where a side is empty. */
export function jensenShannonDistance(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  const A = total(a);
  const B = total(b);
  if (A === 0 || B === 0) return null;
  let divergence = 0;
  for (let j = 0; j < a.length; j++) {
    const p = a[j]! / A;
    const q = b[j]! / B;
    const m = (p + q) / 2;
    if (p > 0) divergence += (p / 2) * log2(p / m);
    if (q > 0) divergence += (q / 2) * log2(q / m);
  }
  return Math.sqrt(Math.max(0, divergence));
}

/**
 * Greatest distance between two cumulative distributions.
 *
 * @param a, b ascending, without NaN
 * @returns null where a side is empty
 */
export function kolmogorovSmirnov(a: Float64Array, b: Float64Array): number | null {
  if (a.length === 0 || b.length === 0) return null;
  let i = 0;
  let j = 0;
  let greatest = 0;
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i]!, b[j]!);
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    greatest = Math.max(greatest, Math.abs(i / a.length - j / b.length));
  }
  return greatest;
}

/** Wasserstein-1 distance in the unit of the values; null where a side is empty. */
export function wassersteinDistance(a: Float64Array, b: Float64Array): number | null {
  if (a.length === 0 || b.length === 0) return null;
  let i = 0;
  let j = 0;
  let sum = 0;
  let before = Math.min(a[0]!, b[0]!);
  while (i < a.length || j < b.length) {
    const value = Math.min(a[i] ?? Number.POSITIVE_INFINITY, b[j] ?? Number.POSITIVE_INFINITY);
    sum += (value - before) * Math.abs(i / a.length - j / b.length);
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    before = value;
  }
  return sum;
}

/** A difference as it is shown: what is beyond chance, and whether chance would do it. */
export interface ExcessDistance {
  /** D as it is, 0 to 1; null where a side has no value. */
  readonly distance: Share | null;
  /** Mean distance that chance alone would give; null where too few divisions say it. */
  readonly expected: Share | null;
  /** max(0, (D − D̄)/(1 − D̄)); null as `expected`. */
  readonly excess: Share | null;
  /** Null below 200 divisions. */
  readonly p: Share | null;
}

/** @param expected D̄ */
export function excessOf(distance: number, expected: number): number {
  return expected >= 1 ? 0 : Math.max(0, (distance - expected) / (1 - expected));
}

/** Counts by bin of the set whose clusters are known: a row a cluster, row-major. */
export interface ClusteredCounts {
  readonly clusters: number;
  readonly bins: number;
  readonly counts: Float64Array;
}

/**
 * Test of equal shares where one side is known by its bins alone: Pearson's χ² over the mean design
 * effect of the other side's shares, against F (Rao & Scott 1984, from memory; METHODS §7.3 step 3).
 *
 * @param plain counts by bin of the side without clusters
 * @returns D as total variation on the bins; p 1 and excess 0 where only one bin is there; D alone below
 *   two clusters
 */
export function raoScottDistance(
  plain: ArrayLike<number>,
  { clusters, bins, counts }: ClusteredCounts,
): ExcessDistance & { readonly delta: number } {
  const other = new Float64Array(bins);
  const size = new Float64Array(clusters);
  for (let g = 0; g < clusters; g++) {
    for (let j = 0; j < bins; j++) {
      other[j]! += counts[g * bins + j]!;
      size[g]! += counts[g * bins + j]!;
    }
  }
  const distance = totalVariation(plain, other);
  const A = total(plain);
  const B = total(other);
  // One cluster does not say how much clusters differ.
  if (distance === null || clusters < 2) {
    return { distance, expected: null, excess: null, p: null, delta: 1 };
  }
  let weighted = 0;
  let weight = 0;
  for (let j = 0; j < bins; j++) {
    const q = other[j]! / B;
    if (!(q > 0 && q < 1)) continue;
    let squares = 0;
    for (let g = 0; g < clusters; g++) squares += (counts[g * bins + j]! - q * size[g]!) ** 2;
    const variance = ((clusters / (clusters - 1)) * squares) / (B * B);
    const effect = (variance * B) / (q * (1 - q));
    weighted += (1 - q) * effect;
    weight += 1 - q;
  }
  const delta = weight > 0 ? Math.max(1, weighted / weight) : 1;
  let chiSquare = 0;
  let chance = 0;
  let filled = 0;
  for (let j = 0; j < bins; j++) {
    const all = plain[j]! + other[j]!;
    if (all === 0) continue;
    filled++;
    const share = all / (A + B);
    chiSquare += (plain[j]! - A * share) ** 2 / (A * share);
    chiSquare += (other[j]! - B * share) ** 2 / (B * share);
    chance += Math.sqrt((share * (1 - share) * (1 / A + 1 / B) * delta) / (2 * Math.PI));
  }
  const df = filled - 1;
  const p = df === 0 ? 1 : 1 - fCdf(chiSquare / (delta * df), df, df * (clusters - 1));
  const expected = Math.min(1, chance);
  return { distance, expected, excess: excessOf(distance, expected), p, delta };
}

function total(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < counts.length; j++) sum += counts[j]!;
  return sum;
}
