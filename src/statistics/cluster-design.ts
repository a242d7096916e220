import { HomegroundError } from "../core/errors.js";
import { checkRange, checkSameLength } from "./arguments.js";
import { clip } from "./interval.js";
import { isSizeRelated, sizeCorrelation, sizeThreshold } from "./size-relation.js";

/**
 * What clusters g = 1 … G of sizes m_g with x_g hits say about a proportion, with every
 * intermediate value of METHODS §1.2 under its name there.
 */
export interface ClusterDesign {
  /** Σm: images, or the sum of weights. */
  readonly n: number;
  /** Clusters with m_g > 0. */
  readonly G: number;
  /** Σx/n. */
  readonly p: number;
  /** Variance of p: G/(G − 1)·Σ(x_g − p·m_g)²/n²; null if G < 2. */
  readonly v: number | null;
  /** (n − Σm²/n)/(G − 1); null if G < 2. */
  readonly n0: number | null;
  /** Intraclass correlation by one-way analysis of variance, clipped to [0, 1]; 0 if undefined. */
  readonly icc: number;
  /** (Σb)²/Σb² of the minority outcomes b: in how many clusters they sit; 0 without any. */
  readonly kEff: number;
  /** ρ_f = 0.3·max(0, 1 − k_eff/min(12, 0.75·G)): floor of the icc for clusters not drawn. */
  readonly floor: number;
  /** Σm²/n: the size of the cluster of a random image. */
  readonly mw: number;
  /** max(1, v·n/(p(1 − p)), 1 + (m_w − 1)·ρ_f); null if G < 2. */
  readonly deff: number | null;
  /** n/deff; null if G < 2. */
  readonly nEff: number | null;
  /** Satterthwaite: clip((Σa)²/Σa² − 1, 1, G − 1), a_g = m_g(1 + (m_g − 1)·max(icc, ρ_f)). */
  readonly df: number;
  /** Correlation of the clusters' sizes with how they score (METHODS-2 A9); 0 if either is constant. */
  readonly sizeCorrelation: number;
  /** max(0.5, 2/√(G − 1)); 1 or more if G ≤ 5. */
  readonly sizeThreshold: number;
  /** |sizeCorrelation| ≥ sizeThreshold: bigger clusters score differently. */
  readonly sizeRelated: boolean;
  /** p·G/(G + 3): p if three unseen clusters failed wholly. */
  readonly unseenLow: number;
  /** (p·G + 3)/(G + 3): p if three unseen clusters were all right. */
  readonly unseenHigh: number;
}

/**
 * Steps 1–6 of METHODS §1.2 on per-cluster sums. Clusters of size 0 are dropped; their order does
 * not matter. Weighted images: pass sums of weights, first scaled so that they sum to the number of
 * images. Sums are plain: with up to 10⁷ clusters their relative error stays below 1e-9.
 *
 * @param size m_g ≥ 0, finite
 * @param hits x_g in [0, m_g]
 * @throws HomegroundError `argument/length-mismatch`, `argument/out-of-range`, `argument/empty` if
 *   no cluster holds an image
 */
export function clusterDesign(size: Float64Array, hits: Float64Array): ClusterDesign {
  checkSameLength(size, hits, "size, hits");
  const { m, x } = nonEmpty(size, hits);
  const G = m.length;
  if (G === 0) {
    throw new HomegroundError("argument/empty", {
      what: "no cluster holds an image",
      where: "size",
      fix: "Report the figure as undefined instead",
    });
  }
  const n = sum(m);
  const p = clip(sum(x) / n, 0, 1);
  const { v, n0, icc } = spread(m, x, n, p);

  let minority = 0;
  let minoritySquares = 0;
  for (let g = 0; g < G; g++) {
    const b = p > 0.5 ? m[g]! - x[g]! : x[g]!;
    minority += b;
    minoritySquares += b * b;
  }
  const kEff = minority > 0 ? (minority * minority) / minoritySquares : 0;
  const floor = correlationFloor(kEff, G);
  const mw = sumOfSquares(m) / n;
  const deff =
    v === null
      ? null
      : Math.max(1, p > 0 && p < 1 ? (v * n) / (p * (1 - p)) : 1, 1 + (mw - 1) * floor);

  const correlation = sizeCorrelation(m, x, icc);
  return {
    n,
    G,
    p,
    v,
    n0,
    icc,
    kEff,
    floor,
    mw,
    deff,
    nEff: deff === null ? null : n / deff,
    df: satterthwaite(m, Math.max(icc, floor)),
    sizeCorrelation: correlation,
    sizeThreshold: sizeThreshold(G),
    sizeRelated: isSizeRelated(correlation, G),
    unseenLow: (p * G) / (G + 3),
    unseenHigh: (p * G + 3) / (G + 3),
  };
}

