import { ln, log1p } from "../core/elementary.js";
import { checkLevel, checkRange } from "./arguments.js";
import { bisect } from "./bisection.js";
import { clip, type Interval } from "./interval.js";

/*
 * Confidence sequences of Waudby-Smith & Ramdas (JRSS B 2023) for the mean of outcomes in [0, 1]:
 * after t outcomes an interval; all of them hold together with probability `level`. Our own,
 * `anytime.ts`, is what verdicts use; these are for comparison with other work [oracle p].
 *
 * Predictable estimates: μ̂_t = (½ + Σ_{i≤t}x_i)/(t + 1), σ̂²_t = (¼ + Σ_{i≤t}(x_i − μ̂_i)²)/(t + 1).
 * Formulas as in the oracles' text. All throw `argument/out-of-range`.
 */

/** Predictable plug-in Hoeffding sequence, after all outcomes given: λ_t = min(1, √(8ln(2/α)/(t·ln(t + 1)))). */
export function hoeffdingSequence(x: ArrayLike<number>, level: number): Interval {
  const alpha = checked(x, level);
  let weighted = 0;
  let weights = 0;
  let penalty = 0;
  for (let i = 0; i < x.length; i++) {
    const t = i + 1;
    const lambda = Math.min(1, Math.sqrt((8 * ln(2 / alpha)) / (t * ln(t + 1))));
    weighted += lambda * x[i]!;
    weights += lambda;
    penalty += (lambda * lambda) / 8;
  }
  return around(weighted, weights, ln(2 / alpha) + penalty);
}

/**
 * Predictable plug-in empirical-Bernstein sequence (Theorem 2):
 * λ_t = min(½, √(2ln(2/α)/(σ̂²_{t−1}·t·ln(t + 1)))), v_i = (x_i − μ̂_{i−1})².
 */
export function bernsteinSequence(x: ArrayLike<number>, level: number): Interval {
  const alpha = checked(x, level);
  const estimates = predictable();
  let weighted = 0;
  let weights = 0;
  let penalty = 0;
  for (let i = 0; i < x.length; i++) {
    const lambda = Math.min(0.5, predictableBet(estimates.variance, i + 1, alpha));
    weighted += lambda * x[i]!;
    weights += lambda;
    penalty += (x[i]! - estimates.mean) ** 2 * (-log1p(-lambda) - lambda);
    estimates.add(x[i]!);
  }
  return around(weighted, weights, ln(2 / alpha) + penalty);
}

/**
 * Hedged capital max(½K⁺, ½K⁻) against a mean m (Theorem 3, c = ½, θ = ½), an e-value of H0: mean = m:
 * K⁺ = Π(1 + min(λ_i, c/m)(x_i − m)), K⁻ = Π(1 − min(λ_i, c/(1 − m))(x_i − m)),
 * λ_i = √(2ln(2/α)/(σ̂²_{i−1}·i·ln(i + 1))).
 *
 * @param pool N: sampling without replacement; m is then m_i = (N·m − Σ_{j<i}x_j)/(N − i + 1) at
 *   outcome i, and a mean that m_i < 0 or m_i > 1 rules out has infinite capital
 * @returns in logarithms
 */
export function logHedgedCapital(
  x: ArrayLike<number>,
  m: number,
  level: number,
  pool: number | null = null,
): number {
  const bets = hedgedBets(x, level);
  const { up, down } = hedged(x, bets, x.length, m, pool);
  return Math.max(up, down) - Math.LN2;
}

/**
 * Hedged confidence sequence after the first t outcomes for each t of `times`: all m with
 * {@link logHedgedCapital} < ln(1/α), ends by bisection. Without replacement the limits are also held
 * to [Σx/N, 1 − (t − Σx)/N].
 */
