import { checkFinite, checkRange, checkSameLength } from "./arguments.js";

/**
 * Units drawn from a pool of N with known probabilities: simple random samples within strata, draws
 * with replacement (Hansen & Hurwitz 1943), or one after the other without replacement, weighted by
 * LURE (Farquhar, Gal & Rainforth, ICLR 2021).
 */
export type Drawn =
  | {
      readonly kind: "stratified";
      /** Stratum of each unit, an index into `sizes`. */
      readonly stratum: Int32Array;
      /** N_h: units of the pool in each stratum. */
      readonly sizes: Float64Array;
      /** 1 for a unit of a pilot by which the others were shared out; null where none was. */
      readonly pilot: Uint8Array | null;
    }
  | {
      readonly kind: "hansen-hurwitz";
      /** q of each unit in one draw, > 0; over the pool they sum to 1. */
      readonly probability: Float64Array;
      /** How many draws gave each unit, 1 or more. */
      readonly times: Int32Array;
      readonly pool: number;
    }
  | {
      readonly kind: "lure";
      /** p_m of the unit of draw m among those that were left then, > 0, in the order of the draws. */
      readonly probability: Float64Array;
      readonly pool: number;
    };

/** How sure the mean of a value over the pool is. */
export interface DrawnError {
  readonly error: number;
  /** Degrees of freedom for Student's law; null where nothing varies. */
  readonly df: number | null;
}

/** Number of units drawn. */
function drawnCount(drawn: Drawn): number {
  return drawn.kind === "stratified" ? drawn.stratum.length : drawn.probability.length;
}

/**
 * What each unit weighs, w ≥ 0, so that Σw·y estimates the mean of y over the pool without bias:
 * N_h/(n_h·N); r/(n·N·q) for n draws of which r gave the unit; v_m/n, with
 *
 *     v_m = 1 + (N − n)/(N − m)·(1/((N − m + 1)·p_m) − 1)
 *
 * A pilot that shared the others out keeps its own part b of its stratum's mean, b·ȳ_pilot + (1 − b)·ȳ_others,
 * whatever was seen in it, b = max(share of the pilot among all units, n_pilot/N_h). Counted alike, a pilot
 * with few mistakes would bring few others, and the mean would read too high.
 *
 * Source: METHODS §9.4, §9.5; of the pilot docs/decisions/0156.
 *
 * @throws HomegroundError `argument/out-of-range` where a stratum has no unit or a probability is
 *   not in (0, 1]
 */
export function drawnWeights(drawn: Drawn): Float64Array {
  if (drawn.kind === "stratified") {
    const phases = stratumPhases(drawn);
    const pool = sum(drawn.sizes);
    return Float64Array.from(drawn.stratum, (h, i) => {
      const { share, count } = phases[h]!;
      const phase = drawn.pilot?.[i] === 1 ? 0 : 1;
      return (drawn.sizes[h]! * share[phase]!) / (count[phase]! * pool);
    });
  }
  const { probability, pool } = drawn;
  probability.forEach((p, i) => {
    checkRange(p > 0 && p <= 1, `probability[${i}]`, p, "above 0, to 1");
  });
  if (drawn.kind === "hansen-hurwitz") {
    checkSameLength(probability, drawn.times, "probability, times");
    const draws = sum(drawn.times);
    return probability.map((q, i) => drawn.times[i]! / (draws * pool * q));
  }
  const n = probability.length;
  checkRange(n <= pool, "pool", pool, "as large as the sample or larger");
  return probability.map((p, i) => {
    const left = pool - i; // N − m + 1
    const factor = left === 1 ? 0 : (pool - n) / (left - 1);
    return (1 + factor * (1 / (left * p) - 1)) / n;
  });
}

/**
 * Standard error of Σw·y as an estimate of the mean of y over the pool.
 *
 * - Strata: {@link stratifiedMean}'s at the n_h that a pilot and its followers amount to, with Satterthwaite's df. One unit alone has the pooled variance of
 *   the others. Of values that are 0 or 1, a stratum whose values are all the same, but not all it
 *   has, takes p̃(1 − p̃) for its variance, p̃ = (k + 4·ȳ)/(n + 4) with ȳ the mean over the pool
 *   (docs/designs.md).
 * - With replacement: sd(y/(N·q))/√n, n − 1.
 * - LURE: a_m = (Σ_{t<m} y_t + y_m/p_m)/N estimates the mean without bias whatever was drawn before, so
 *   that the a_m are uncorrelated. LURE is Σc_m·a_m with c_m = N(N − n)/(n(N − m)(N − m + 1)), and
 *   √(n/(n − 1)·Σc_m²(a_m − Σc·a)²) its error, with n − 1.
 *
 * @param values y of the units, in their order, 2 or more
 * @throws HomegroundError `argument/length-mismatch`, `argument/not-a-number`, `argument/out-of-range`
 */
