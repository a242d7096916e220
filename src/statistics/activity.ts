import { cos, exp, pow, sin } from "../core/elementary.js";
import { bisect } from "./bisection.js";

const TURN = 2 * Math.PI;
/** Points of the grid around the day, the first of which is the last again. */
const GRID = 128;
const MOST_MOMENTS = 3;
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

/**
 * Taylor's plug-in bandwidth: κ is the greatest root of I_k(κ)/I₀(κ) = R_k for k = 1 … 3, R_k the length of the
 * kth moment about the mean direction; ν = (3nκ²I₂(2κ)/(4√π I₀(κ)²))^(2/5).
 *
 * Source: Taylor 2008; Ridout & Linkie 2009 (from memory), held to R's overlap by oracle m.
 *
 * @param times radians
 */
export function activityBandwidth(times: ArrayLike<number>): ActivityBandwidth | null {
  const n = times.length;
  let kappa = 0;
  for (let k = 1; k <= MOST_MOMENTS && n > 0; k++) {
    let [C, S] = [0, 0];
    for (let i = 0; i < n; i++) {
      C += cos(k * times[i]!);
      S += sin(k * times[i]!);
    }
    const length = Math.sqrt(C * C + S * S) / n;
    const ratio = (x: number): number => {
      const [own, zero] = scaledBessels([k, 0], x) as [number, number];
      return own / zero;
    };
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

const STEPS = 256;
/** cos(πj/STEPS) for whole turns of j. */
const COSINES = Float64Array.from({ length: 2 * STEPS }, (_, j) => cos((Math.PI * j) / STEPS));

/** e^(−x)·I_n(x) of some orders n, by the trapezoidal rule, which of a periodic function is right to rounding. */
function scaledBessels(orders: readonly number[], x: number): readonly number[] {
  const sums = orders.map(() => 0);
  for (let j = 0; j <= STEPS; j++) {
    const one = exp(x * (COSINES[j]! - 1)) * (j === 0 || j === STEPS ? 0.5 : 1);
    for (let i = 0; i < orders.length; i++) {
      sums[i]! += one * COSINES[(orders[i]! * j) % (2 * STEPS)]!;
    }
  }
  return sums.map((sum) => sum / STEPS);
}

function scaledBessel(order: number, x: number): number {
  return scaledBessels([order], x)[0]!;
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
