import { checkLevel, checkRange } from "./arguments.js";
import { moverInterval, type ValueInterval } from "./difference.js";
import type { Interval, IntervalResult } from "./interval.js";
import { clopperPearson } from "./one-proportion.js";

/** Slices counted in the family, at most (METHODS §10.1): the largest ones. */
export const MAX_SLICES = 200;
/** Fewest images of a slice that is looked at. */
const MIN_SLICE_IMAGES = 10;
/** Fewest clusters of a slice, where there are clusters. */
const MIN_SLICE_CLUSTERS = 3;

/**
 * Whether a slice is too small to look at (`slices/too-small`): it is listed with its n and not
 * counted. The rest of its attribute is held to the same.
 *
 * @param clusters null where images are independent
 */
export function isTooSmall(n: number, clusters: number | null): boolean {
  return n < MIN_SLICE_IMAGES || (clusters !== null && clusters < MIN_SLICE_CLUSTERS);
}

/**
 * Level of each of S intervals that hold all together at `level`: 1 − (1 − level)/S (Bonferroni, as
 * slices may overlap).
 *
 * @param slices S ≥ 1
 * @throws HomegroundError `argument/out-of-range`
 */
export function simultaneousLevel(level: number, slices: number): number {
  checkLevel(level);
  checkRange(Number.isInteger(slices) && slices >= 1, "slices", slices, "that is whole, 1 or more");
  return 1 - (1 - level) / slices;
}

/**
 * `cp-bonferroni`: share k/n of a slice of independent images with Clopper & Pearson's interval at
 * {@link simultaneousLevel}. Source: METHODS §10.2; Wilson's would hold all together in 66 % only.
 *
 * @param k from 0 to n
 * @param n above 0
 * @throws HomegroundError `argument/out-of-range`
 */
export function sliceShare(k: number, n: number, level: number, slices: number): ValueInterval {
  return { value: k / n, ...clopperPearson(k, n, simultaneousLevel(level, slices)) };
}

/**
 * `hull-bonferroni`: the outer limits of an interval of METHODS §1.2 or §2 at {@link simultaneousLevel}
 * and of Clopper & Pearson's there with k = uν of n = ν, mapped back to the metric's range. A metric
 * without ν (`t`) keeps its own interval.
 *
 * @param found the slice's interval, made at simultaneousLevel(level, slices)
 * @param range [a, b] of the metric, u = (value − a)/(b − a); [0, 1] for a share
 * @returns null limits where `found` has none
 * @throws HomegroundError `argument/out-of-range`
 */
export function hullInterval(
  found: Pick<IntervalResult, "value" | "low" | "high" | "level" | "effectiveN">,
  range: readonly [low: number, high: number] = [0, 1],
): Interval | null {
  const { value, low, high, level, effectiveN } = found;
  if (value === null || low === null || high === null) return null;
  if (effectiveN === null) return { low, high };
  const [a, b] = range;
  const u = Math.min(1, Math.max(0, (value - a) / (b - a)));
  const exact = clopperPearson(u * effectiveN, effectiveN, level);
  return {
    low: Math.min(low, a + exact.low * (b - a)),
    high: Math.max(high, a + exact.high * (b - a)),
  };
}

/** A slice against all other images with that attribute. */
export interface SliceDifference extends ValueInterval {
  /** Wholly below 0: the slice does worse. */
  readonly isLower: boolean;
}

/**
 * Slice − rest by {@link moverInterval} of their two simultaneous intervals (METHODS §10.3); null if
 * either has none.
 *
 * @param sign −1 where lower is better: then too, a finding is a slice that does worse
 */
export function sliceAgainstRest(
  slice: ValueInterval | null,
  rest: ValueInterval | null,
  sign: 1 | -1 = 1,
): SliceDifference | null {
  if (slice === null || rest === null) return null;
  const difference = moverInterval(slice, rest, sign);
  return { ...difference, isLower: difference.high < 0 };
}

/** Shares pulled towards their mean, by how little each says. */
export interface ShrunkenShares {
  /** p̄: share of all images of the slices together. */
  readonly pooled: number;
  /** τ²: variance of the true shares, by DerSimonian & Laird. */
  readonly variance: number;
  /** μ: mean of the true shares, weights 1/(τ² + v_i). */
  readonly mean: number;
  /** μ + τ²/(τ² + v_i)·(p_i − μ), in the order given. No interval of their own. */
  readonly shares: Float64Array;
}

/**
 * Shrunken shares of S ≥ 3 slices, which order them better than the raw ones: the worst of many
 * looks worse than it is. v_i = p̄(1 − p̄)/n_eff,i, with (k + ½)/(n + 1) for p̄ if it is 0 or 1.
 *
 * Source: METHODS §10.4; Efron & Morris 1975, DerSimonian & Laird 1986 (from memory).
 *
 * @param shares p_i in [0, 1]
 * @param images n_i > 0, for p̄
 * @param effective n_eff,i > 0: n_i where images are independent
 * @returns null with fewer than 3 slices
 * @throws HomegroundError `argument/out-of-range`
 */
export function shrunkenShares(
  shares: Float64Array,
  images: Float64Array,
  effective: Float64Array = images,
): ShrunkenShares | null {
  const S = shares.length;
  if (S < 3) return null;
  let k = 0;
  let n = 0;
  for (let i = 0; i < S; i++) {
    checkRange(shares[i]! >= 0 && shares[i]! <= 1, `shares[${i}]`, shares[i], "from 0 to 1");
    checkRange(images[i]! > 0, `images[${i}]`, images[i], "above 0");
    checkRange(effective[i]! > 0, `effective[${i}]`, effective[i], "above 0");
    k += shares[i]! * images[i]!;
    n += images[i]!;
  }
  const pooled = k / n;
  const p = pooled <= 0 || pooled >= 1 ? (k + 0.5) / (n + 1) : pooled;
  const v = effective.map((size) => (p * (1 - p)) / size);
  const weights = v.map((vi) => 1 / vi);
  const W = sum(weights);
  const fixedMean = sum(weights.map((w, i) => w * shares[i]!)) / W;
  const Q = sum(weights.map((w, i) => w * (shares[i]! - fixedMean) ** 2));
  const scale = W - sum(weights.map((w) => w * w)) / W;
  const variance = Math.max(0, (Q - (S - 1)) / scale);
  const random = v.map((vi) => 1 / (variance + vi));
  const mean = sum(random.map((w, i) => w * shares[i]!)) / sum(random);
  return {
    pooled,
    variance,
    mean,
    shares: shares.map((share, i) => mean + (variance / (variance + v[i]!)) * (share - mean)),
  };
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
