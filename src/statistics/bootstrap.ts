import { checkLevel, checkRange, checkSameLength } from "./arguments.js";
import { clip, type Interval } from "./interval.js";
import { normalQuantile } from "./normal-quantile.js";
import { philoxStream } from "./philox-stream.js";
import { normalCdf } from "./quantiles.js";

/**
 * One bootstrap sample: `into.length` draws of 0 … n − 1 with replacement, by stream `replicate` of
 * the seed (METHODS §2.6, {@link philoxStream}).
 *
 * @param seed whole, from 0 to 2⁵³ − 1
 * @param replicate b, whole, from 0 to 2³² − 1
 * @param n units or clusters, from 1 to 2³²
 * @throws HomegroundError `argument/out-of-range`
 */
export function drawIndices(seed: number, replicate: number, n: number, into: Uint32Array): void {
  checkDrawn(n);
  const stream = philoxStream(seed, replicate);
  for (let i = 0; i < into.length; i++) into[i] = stream.below(n);
}

/**
 * How often each of n units (or clusters) is drawn in n draws: the weights of one replicate. The
 * same draws as {@link drawIndices} of n, counted.
 *
 * @param into overwritten; its length is n ≥ 1
 * @throws HomegroundError `argument/out-of-range`
 */
export function drawCounts(
  seed: number,
  replicate: number,
  into: Float64Array | Uint32Array,
): void {
  const n = into.length;
  checkDrawn(n);
  const stream = philoxStream(seed, replicate);
  into.fill(0);
  for (let i = 0; i < n; i++) into[stream.below(n)]!++;
}

/**
 * Values of a statistic on bootstrap samples. Sample b does not depend on the others: any range of
 * replicates can be made anywhere.
 *
 * @param statistic given how often each unit (or cluster) was drawn; NaN where undefined. The
 *   weights are reused: do not keep them
 * @param options units (or clusters) n ≥ 1; seed; replicates B; `from`: the first of them, 0
 * @throws HomegroundError `argument/out-of-range`
 */
export function bootstrapReplicates(
  statistic: (weights: Float64Array) => number,
  options: {
    readonly units: number;
    readonly seed: number;
    readonly replicates: number;
    readonly from?: number;
  },
): Float64Array {
  const { units, seed, replicates, from = 0 } = options;
  checkRange(Number.isInteger(replicates) && replicates >= 1, "replicates", replicates, "≥ 1");
  const values = new Float64Array(replicates);
  const weights = new Float64Array(units);
  for (let b = 0; b < replicates; b++) {
    drawCounts(seed, from + b, weights);
    values[b] = statistic(weights);
  }
  return values;
}

/** An interval from replicates, and how many of them were defined. */
export interface BootstrapInterval {
  /** Null if it does not exist: no replicate is defined, or BCa's acceleration is not. */
  readonly interval: Interval | null;
  /** Share of undefined replicates, which were left out; above 0.05 is `interval/undefined-replicates`. */
  readonly undefinedShare: number;
}

/**
 * Percentile interval: the type-7 quantiles at (1 ∓ level)/2 of the defined replicates.
 *
 * @param replicates NaN where undefined
 * @throws HomegroundError `argument/out-of-range`
 */
export function percentileInterval(replicates: Float64Array, level: number): BootstrapInterval {
  checkLevel(level);
  const sorted = definedSorted(replicates);
  return withShare(replicates, sorted, {
    low: quantileSorted(sorted, (1 - level) / 2),
    high: quantileSorted(sorted, (1 + level) / 2),
  });
}

/** Basic (reflected) interval [2θ̂ − q_high, 2θ̂ − q_low]. For comparison. */
export function basicInterval(
  replicates: Float64Array,
  estimate: number,
  level: number,
): BootstrapInterval {
  const { interval, undefinedShare } = percentileInterval(replicates, level);
  if (interval === null) return { interval, undefinedShare };
  const limits = { low: 2 * estimate - interval.high, high: 2 * estimate - interval.low };
  return { interval: limits, undefinedShare };
}

/** BCa's two corrections. */
export interface BcaCorrections {
  /** z₀: normal quantile of the share of replicates below θ̂, ties counted half. */
  readonly bias: number;
  /** a = Σd³/(6(Σd²)^{3/2}), d = θ̄_(·) − θ_(i). */
  readonly acceleration: number;
}

/**
 * z₀ and a of the BCa interval; null if no replicate or fewer than 2 jackknife values are defined,
 * or all jackknife values are equal. The share is clipped to [1/(B + 1), B/(B + 1)], so that z₀
 * stays finite.
 *
 * @param leaveOneOut θ̂ without unit (cluster) i; NaN where undefined
 */
export function bcaCorrections(
  replicates: Float64Array,
  estimate: number,
  leaveOneOut: Float64Array,
): BcaCorrections | null {
  const acceleration = jackknifeAcceleration(leaveOneOut);
  let B = 0;
  let below = 0;
  for (let b = 0; b < replicates.length; b++) {
    const theta = replicates[b]!;
    if (Number.isNaN(theta)) continue;
    B++;
    if (theta < estimate) below += 1;
    else if (theta === estimate) below += 0.5;
  }
  if (acceleration === null || B === 0) return null;
  const share = clip(below / B, 1 / (B + 1), B / (B + 1));
  return { bias: normalQuantile(share), acceleration };
}

