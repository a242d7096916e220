import { hypot } from "../core/elementary.js";
import { checkLevel, checkRange, checkSameLength } from "./arguments.js";
import { bisect } from "./bisection.js";
import { rawIntraclassCorrelation, satterthwaite } from "./cluster-design.js";
import type { MethodCode } from "./codes.js";
import { clip, type Interval, type IntervalResult } from "./interval.js";
import { constrainedPairedError } from "./paired-proportions.js";
import { levelQuantile, studentLevelQuantile } from "./quantiles.js";
import { wilsonCounts } from "./wilson.js";

/** A value with its limits; of a published number without a sample, low = value = high. */
export interface ValueInterval extends Interval {
  readonly value: number;
}

/** +1 where higher is better, −1 where lower is: the difference is then positive = better. */
export type Sign = 1 | -1;

/**
 * Square-and-add interval (`mover`) of D = s(θ̂ − c), local value θ̂ [l, u] against a claim c [c_l, c_u]:
 *
 *     s = +1:  L = D − √((θ̂ − l)² + (c_u − c)²),  U = D + √((u − θ̂)² + (c − c_l)²)
 *     s = −1:  L = D − √((u − θ̂)² + (c − c_l)²),  U = D + √((θ̂ − l)² + (c_u − c)²)
 *
 * Source: METHODS §3, after Newcombe 1998 and Zou & Donner 2008 (from memory); for two shares with
 * Wilson limits it is Newcombe's method 10 [oracle b].
 *
 * @param local, claim finite, low ≤ value ≤ high
 * @returns D and its limits, positive = better
 * @throws HomegroundError `argument/out-of-range`
 */
export function moverInterval(
  local: ValueInterval,
  claim: ValueInterval,
  sign: Sign,
): ValueInterval {
  checkOrdered(local, "local");
  checkOrdered(claim, "claim");
  const value = sign * (local.value - claim.value);
  const down = hypot(local.value - local.low, claim.high - claim.value);
  const up = hypot(local.high - local.value, claim.value - claim.low);
  return sign === 1
    ? { value, low: value - down, high: value + up }
    : { value, low: value - up, high: value + down };
}

/** How two models do on the same images: a, both right; b, only the first; c, only the second; d, none. */
export type PairedCounts = readonly [a: number, b: number, c: number, d: number];

/**
 * Difference of two shares of right predictions on the same images, (b − c)/n, and Newcombe's paired
 * interval (`newcombe-paired`): Wilson limits of both shares, squared and added with −2φ times the
 * product of the parts that belong together:
 *
 *     L = D − √(A² − 2φ·A·B + B²),  A = p₁ − l₁, B = u₂ − p₂;  U = D + √(A'² − 2φ·A'·B' + B'²),
 *     A' = u₁ − p₁, B' = p₂ − l₂;  φ = numerator/√((a + b)(c + d)(a + c)(b + d)),
 *     numerator = ad − bc, less n/2 but not below 0 if it is positive; φ = 0 if a margin is 0
 *
 * Source: METHODS §3; Newcombe, Statistics in Medicine 17:2635, 1998, method 10 (from memory),
 * held to oracle b.
 *
 * @param counts whole numbers ≥ 0, or effective ones
 * @returns value positive = the first is better; `interval/few-outcomes` if b + c < 10
 * @throws HomegroundError `argument/out-of-range`
 */
export function newcombePaired(
  a: number,
  b: number,
  c: number,
  d: number,
  level: number,
  options: { readonly continuity: boolean } = { continuity: true },
): IntervalResult {
  return pairedInterval("newcombe-paired", [a, b, c, d], level, (n) => {
    const z = levelQuantile(level);
    const first = wilsonCounts(a + b, n, z);
    const second = wilsonCounts(a + c, n, z);
    const p1 = (a + b) / n;
    const p2 = (a + c) / n;
    const margins = (a + b) * (c + d) * (a + c) * (b + d);
    let numerator = a * d - b * c;
    if (options.continuity && numerator > 0) numerator = Math.max(0, numerator - n / 2);
    const phi = margins > 0 ? numerator / Math.sqrt(margins) : 0;
    return {
      low: (b - c) / n - squareAndAdd(p1 - first.low, second.high - p2, phi),
      high: (b - c) / n + squareAndAdd(first.high - p1, p2 - second.low, phi),
    };
  });
}

/**
 * The same difference with Tango's asymptotic score interval (`tango`): all Δ with |z(Δ)| ≤ z, where
 *
 *     z(Δ) = (b − c − nΔ)/√(n(2q̃ + Δ(1 − Δ))),  q̃ the share of c under the constraint
 *
 * Source: Tango, Statistics in Medicine 17:891, 1998 (from memory), held to oracle b.
 *
 * @returns value positive = the first is better; `interval/few-outcomes` if b + c < 10
 * @throws HomegroundError `argument/out-of-range`
 */