export function drawnError(drawn: Drawn, values: Float64Array): DrawnError {
  checkFinite(values, "values");
  const n = drawnCount(drawn);
  checkRange(values.length === n, "values", values.length, `of values, ${n}`);
  if (drawn.kind === "stratified") return stratifiedError(drawn, values);
  const { probability, pool } = drawn;
  if (drawn.kind === "hansen-hurwitz") {
    const draws = sum(drawn.times);
    checkRange(draws >= 2, "times", draws, "draws, 2 or more");
    let mean = 0;
    for (let i = 0; i < n; i++) {
      mean += (drawn.times[i]! * values[i]!) / (pool * probability[i]! * draws);
    }
    let squares = 0;
    for (let i = 0; i < n; i++) {
      squares += drawn.times[i]! * (values[i]! / (pool * probability[i]!) - mean) ** 2;
    }
    return { error: Math.sqrt(squares / (draws - 1) / draws), df: draws - 1 };
  }
  checkRange(n >= 2, "values", n, "of values, 2 or more");
  return lureError(probability, pool, values);
}

function lureError(probability: Float64Array, pool: number, values: Float64Array): DrawnError {
  const n = values.length;
  if (n === pool) return { error: 0, df: null };
  const unbiased = new Float64Array(n);
  const share = new Float64Array(n);
  let before = 0;
  let mean = 0;
  for (let i = 0; i < n; i++) {
    const left = pool - i; // N − m + 1
    unbiased[i] = (before + values[i]! / probability[i]!) / pool;
    share[i] = (pool * (pool - n)) / (n * left * (left - 1));
    mean += share[i]! * unbiased[i]!;
    before += values[i]!;
  }
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (share[i]! * (unbiased[i]! - mean)) ** 2;
  return { error: Math.sqrt((n / (n - 1)) * squares), df: n - 1 };
}

/** Units like those of all strata that one counts beside its own, where all of its own are the same. */
const LIKE_OTHERS = 4;

type Strata = Extract<Drawn, { readonly kind: "stratified" }>;

function stratifiedError(drawn: Strata, values: Float64Array): DrawnError {
  const { stratum, sizes } = drawn;
  const H = sizes.length;
  const counts = stratumCounts(drawn);
  const phases = stratumPhases(drawn);
  const means = new Float64Array(H);
  for (let i = 0; i < values.length; i++) means[stratum[i]!]! += values[i]! / counts[stratum[i]!]!;
  const variances = new Float64Array(H);
  let isBinary = true;
  for (let i = 0; i < values.length; i++) {
    const h = stratum[i]!;
    isBinary &&= values[i] === 0 || values[i] === 1;
    variances[h]! += (values[i]! - means[h]!) ** 2;
  }
  const pool = sum(sizes);
  let overall = 0;
  let pooled = 0;
  let free = 0;
  for (let h = 0; h < H; h++) {
    overall += (sizes[h]! * means[h]!) / pool;
    pooled += variances[h]!;
    free += counts[h]! - 1;
  }
  let variance = 0;
  let weighted = 0;
  let divided = 0;
  for (let h = 0; h < H; h++) {
    const [n, N] = [counts[h]!, sizes[h]!];
    let s2 = n > 1 ? variances[h]! / (n - 1) : free > 0 ? pooled / free : 0;
    if (isBinary && (means[h] === 0 || means[h] === 1)) {
      const p = (n * means[h]! + LIKE_OTHERS * overall) / (n + LIKE_OTHERS);
      s2 = n > 1 ? p * (1 - p) : Math.max(s2, p * (1 - p));
    }
    const g = N * (N / phases[h]!.alike - 1);
    variance += (g * s2) / (pool * pool);
    weighted += g * s2;
    divided += (g * s2) ** 2 / Math.max(1, n - 1);
  }
  return {
    error: Math.sqrt(variance),
    df: divided > 0 ? (weighted * weighted) / divided : null,
  };
}