/** ρ_f = 0.3·max(0, 1 − k_eff/min(12, 0.75·G)), step 4 of METHODS §1.2. */
export function correlationFloor(kEff: number, G: number): number {
  return 0.3 * Math.max(0, 1 - kEff / Math.min(12, 0.75 * G));
}

/**
 * Satterthwaite's degrees of freedom of clusters of unequal size, step 6 of METHODS §1.2:
 * clip((Σa)²/Σa² − 1, 1, G − 1) with a_g = m_g(1 + (m_g − 1)·icc). 1 if G < 2.
 *
 * @param size m_g > 0
 */
export function satterthwaite(size: Float64Array, icc: number): number {
  let total = 0;
  let squares = 0;
  for (let g = 0; g < size.length; g++) {
    const a = size[g]! * (1 + (size[g]! - 1) * icc);
    total += a;
    squares += a * a;
  }
  return Math.max(1, Math.min((total * total) / squares - 1, size.length - 1));
}

/**
 * Intraclass correlation by one-way analysis of variance:
 * clip((MSB − MSW)/(MSB + (n0 − 1)MSW), 0, 1); 0 where the denominator is 0 or G < 2.
 * {@link rawIntraclassCorrelation} is the same without the clip.
 */
export function intraclassCorrelation(msb: number, msw: number, n0: number): number {
  return clip(rawIntraclassCorrelation(msb, msw, n0) ?? 0, 0, 1);
}

/** (MSB − MSW)/(MSB + (n0 − 1)MSW), which can be negative; null where the denominator is 0. */
export function rawIntraclassCorrelation(msb: number, msw: number, n0: number): number | null {
  const denominator = msb + (n0 - 1) * msw;
  return denominator > 0 ? (msb - msw) / denominator : null;
}

/** Steps 1 and 2 of METHODS §1.2. */
function spread(
  m: Float64Array,
  x: Float64Array,
  n: number,
  p: number,
): { v: number | null; n0: number | null; icc: number } {
  const G = m.length;
  if (G < 2) return { v: null, n0: null, icc: 0 };
  let residuals = 0;
  let between = 0;
  let within = 0;
  for (let g = 0; g < G; g++) {
    const q = x[g]! / m[g]!;
    const e = x[g]! - p * m[g]!;
    residuals += e * e;
    between += m[g]! * (q - p) * (q - p);
    within += m[g]! * q * (1 - q);
  }
  const n0 = (n - sumOfSquares(m) / n) / (G - 1);
  // n = G up to the rounding of scaled weights: one image a cluster has no variance within.
  const msw = n - G > 1e-9 * n ? within / (n - G) : 0;
  return {
    v: ((G / (G - 1)) * residuals) / (n * n),
    n0,
    icc: intraclassCorrelation(between / (G - 1), msw, n0),
  };
}

function nonEmpty(size: Float64Array, hits: Float64Array): { m: Float64Array; x: Float64Array } {
  let G = 0;
  for (let g = 0; g < size.length; g++) {
    const m = size[g]!;
    const x = hits[g]!;
    // The names of the places are made for an error alone: among many clusters they cost the most.
    if (!(m >= 0 && m < Number.POSITIVE_INFINITY)) {
      checkRange(false, `size[${g}]`, m, "finite, 0 or more");
    }
    // Sums of weights may differ in their last digits.
    if (!(x >= 0 && x <= m * (1 + 1e-9))) {
      checkRange(false, `hits[${g}]`, x, "from 0 to the cluster's size");
    }
    if (m > 0) G++;
  }
  const result = { m: new Float64Array(G), x: new Float64Array(G) };
  for (let g = 0, at = 0; g < size.length; g++) {
    if (size[g] === 0) continue;
    result.m[at] = size[g]!;
    result.x[at] = Math.min(hits[g]!, size[g]!);
    at++;
  }
  return result;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}

function sumOfSquares(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]! * values[i]!;
  return total;
}
