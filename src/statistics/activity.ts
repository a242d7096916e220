import { cos, exp, pow, sin } from "../core/elementary.js";
import { bisect } from "./bisection.js";

const TURN = 2 * Math.PI;
/** Points of the grid around the day, the first of which is the last again. */
const GRID = 128;
/** Order of the moments that a bandwidth is found from. */
export const BANDWIDTH_ORDER = 3;
const LEAST_KAPPA = 1e-4;
const MOST_KAPPA = 345;
/** More pairs are taken from the grid, by straight lines between its points. */
const MOST_PAIRS = 5_000_000;

/** Bandwidth of a von Mises kernel density; null where the times show no concentration. */
export interface ActivityBandwidth {
  /** Concentration of the times. */
  readonly kappa: number;
  /** Of the kernel, before it is adjusted. */
  readonly nu: number;
}

/** Sums of the cosines and sines of whole multiples of times, of order 0 (their number) on: those of parts add up. */
export interface TimeMoments {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

/** @param times radians */
export function timeMoments(times: ArrayLike<number>, order: number): TimeMoments {
  const cosines = new Float64Array(order + 1);
  const sines = new Float64Array(order + 1);
  for (let i = 0; i < times.length; i++) {
    const [x, y] = [cos(times[i]!), sin(times[i]!)];
    let [a, b] = [1, 0];
    for (let k = 0; k <= order; k++) {
      cosines[k]! += a;
      sines[k]! += b;
      [a, b] = [a * x - b * y, b * x + a * y];
    }
  }
  return { cos: cosines, sin: sines };
}

/** Of all times but those of a part. */
export function momentsWithout(all: TimeMoments, part: TimeMoments): TimeMoments {
  return {
    cos: all.cos.map((sum, k) => sum - part.cos[k]!),
    sin: all.sin.map((sum, k) => sum - part.sin[k]!),
  };
}

/**
 * Taylor's plug-in bandwidth: κ is the greatest root of I_k(κ)/I₀(κ) = R_k for k = 1 … 3, R_k the length of the
 * kth moment about the mean direction; ν = (3nκ²I₂(2κ)/(4√π I₀(κ)²))^(2/5).
 *
 * Source: Taylor 2008; Ridout & Linkie 2009 (from memory), held to R's overlap by oracle m.
 *
 * @param times radians, or their moments of order 3 and more
 */
export function activityBandwidth(
  times: ArrayLike<number> | TimeMoments,
): ActivityBandwidth | null {
  const moments = "cos" in times ? times : timeMoments(times, BANDWIDTH_ORDER);
  const n = moments.cos[0]!;
  let kappa = 0;
  for (let k = 1; k <= BANDWIDTH_ORDER && n > 0; k++) {
    const [C, S] = [moments.cos[k]!, moments.sin[k]!];
    const length = Math.sqrt(C * C + S * S) / n;
    const ratio = (x: number): number => besselRatios(x, k)[k]!;
    if (length <= ratio(LEAST_KAPPA)) continue;
    const found =
      length >= ratio(MOST_KAPPA)
        ? MOST_KAPPA
        : bisect((x) => ratio(x) < length, LEAST_KAPPA, MOST_KAPPA, 1e-13);
    kappa = Math.max(kappa, found);
  }
  if (kappa === 0) return null;
  const bessel = scaledBessel(2, 2 * kappa) / scaledBessel(0, kappa) ** 2;
  return { kappa, nu: pow((3 * n * kappa * kappa * bessel) / (4 * Math.sqrt(Math.PI)), 0.4) };
}

/** Order from which on I_k(x)/I₀(x) is below rounding: it falls as exp(−k²/2x), of a small x much faster. */
export function lastOrder(x: number): number {
  return 20 + Math.ceil(9 * Math.sqrt(x));
}

/**
 * I_k(x)/I₀(x) of the orders k = 0 … `order`, from the continued fraction I_k/I_(k−1) = 1/(2k/x + I_(k+1)/I_k), begun
 * where it no longer matters.
 *
 * @param x above 0
 */
function besselRatios(x: number, order: number): Float64Array {
  const found = new Float64Array(order + 1);
  let ratio = 0;
  for (let k = lastOrder(x) + order; k > 0; k--) {
    ratio = 1 / ((2 * k) / x + ratio);
    if (k <= order) found[k] = ratio;
  }
  found[0] = 1;
  for (let k = 1; k <= order; k++) found[k]! *= found[k - 1]!;
  return found;
}

const STEPS = 256;
/** cos(πj/STEPS) for whole turns of j. */
const COSINES = Float64Array.from({ length: 2 * STEPS }, (_, j) => cos((Math.PI * j) / STEPS));

/** e^(−x)·I_n(x), by the trapezoidal rule, which of a periodic function is right to rounding. */
function scaledBessel(order: number, x: number): number {
  let sum = 0;
  for (let j = 0; j <= STEPS; j++) {
    const one = exp(x * (COSINES[j]! - 1)) * (j === 0 || j === STEPS ? 0.5 : 1);
    sum += one * COSINES[(order * j) % (2 * STEPS)]!;
  }
  return sum / STEPS;
}

/**
 * Sums of kernels at the points of the grid, 1 … 128 of the day, 2π apart from 0; a density but for a factor. Sums of
 * several parts add up to that of all.
 */
export function activityOnGrid(
  times: ArrayLike<number>,
  concentration: number,
  into: Float64Array = new Float64Array(GRID - 1),
): Float64Array {
  const n = times.length;
  const x = Float64Array.from({ length: n }, (_, i) => cos(times[i]!));
  const y = Float64Array.from({ length: n }, (_, i) => sin(times[i]!));
  for (let j = 0; j < GRID - 1; j++) {
    const point = (TURN * (j + 1)) / (GRID - 1);
    // cos(point − time) as a scalar product: the cosines are taken once.
    const [px, py] = [cos(point), sin(point)];
    let sum = 0;
    for (let i = 0; i < n; i++) sum += exp(concentration * (px * x[i]! + py * y[i]! - 1));
    into[j]! += sum;
  }
  return into;
}

/** cos(2πj/127): the grid is the same after a whole turn. */
const GRID_COSINES = Float64Array.from({ length: GRID - 1 }, (_, j) =>
  cos((TURN * j) / (GRID - 1)),
);
const GRID_SINES = Float64Array.from({ length: GRID - 1 }, (_, j) => sin((TURN * j) / (GRID - 1)));

/**
 * As {@link activityOnGrid}, but for another factor, from the moments of the times:
 * Σexp(ν cos(x − t)) = I₀(ν)[n + 2ΣI_k(ν)/I₀(ν)·(C_k cos kx + S_k sin kx)]. What it takes does not grow with the times.
 *
 * @param moments up to {@link lastOrder} of the concentration
 */
export function activityOfMoments(moments: TimeMoments, concentration: number): Float64Array {
  const points = GRID - 1;
  const onGrid = new Float64Array(points);
  if (moments.cos[0] === 0) return onGrid;
  const order = lastOrder(concentration);
  const weights = besselRatios(concentration, order);
  // On the grid multiples that differ by the number of its points are the same.
  const C = new Float64Array(points);
  const S = new Float64Array(points);
  for (let k = 0; k <= order; k++) {
    const weight = (k === 0 ? 1 : 2) * weights[k]!;
    C[k % points]! += weight * moments.cos[k]!;
    S[k % points]! += weight * moments.sin[k]!;
  }
  for (let j = 0; j < points; j++) {
    let sum = 0;
    for (let k = 0, at = 0; k < points; k++) {
      sum += C[k]! * GRID_COSINES[at]! + S[k]! * GRID_SINES[at]!;
      at += j + 1;
      if (at >= points) at -= points;
    }
    onGrid[j] = sum;
  }
  return onGrid;
}

/** Σ min of two sums of {@link activityOnGrid}, each first made to add up to 1: Δ̂₁. Null where one is empty. */
export function gridOverlap(a: Float64Array, b: Float64Array): number | null {
  let [A, B] = [0, 0];
  for (let j = 0; j < a.length; j++) {
    A += a[j]!;
    B += b[j]!;
  }
  if (!(A > 0 && B > 0)) return null;
  let overlap = 0;
  for (let j = 0; j < a.length; j++) overlap += Math.min(a[j]! / A, b[j]! / B);
  return overlap;
}

/** Adjustments of the bandwidth of the two estimators. */
export const ADJUST_1 = 0.8;
const ADJUST_4 = 1;

/**
 * Coefficients of overlap of two activity patterns: Δ̂₁ on a grid, for samples below 50 to 75, and Δ̂₄ at the
 * observations, ½[mean min(1, f_B/f_A) over A + mean min(1, f_A/f_B) over B].
 *
 * Source: Ridout & Linkie 2009; Meredith & Ridout's R package overlap (from memory), held to oracle m.
 *
 * @param a, b radians
 * @returns null where either has no bandwidth
 */
export function activityOverlap(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
): {
  readonly dhat1: number;
  readonly dhat4: number;
  /** Δ̂₄ with densities by straight lines between points of the grid. */
  readonly dhat4OnGrid: number;
  /** Bandwidths of both, before they are adjusted. */
  readonly nu: readonly [a: number, b: number];
} | null {
  const ofA = activityBandwidth(a);
  const ofB = activityBandwidth(b);
  if (ofA === null || ofB === null) return null;
  const [nuA, nuB] = [ofA.nu / ADJUST_1, ofB.nu / ADJUST_1];
  const dhat1 = gridOverlap(activityOnGrid(a, nuA), activityOnGrid(b, nuB))!;
  const between = (onGrid: (times: ArrayLike<number>, nu: number) => (x: number) => number) =>
    overlapAt(a, b, onGrid(a, ofA.nu / ADJUST_4), onGrid(b, ofB.nu / ADJUST_4));
  const dhat4OnGrid = between(linesOnGrid);
  const isMany = (a.length + b.length) ** 2 > MOST_PAIRS;
  const dhat4 = isMany ? dhat4OnGrid : between(kernelDensity);
  return { dhat1, dhat4, dhat4OnGrid, nu: [ofA.nu, ofB.nu] };
}

function overlapAt(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  densityA: (x: number) => number,
  densityB: (x: number) => number,
): number {
  const mean = (times: ArrayLike<number>, own: typeof densityA, other: typeof densityA) => {
    let sum = 0;
    for (let i = 0; i < times.length; i++) sum += Math.min(1, other(times[i]!) / own(times[i]!));
    return sum / times.length;
  };
  return (mean(a, densityA, densityB) + mean(b, densityB, densityA)) / 2;
}

function kernelDensity(times: ArrayLike<number>, nu: number): (x: number) => number {
  const factor = 1 / (TURN * scaledBessel(0, nu) * times.length);
  return (x) => {
    let sum = 0;
    for (let i = 0; i < times.length; i++) sum += exp(nu * (cos(x - times[i]!) - 1));
    return factor * sum;
  };
}

function linesOnGrid(times: ArrayLike<number>, nu: number): (x: number) => number {
  const factor = 1 / (TURN * scaledBessel(0, nu) * times.length);
  const sums = activityOnGrid(times, nu);
  const at = (j: number): number => factor * sums[(j + GRID - 2) % (GRID - 1)]!;
  return (x) => {
    const place = ((x - TURN * Math.floor(x / TURN)) / TURN) * (GRID - 1);
    const j = Math.floor(place);
    return at(j) + (place - j) * (at(j + 1) - at(j));
  };
}
