import { checkFinite, checkRange, checkSameLength } from "./arguments.js";

/** A mean over strata with simple random samples in each. */
export interface StratifiedMean {
  /** ΣW_h·ȳ_h, W_h = N_h/N. */
  readonly mean: number;
  /** √ΣW_h²(1 − n_h/N_h)s_h²/n_h, s² with ddof 1 and the finite-population correction. */
  readonly error: number;
  /**
   * Satterthwaite's (Σg_h·s_h²)²/Σ(g_h²·s_h⁴/(n_h − 1)), g_h = N_h(N_h − n_h)/n_h; null if no stratum
   * has a variance.
   */
  readonly df: number | null;
}

/**
 * Stratified mean, its standard error and degrees of freedom.
 *
 * Source: Cochran, Sampling Techniques 1977, equations 5.13 and 5.16 (from memory), held to oracle p.
 *
 * @param sizes N_h: the pool of each stratum, ≥ its sample
 * @param samples the values drawn from each stratum, 2 or more unless the stratum was seen whole
 * @throws HomegroundError `argument/length-mismatch`, `argument/out-of-range`, `argument/not-a-number`
 */
export function stratifiedMean(
  sizes: ArrayLike<number>,
  samples: readonly ArrayLike<number>[],
): StratifiedMean {
  checkSameLength(sizes, samples, "sizes, samples");
  const N = total(sizes);
  let mean = 0;
  let variance = 0;
  let weighted = 0;
  let divided = 0;
  samples.forEach((sample, h) => {
    const size = sizes[h]!;
    const n = sample.length;
    checkRange(n >= 1 && n <= size, `samples[${h}]`, n, "of values, from 1 to the stratum's size");
    checkRange(n >= 2 || n === size, `samples[${h}]`, n, "of values, 2 or more");
    const { mean: y, variance: s2 } = spread(sample);
    const W = size / N;
    mean += W * y;
    variance += (W * W * (1 - n / size) * s2) / n;
    const g = (size * (size - n)) / n;
    weighted += g * s2;
    if (n > 1) divided += (g * g * s2 * s2) / (n - 1);
  });
  return {
    mean,
    error: Math.sqrt(variance),
    df: divided > 0 ? (weighted * weighted) / divided : null,
  };
}

/**
 * Neyman's allocation of n labels, n_h ∝ N_h·S_h, unrounded; proportional if no stratum varies.
 *
 * @param deviations S_h ≥ 0
 */
export function neymanAllocation(
  sizes: ArrayLike<number>,
  deviations: ArrayLike<number>,
  n: number,
): Float64Array {
  checkSameLength(sizes, deviations, "sizes, deviations");
  const shares = Float64Array.from(sizes, (size, h) => size * deviations[h]!);
  const sum = total(shares);
  return sum > 0 ? shares.map((share) => (n * share) / sum) : proportionalAllocation(sizes, n);
}

/** n_h ∝ N_h, unrounded. */
export function proportionalAllocation(sizes: ArrayLike<number>, n: number): Float64Array {
  const N = total(sizes);
  return Float64Array.from(sizes, (size) => (n * size) / N);
}

/** Standard deviation (ddof 1) of each sample; 0 of a single value. */
export function sampleDeviations(samples: readonly ArrayLike<number>[]): Float64Array {
  return Float64Array.from(samples, (sample) => Math.sqrt(spread(sample).variance));
}

/** Totals and means from units that were drawn with known, unequal probabilities. */
export interface HorvitzThompson {
  /** Σy/π. */
  readonly total: number;
  /** total/N. */
  readonly mean: number;
  /** Σ(y/π)/Σ(1/π). */
  readonly hajekMean: number;
  /** Σ(1 − π)y²/π²: variance of the total under Poisson sampling. */
  readonly poissonVariance: number;
  /** √(Σ(1 − π)/π²·(y − hajek)²)/Σ(1/π). */
  readonly hajekError: number;
}

/**
 * Horvitz & Thompson's total and Hájek's mean.
 *
 * Source: Horvitz & Thompson, JASA 1952; Hájek 1971 (from memory), held to oracle p.
 *
 * @param y values of the units drawn, 1 or more
 * @param inclusion π: their inclusion probabilities, in (0, 1]
 * @param N units of the pool
 * @throws HomegroundError `argument/length-mismatch`, `argument/out-of-range`
 */
export function horvitzThompson(
  y: ArrayLike<number>,
  inclusion: ArrayLike<number>,
  N: number,
): HorvitzThompson {
  checkSameLength(y, inclusion, "y, inclusion");
  checkRange(y.length >= 1, "y", y.length, "of values, 1 or more");
  checkRange(N >= 1, "N", N, "1 or more");
  let sum = 0;
  let weights = 0;
  let poissonVariance = 0;
  for (let i = 0; i < y.length; i++) {
    const pi = inclusion[i]!;
    checkRange(pi > 0 && pi <= 1, `inclusion[${i}]`, pi, "above 0, to 1");
    sum += y[i]! / pi;
    weights += 1 / pi;
    poissonVariance += ((1 - pi) * y[i]! ** 2) / (pi * pi);
  }
  const hajekMean = sum / weights;
  let squares = 0;
  for (let i = 0; i < y.length; i++) {
    const pi = inclusion[i]!;
    squares += ((1 - pi) / (pi * pi)) * (y[i]! - hajekMean) ** 2;
  }
  const hajekError = Math.sqrt(squares) / weights;
  return { total: sum, mean: sum / N, hajekMean, poissonVariance, hajekError };
}

/**
 * Mean over a pool of N from draws with replacement by probabilities q: mean(y/(N·q)) and its
 * standard error sd/√n (METHODS §9.5).
 *
 * @param values y of the units drawn, in the order of the draws, 2 or more
 * @param probabilities q of each draw's unit, > 0; over the pool they sum to 1
 * @throws HomegroundError `argument/length-mismatch`, `argument/out-of-range`
 */
export function importanceMean(
  values: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  N: number,
): { readonly mean: number; readonly error: number } {
  checkSameLength(values, probabilities, "values, probabilities");
  checkRange(values.length >= 2, "values", values.length, "of draws, 2 or more");
  const weighted = Float64Array.from(values, (value, i) => {
    const q = probabilities[i]!;
    checkRange(q > 0 && q <= 1, `probabilities[${i}]`, q, "above 0, to 1");
    return value / (N * q);
  });
  const { mean, variance } = spread(weighted);
  return { mean, error: Math.sqrt(variance / weighted.length) };
}

function spread(values: ArrayLike<number>): { mean: number; variance: number } {
  checkFinite(values, "values");
  const n = values.length;
  const mean = total(values) / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (values[i]! - mean) ** 2;
  return { mean, variance: n > 1 ? squares / (n - 1) : 0 };
}

function total(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}