export function tangoInterval(
  a: number,
  b: number,
  c: number,
  d: number,
  level: number,
): IntervalResult {
  return pairedInterval("tango", [a, b, c, d], level, (n) => {
    const z = levelQuantile(level);
    const score = (delta: number): number => {
      const numerator = b - c - n * delta;
      return numerator === 0 ? 0 : numerator / constrainedPairedError(b, c, n, delta);
    };
    const value = (b - c) / n;
    return {
      low: bisect((delta) => score(delta) <= z, value, -1),
      high: bisect((delta) => score(delta) >= -z, value, 1),
    };
  });
}

/**
 * Difference of two models' shares on the same images in clusters (`paired-t-cluster`):
 *
 *     D = Σd/n;  v = G/(G − 1)·Σ(d_g − D·m_g)²/n²;  v_f = (B + 2)/(n + 2)² − D²/n;
 *     D ± t(df)·√max(v, v_f)
 *
 * with icc by analysis of variance of the differences (MSW = (B − Σd_g²/m_g)/(n − G)) and
 * Satterthwaite's df at i = icc. Source: METHODS §3; the floor v_f is the project's own.
 *
 * @param differences d_g: the cluster's sum of (first right) − (second right), in [−m_g, m_g]
 * @param discordant the cluster's number of images on which exactly one is right, in [0, m_g]
 * @param size m_g ≥ 0; empty clusters are dropped
 * @returns value positive = the first is better; G < 3 → limits null, `clusters/too-few`; one model alone
 *   right everywhere (v = 0, and the floor below it) → limits null, `interval/no-variation`; B < 10 →
 *   `interval/few-outcomes`; G < 10 → `clusters/few`; df < 4 → `clusters/one-dominates`
 * @throws HomegroundError `argument/length-mismatch`, `argument/out-of-range`
 */
export function pairedClusterInterval(
  differences: Float64Array,
  discordant: Float64Array,
  size: Float64Array,
  level: number,
): IntervalResult {
  checkLevel(level);
  checkSameLength(differences, size, "differences, size");
  checkSameLength(discordant, size, "discordant, size");
  const { n, d, b, squares, shares, used } = pairedSums(differences, discordant, size);
  const G = used.length;
  const base = { level, method: "paired-t-cluster", n, clusters: G, effectiveN: null };
  const none = { low: null, high: null, df: null, icc: null };
  if (G === 0) return { ...base, ...none, value: null, warnings: ["interval/no-images"] };
  const value = d / n;
  const warnings: MethodCode[] = b < 10 ? ["interval/few-outcomes"] : [];
  if (G < 3) return { ...base, ...none, value, warnings: ["clusters/too-few", ...warnings] };

  let residuals = 0;
  let between = 0;
  for (let g = 0; g < size.length; g++) {
    const m = size[g]!;
    if (m === 0) continue;
    const e = differences[g]! - value * m;
    residuals += e * e;
    between += (e * e) / m;
  }
  const v = ((G / (G - 1)) * residuals) / (n * n);
  const floor = (b + 2) / ((n + 2) * (n + 2)) - (value * value) / n;
  const n0 = (n - squares / n) / (G - 1);
  const msw = n > G ? (b - shares) / (n - G) : 0;
  const icc = clip(rawIntraclassCorrelation(between / (G - 1), msw, n0) ?? 0, 0, 1);
  const df = satterthwaite(used, icc);
  if (Math.max(v, floor) <= 0) {
    return { ...base, ...none, value, icc, warnings: ["interval/no-variation", ...warnings] };
  }
  const half = studentLevelQuantile(level, df) * Math.sqrt(Math.max(v, floor));
  if (G < 10) warnings.push("clusters/few");
  if (df < 4) warnings.push("clusters/one-dominates");
  return { ...base, value, low: value - half, high: value + half, df, icc, warnings };
}

/**
 * Mean difference of a value a unit: D ± t·√v, v = Σ(d − D)²/(n(n − 1)) with n − 1 degrees of freedom;
 * in clusters v = G/(G − 1)·Σ(d_g − D·m_g)²/n² with Satterthwaite's, icc by analysis of variance of the
 * differences. Source: METHODS §3 ("other metrics"), where the jackknife has these closed forms.
 *
 * @param differences of each unit, finite
 * @param clusters cluster of each unit, 0 … count − 1; null where units are independent
 * @returns as {@link pairedJackknifeInterval}; `interval/no-images` without units
 * @throws HomegroundError `argument/out-of-range`
 */