/**
 * Bias-corrected and accelerated interval: type-7 quantiles of the replicates at
 * Φ(z₀ + (z₀ + z_α)/(1 − a(z₀ + z_α))), z_α the normal quantiles at (1 ∓ level)/2.
 *
 * Source: Efron, JASA 1987 (from memory), held to SciPy by oracle c.
 *
 * @throws HomegroundError `argument/out-of-range`
 */
export function bcaInterval(
  replicates: Float64Array,
  estimate: number,
  leaveOneOut: Float64Array,
  level: number,
): BootstrapInterval {
  checkLevel(level);
  const sorted = definedSorted(replicates);
  const corrections = bcaCorrections(replicates, estimate, leaveOneOut);
  if (corrections === null) return { ...withShare(replicates, sorted, NONE), interval: null };
  const { bias, acceleration } = corrections;
  const at = (p: number): number => {
    const z = bias + normalQuantile(p);
    return quantileSorted(sorted, normalCdf(bias + z / (1 - acceleration * z)));
  };
  return withShare(replicates, sorted, { low: at((1 - level) / 2), high: at((1 + level) / 2) });
}

/**
 * Bootstrap-t interval of a mean: T* = (θ* − θ̂)/se* (se* = 0: 0 if θ* = θ̂, else ±∞),
 * [θ̂ − T*_high·se, θ̂ − T*_low·se] with type-7 quantiles, clipped to the range.
 *
 * @param replicates, errors θ* and se* of each replicate; NaN where undefined
 * @param range least and greatest value of the mean; a limit that is infinite all the same → null
 * @throws HomegroundError `argument/length-mismatch`, `argument/out-of-range`
 */
export function bootstrapT(
  replicates: Float64Array,
  errors: Float64Array,
  estimate: number,
  error: number,
  level: number,
  range: readonly [low: number, high: number],
): BootstrapInterval {
  checkLevel(level);
  checkSameLength(replicates, errors, "replicates, errors");
  const T = new Float64Array(replicates.length);
  for (let b = 0; b < T.length; b++) {
    const distance = replicates[b]! - estimate;
    T[b] = distance === 0 ? 0 : distance / errors[b]!; // ±∞ where se* = 0
  }
  const sorted = definedSorted(T);
  const { interval, undefinedShare } = withShare(T, sorted, {
    low: clip(estimate - times(quantileSorted(sorted, (1 + level) / 2), error), range[0], range[1]),
    high: clip(
      estimate - times(quantileSorted(sorted, (1 - level) / 2), error),
      range[0],
      range[1],
    ),
  });
  const finite = interval !== null && Number.isFinite(interval.low + interval.high);
  return { interval: finite ? interval : null, undefinedShare };
}

/** Standard deviation (ddof 1) of the defined replicates; null with fewer than 2. */
export function bootstrapError(replicates: Float64Array): number | null {
  const values = definedSorted(replicates);
  const n = values.length;
  if (n < 2) return null;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i]!;
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (values[i]! - mean) ** 2;
  return values[0] === values[n - 1] ? 0 : Math.sqrt(squares / (n - 1));
}

/**
 * Quantile of sorted values, type 7 of Hyndman & Fan (R's and numpy's default): linear between the
 * order statistics at (n − 1)p. NaN of no values.
 *
 * @param p in [0, 1]
 */
export function quantileSorted(sorted: Float64Array, p: number): number {
  const at = (sorted.length - 1) * p;
  const below = Math.floor(at);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[below + 1];
  if (high === undefined || high === low || at === below) return low;
  return low + (high - low) * (at - below);
}

const NONE: Interval = { low: Number.NaN, high: Number.NaN };

function withShare(
  replicates: Float64Array,
  sorted: Float64Array,
  limits: Interval,
): BootstrapInterval {
  const B = replicates.length;
  return {
    interval: sorted.length === 0 ? null : limits,
    undefinedShare: B === 0 ? 0 : (B - sorted.length) / B,
  };
}

function definedSorted(values: Float64Array): Float64Array {
  return values.filter((value) => !Number.isNaN(value)).sort();
}

function jackknifeAcceleration(leaveOneOut: Float64Array): number | null {
  const values = leaveOneOut.filter((theta) => !Number.isNaN(theta));
  const n = values.length;
  if (n < 2 || values.every((theta) => theta === values[0])) return null;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i]!;
  let squares = 0;
  let cubes = 0;
  for (let i = 0; i < n; i++) {
    const d = sum / n - values[i]!;
    squares += d * d;
    cubes += d * d * d;
  }
  return squares > 0 ? cubes / (6 * squares * Math.sqrt(squares)) : null;
}

/** T·se, where an infinite T of no error is still infinite. */
function times(T: number, error: number): number {
  return Math.abs(T) === Number.POSITIVE_INFINITY ? T : T * error;
}

function checkDrawn(n: number): void {
  checkRange(Number.isInteger(n) && n >= 1 && n <= 2 ** 32, "n", n, "that is whole, from 1 to 2³²");
}