export function hedgedSequence(
  x: ArrayLike<number>,
  times: readonly number[],
  level: number,
  pool: number | null = null,
): Interval[] {
  const alpha = checked(x, level);
  if (pool !== null) checkRange(pool >= x.length, "pool", pool, "at least the number of outcomes");
  const bets = hedgedBets(x, level);
  return times.map((t) => {
    checkRange(Number.isInteger(t) && t >= 1 && t <= x.length, "times", t, "of an outcome given");
    let sum = 0;
    for (let i = 0; i < t; i++) sum += x[i]!;
    const limit = ln(2 / alpha);
    const isLow = (m: number): boolean => hedged(x, bets, t, m, pool).up >= limit;
    const isHigh = (m: number): boolean => hedged(x, bets, t, m, pool).down >= limit;
    const mean = sum / t;
    const inside = pool === null ? mean : clip(mean, sum / pool, 1 - (t - sum) / pool);
    const interval = {
      low: isLow(0) || isLow(1e-12) ? bisect((m) => !isLow(m), inside, 0, 1e-13) : 0,
      high: isHigh(1) || isHigh(1 - 1e-12) ? bisect((m) => !isHigh(m), inside, 1, 1e-13) : 1,
    };
    if (pool === null) return interval;
    const least = sum / pool;
    const most = 1 - (t - sum) / pool;
    return { low: Math.max(interval.low, least), high: Math.min(interval.high, most) };
  });
}

/** Running intersection of {@link hedgedSequence} over all t: itself a confidence sequence. */
export function hedgedIntersection(x: ArrayLike<number>, level: number): Interval {
  const times = Array.from({ length: x.length }, (_, i) => i + 1);
  return hedgedSequence(x, times, level).reduce(
    (all, { low, high }) => ({ low: Math.max(all.low, low), high: Math.min(all.high, high) }),
    { low: 0, high: 1 },
  );
}

/** ln K⁺ and ln K⁻ of the first t outcomes. */
function hedged(
  x: ArrayLike<number>,
  bets: Float64Array,
  t: number,
  m: number,
  pool: number | null,
): { up: number; down: number } {
  let up = 0;
  let down = 0;
  let sum = 0;
  for (let i = 0; i < t; i++) {
    const at = pool === null ? m : (pool * m - sum) / (pool - i);
    if (at < 0) return { up: Number.POSITIVE_INFINITY, down };
    if (at > 1) return { up, down: Number.POSITIVE_INFINITY };
    const bet = bets[i]!;
    up += log1p(Math.min(bet, 0.5 / at) * (x[i]! - at));
    down += log1p(-Math.min(bet, 0.5 / (1 - at)) * (x[i]! - at));
    sum += x[i]!;
  }
  return { up, down };
}

function hedgedBets(x: ArrayLike<number>, level: number): Float64Array {
  const alpha = checked(x, level);
  const estimates = predictable();
  return Float64Array.from(x, (value, i) => {
    const bet = predictableBet(estimates.variance, i + 1, alpha);
    estimates.add(value);
    return bet;
  });
}

/** √(2ln(2/α)/(σ̂²·t·ln(t + 1))) */
function predictableBet(variance: number, t: number, alpha: number): number {
  return Math.sqrt((2 * ln(2 / alpha)) / (variance * t * ln(t + 1)));
}

/** μ̂_t and σ̂²_t, at first ½ and ¼. */
function predictable() {
  let t = 0;
  let sum = 0;
  let squares = 0;
  const state = {
    mean: 0.5,
    variance: 0.25,
    add(x: number): void {
      t++;
      sum += x;
      state.mean = (0.5 + sum) / (t + 1);
      squares += (x - state.mean) ** 2;
      state.variance = (0.25 + squares) / (t + 1);
    },
  };
  return state;
}

function around(weighted: number, weights: number, radius: number): Interval {
  if (weights === 0) return { low: 0, high: 1 };
  return {
    low: clip((weighted - radius) / weights, 0, 1),
    high: clip((weighted + radius) / weights, 0, 1),
  };
}

/** @returns α = 1 − level */
function checked(x: ArrayLike<number>, level: number): number {
  checkLevel(level);
  for (let i = 0; i < x.length; i++) {
    checkRange(x[i]! >= 0 && x[i]! <= 1, `x[${i}]`, x[i], "from 0 to 1");
  }
  return 1 - level;
}