export function pairedMeanInterval(
  differences: Float64Array,
  clusters: { readonly cluster: Int32Array; readonly count: number } | null,
  level: number,
): IntervalResult {
  const n = differences.length;
  if (n === 0) {
    const none = { value: null, low: null, high: null, df: null, icc: null, effectiveN: null };
    const method = clusters === null ? "paired-t" : "paired-t-cluster";
    const G = clusters === null ? null : 0;
    return { ...none, level, method, n, clusters: G, warnings: ["interval/no-images"] };
  }
  let sum = 0;
  for (let i = 0; i < n; i++) sum += differences[i]!;
  const value = sum / n;
  if (clusters === null) {
    let squares = 0;
    for (let i = 0; i < n; i++) squares += (differences[i]! - value) ** 2;
    return pairedJackknifeInterval(value, n > 1 ? squares / (n * (n - 1)) : 0, n, level);
  }
  const size = new Float64Array(clusters.count);
  const total = new Float64Array(clusters.count);
  let allSquares = 0;
  for (let i = 0; i < n; i++) {
    const g = clusters.cluster[i]!;
    size[g]! += 1;
    total[g]! += differences[i]!;
    allSquares += differences[i]! ** 2;
  }
  const used = size.filter((m) => m > 0);
  const G = used.length;
  let residuals = 0;
  let between = 0;
  let shares = 0;
  let sizes = 0;
  for (let g = 0; g < size.length; g++) {
    const m = size[g]!;
    if (m === 0) continue;
    const e = total[g]! - value * m;
    residuals += e * e;
    between += (e * e) / m;
    shares += total[g]! ** 2 / m;
    sizes += m * m;
  }
  const v = G > 1 ? ((G / (G - 1)) * residuals) / (n * n) : 0;
  const msw = n > G ? Math.max(0, allSquares - shares) / (n - G) : 0;
  const n0 = G > 1 ? (n - sizes / n) / (G - 1) : 1;
  const icc = G > 1 ? clip(rawIntraclassCorrelation(between / (G - 1), msw, n0) ?? 0, 0, 1) : 0;
  const df = satterthwaite(used, icc);
  return { ...pairedJackknifeInterval(value, v, n, level, { G, df }), icc };
}

/**
 * Difference of any metric between two models on the same images: D ± t(df)·√v, v the jackknife
 * variance of the difference. Source: METHODS §3 ("other metrics").
 *
 * @param variance v ≥ 0
 * @param n images
 * @param by number of clusters, null where units are independent, and degrees of freedom (METHODS
 *   §2.2); null: independent units with df = n − 1
 * @returns v = 0 or fewer than 2 units → limits null, `interval/no-variation`; G < 3 →
 *   `clusters/too-few`; G < 10 → `clusters/few`; df < 4 → `clusters/one-dominates`
 * @throws HomegroundError `argument/out-of-range`
 */
export function pairedJackknifeInterval(
  value: number,
  variance: number,
  n: number,
  level: number,
  by: { readonly G: number | null; readonly df: number } | null = null,
): IntervalResult {
  checkLevel(level);
  checkRange(variance >= 0 && variance < Number.POSITIVE_INFINITY, "variance", variance, "≥ 0");
  const G = by?.G ?? null;
  const base = { value, level, n, clusters: G, effectiveN: null, icc: null };
  const method = G === null ? "paired-t" : "paired-t-cluster";
  const none = { ...base, method, low: null, high: null, df: null };
  if (G !== null && G < 3) return { ...none, warnings: ["clusters/too-few"] };
  const df = by?.df ?? n - 1;
  if (variance === 0 || df <= 0) return { ...none, warnings: ["interval/no-variation"] };
  const half = studentLevelQuantile(level, df) * Math.sqrt(variance);
  const warnings: MethodCode[] = [];
  if (G !== null && G < 10) warnings.push("clusters/few");
  if (G !== null && df < 4) warnings.push("clusters/one-dominates");
  return { ...base, method, low: value - half, high: value + half, df, warnings };
}

function squareAndAdd(a: number, b: number, phi: number): number {
  return Math.sqrt(Math.max(0, a * a - 2 * phi * a * b + b * b));
}

function pairedInterval(
  method: string,
  counts: PairedCounts,
  level: number,
  limits: (n: number) => Interval,
): IntervalResult {
  checkLevel(level);
  for (const count of counts) {
    checkRange(count >= 0 && count < Number.POSITIVE_INFINITY, "counts", count, "finite, ≥ 0");
  }
  const [a, b, c, d] = counts;
  const n = a + b + c + d;
  const base = { level, method, n, clusters: null, effectiveN: null, df: null, icc: null };
  if (n === 0) {
    return { ...base, value: null, low: null, high: null, warnings: ["interval/no-images"] };
  }
  const warnings: MethodCode[] = b + c < 10 ? ["interval/few-outcomes"] : [];
  return { ...base, value: (b - c) / n, ...limits(n), warnings };
}

function pairedSums(differences: Float64Array, discordant: Float64Array, size: Float64Array) {
  const sums = { n: 0, d: 0, b: 0, squares: 0, shares: 0 };
  for (let g = 0; g < size.length; g++) {
    const m = size[g]!;
    const d = differences[g]!;
    const b = discordant[g]!;
    checkRange(m >= 0 && m < Number.POSITIVE_INFINITY, `size[${g}]`, m, "finite, 0 or more");
    checkRange(b >= 0 && b <= m, `discordant[${g}]`, b, "from 0 to the cluster's size");
    checkRange(Math.abs(d) <= b, `differences[${g}]`, d, "no larger than the discordant images");
    if (m === 0) continue;
    sums.n += m;
    sums.d += d;
    sums.b += b;
    sums.squares += m * m;
    sums.shares += (d * d) / m;
  }
  return { ...sums, used: size.filter((m) => m > 0) };
}

function checkOrdered({ value, low, high }: ValueInterval, where: string): void {
  const finite = Number.isFinite(low) && Number.isFinite(high);
  checkRange(finite && low <= value && value <= high, where, value, "between its finite limits");
}