/** Of a stratum: its pilot and the others, in this order. */
interface Phases {
  readonly count: readonly [number, number];
  /** Part that each has in the stratum's mean. */
  readonly share: readonly [number, number];
  /**
   * How many units, all counted alike, would leave the mean as unsure: 1/(b²/n_pilot + (1 − b)²/n_others).
   * The two means are drawn from the same N_h, so that the finite-population correction is that of one.
   */
  readonly alike: number;
}

function stratumPhases(drawn: Strata): Phases[] {
  const counts = stratumCounts(drawn);
  const { stratum, sizes, pilot } = drawn;
  const first = new Int32Array(sizes.length);
  for (const [i, h] of stratum.entries()) first[h]! += pilot?.[i] ?? 0;
  const planned = sum(first) / stratum.length;
  return Array.from(counts, (n, h) => {
    const [early, N] = [first[h]!, sizes[h]!];
    const late = n - early;
    const isOne = early === 0 || late === 0 || n === N;
    const b = isOne ? early / n : Math.max(planned, early / N);
    const alike = isOne ? n : 1 / (b ** 2 / early + (1 - b) ** 2 / late);
    return { count: [early, late], share: [b, 1 - b], alike };
  });
}

function stratumCounts({ stratum, sizes }: Pick<Strata, "stratum" | "sizes">): Int32Array {
  const counts = new Int32Array(sizes.length);
  for (const h of stratum) counts[h]!++;
  counts.forEach((n, h) => {
    checkRange(n >= 1 && n <= sizes[h]!, `stratum ${h}`, n, "of units, from 1 to all that it has");
  });
  return counts;
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}

/** The share of `active` probabilities that every image of the pool has alike: q ≥ 0.2/N. */
const UNIFORM_SHARE = 0.2;

/**
 * How few units of a random sample the least drawn part of the pool amounts to, as a share of those drawn:
 * where no loss was seen, losses may sit there. Of strata min n_h·N/(n·N_h), of probabilities q their
 * least N·q.
 */
export function drawnFloor(drawn: Drawn): number {
  if (drawn.kind !== "stratified") return UNIFORM_SHARE;
  const pool = sum(drawn.sizes);
  let least = Number.POSITIVE_INFINITY;
  for (const [h, { alike }] of stratumPhases(drawn).entries()) {
    least = Math.min(least, (alike * pool) / (drawn.stratum.length * drawn.sizes[h]!));
  }
  return Math.min(1, least);
}

/**
 * Probability q of each unit in one draw, Σq = 1: more where the model is less sure,
 *
 *     q_i = (1 − 0.2)·√(1 − f_i)/Σ√(1 − f) + 0.2/N
 *
 * Source: METHODS §9.5.
 *
 * @param confidence f, held within [0.02, 0.98]
 */
export function activeProbabilities(confidence: Float64Array): Float64Array {
  checkFinite(confidence, "confidence");
  const N = confidence.length;
  const doubt = confidence.map((f) => Math.sqrt(1 - Math.min(0.98, Math.max(0.02, f))));
  const total = sum(doubt);
  return doubt.map((one) => ((1 - UNIFORM_SHARE) * one) / total + UNIFORM_SHARE / N);
}

/**
 * Sizes of strata that sum to n, nearest to a wish: at least `least`, at most `most` of each; what is over
 * goes to the largest remainders, ties to the earlier one.
 *
 * @param wish Neyman's or the proportional allocation, unrounded
 * @throws HomegroundError `argument/out-of-range` where n is less than the least or more than the most
 */
export function allocate(
  wish: ArrayLike<number>,
  least: ArrayLike<number>,
  most: ArrayLike<number>,
  n: number,
): Int32Array {
  const H = wish.length;
  checkRange(sum(least) <= n && n <= sum(most), "n", n, "from the least to the most of all strata");
  const given = Int32Array.from({ length: H }, (_, h) =>
    Math.min(most[h]!, Math.max(least[h]!, Math.floor(wish[h]!))),
  );
  for (let left = n - sum(given); left !== 0; left -= Math.sign(left)) {
    let chosen = -1;
    for (let h = 0; h < H; h++) {
      const isOpen = left > 0 ? given[h]! < most[h]! : given[h]! > least[h]!;
      if (!isOpen) continue;
      const gap = (k: number): number => Math.sign(left) * (wish[k]! - given[k]!);
      if (chosen < 0 || gap(h) > gap(chosen)) chosen = h;
    }
    given[chosen]! += Math.sign(left);
  }
  return given;
}
