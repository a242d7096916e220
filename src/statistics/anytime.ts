import { exp, ln, log1p } from "../core/elementary.js";
import { checkLevel, checkRange } from "./arguments.js";
import { bisect } from "./bisection.js";
import type { Interval } from "./interval.js";
import { exactLimits } from "./one-proportion.js";

/** The nine bets b of METHODS §5: the shares of its capital that a process stakes. */
export const BETS = [0.02, 0.04, 0.08, 0.15, 0.25, 0.4, 0.6, 0.8, 0.95] as const;

/** The two betting processes of one reference r, fed one outcome at a time. */
export interface BettingProcess {
  /** @param x the next outcome, in [0, 1]: a hit, a score, or a cluster's mean */
  add(x: number): void;
  /** Outcomes so far. */
  readonly count: number;
  /** ln K⁺_t(r): evidence that the mean is above r. */
  readonly logUp: number;
  /** ln K⁻_t(r): evidence that it is below. */
  readonly logDown: number;
}

/**
 * Two betting processes against r, each the mean over nine bets, in logarithms:
 *
 *     K⁺_t(r) = (1/9)·Σ_b Π_{i≤t}(1 − b + b·x_i/r),  K⁻_t(r) = (1/9)·Σ_b Π_{i≤t}(1 − b + b(1 − x_i)/(1 − r))
 *
 * If the mean of the outcomes is at most r, K⁺ is a non-negative supermartingale from 1, so that it
 * ever reaches 2/(1 − level) with probability at most (1 − level)/2 (Ville). Looking after each
 * outcome is free. Outcomes must come in random order.
 *
 * Source: METHODS §5; Waudby-Smith & Ramdas 2023, Ville 1939 (from memory); the bets are ours.
 *
 * @param r in (0, 1); at 0 or below any outcome above 0 makes K⁺ infinite, at 1 or above it only falls
 * @param pool N, for the mean of a pool of N drawn without replacement: then outcome i is
 *   held against r_i = (N·r − Σ_{j<i}x_j)/(N − i + 1); r_i < −1e-9 → ∞; |r_i| < 1e-9 → factor 1 if
 *   x_i = 0, else ∞
 * @throws HomegroundError `argument/out-of-range`
 */
export function bettingProcess(r: number, pool: number | null = null): BettingProcess {
  checkReference(r);
  const up = betting(r, pool);
  const down = betting(1 - r, pool);
  return {
    add(x) {
      checkRange(x >= 0 && x <= 1, "x", x, "from 0 to 1");
      if (pool !== null) checkRange(up.count < pool, "x", x, "of the pool, which is used up");
      up.add(x);
      down.add(1 - x);
    },
    get count() {
      return up.count;
    },
    get logUp() {
      return up.logCapital();
    },
    get logDown() {
      return down.logCapital();
    },
  };
}

/** ln K of all outcomes against r, on either side; the order does not matter (without a pool). */
export function bettingCapital(
  x: ArrayLike<number>,
  r: number,
  pool: number | null = null,
): { readonly logUp: number; readonly logDown: number } {
  const process = bettingProcess(r, pool);
  for (let i = 0; i < x.length; i++) process.add(x[i]!);
  return { logUp: process.logUp, logDown: process.logDown };
}

/** 2/(1 − level): the capital that decides, times the number of claims looked at together. */
export function decisionThreshold(level: number, claims = 1): number {
  checkLevel(level);
  checkRange(Number.isInteger(claims) && claims >= 1, "claims", claims, "that is whole, 1 or more");
  return (2 / (1 - level)) * claims;
}

/** What looking after each outcome came to. */
export interface AnytimeDecision {
  /** Above or below the references; null while undecided. A decision stands. */
  readonly decision: "above" | "below" | null;
  /** The number of outcomes at the decision, or all of them. */
  readonly at: number;
  /** ln K⁺, ln K⁻ at the decision, or after all. */
  readonly logUp: number;
  readonly logDown: number;
}

/**
 * Looks after each outcome and stops at the first decision: above once K⁺_t(above) ≥ threshold,
 * below once K⁻_t(below) ≥ threshold. Where both references are the same, at most one can happen
 * at a time: the mean is on one side of r, and there the other capital is at most 1.
 *
 * @param references for a bare claim both are c − δ, for K/N see {@link claimReferences}
 * @throws HomegroundError `argument/out-of-range`
 */
export function decideAnytime(
  x: ArrayLike<number>,
  references: { readonly above: number; readonly below: number },
  threshold: number,
  pool: number | null = null,
): AnytimeDecision {
  checkRange(threshold > 1, "threshold", threshold, "above 1");
  const above = bettingProcess(references.above, pool);
  const below = bettingProcess(references.below, pool);
  const limit = ln(threshold);
  let decision: AnytimeDecision["decision"] = null;
  for (let i = 0; i < x.length && decision === null; i++) {
    above.add(x[i]!);
    below.add(x[i]!);
    if (above.logUp >= limit) decision = "above";
    else if (below.logDown >= limit) decision = "below";
  }
  return { decision, at: above.count, logUp: above.logUp, logDown: below.logDown };
}

/**
 * Interval that holds at every look: the references that neither process has ruled out. low = root of
 * K⁺(r) = 2/(1 − level) below the mean, high = root of K⁻(r) above it, bisection to 1e-12; low = 0 if
 * K⁺(1e-9) stays below it, high likewise.
 *
 * @param x outcomes in [0, 1]; none → [0, 1]
 * @throws HomegroundError `argument/out-of-range`
 */
export function anytimeInterval(x: ArrayLike<number>, level: number): Interval {
  const limit = ln(decisionThreshold(level));
  const outcomes = countOutcomes(x, false);
  const mirrored = countOutcomes(x, true);
  return { low: lowerRoot(outcomes, limit), high: 1 - lowerRoot(mirrored, limit) };
}

/** {@link anytimeInterval} of k hits in n labels. */
export function anytimeIntervalOfCounts(k: number, n: number, level: number): Interval {
  checkRange(Number.isInteger(n) && n >= 0, "n", n, "that is whole, 0 or more");
  checkRange(Number.isInteger(k) && k >= 0 && k <= n, "k", k, "that is whole, from 0 to n");
  const limit = ln(decisionThreshold(level));
  return {
    low: lowerRoot(
      new Map([
        [1, k],
        [0, n - k],
      ]),
      limit,
    ),
    high:
      1 -
      lowerRoot(
        new Map([
          [1, n - k],
          [0, k],
        ]),
        limit,
      ),
  };
}

/** What a claim of k right in n images is held to. */
export interface ClaimReferences {
  /** c_l, c_u: exact one-sided limits of the claim, each at 1 − (1 − level)/10 (99.5 % at 0.95). */
  readonly low: number;
  readonly high: number;
  /** c_u − δ, that the mean must be above for *holds*. */
  readonly above: number;
  /** c_l − δ, that it must be below for *fails*. */
  readonly below: number;
  /** 2.5/(1 − level): 50 at 0.95 (an error of 0.5 % for the claim and of 2 % for the labels). */
  readonly threshold: number;
}

/**
 * References and threshold of a claim K/N (METHODS §5.4).
 *
 * @param k, n whole, 0 ≤ k ≤ n, n > 0
 * @param delta δ ≥ 0
 * @throws HomegroundError `argument/out-of-range`
 */
export function claimReferences(
  k: number,
  n: number,
  delta: number,
  level: number,
): ClaimReferences {
  checkLevel(level);
  checkRange(delta >= 0 && delta < 1, "delta", delta, "from 0 to 1");
  const { low, high } = exactLimits(k, n, (1 - level) / 10);
  return { low, high, above: high - delta, below: low - delta, threshold: 2.5 / (1 - level) };
}

/** One side: evidence that the mean is above r. */
function betting(r: number, pool: number | null) {
  const logs = new Float64Array(BETS.length);
  let count = 0;
  let sum = 0;
  return {
    add(x: number): void {
      const reference = pool === null ? r : (pool * r - sum) / (pool - count);
      for (let b = 0; b < BETS.length; b++) logs[b]! += logFactor(BETS[b]!, x, reference);
      count++;
      sum += x;
    },
    get count() {
      return count;
    },
    logCapital: () => logMean(logs),
  };
}

/** ln(1 − b + b·x/r); where r is 0 or less, an x above 0 rules it out. */
function logFactor(bet: number, x: number, r: number): number {
  if (r < -1e-9) return Number.POSITIVE_INFINITY;
  if (r < 1e-9) return x === 0 ? 0 : Number.POSITIVE_INFINITY;
  return log1p(bet * (x / r - 1));
}

/** ln of the mean of e^{logs}. */
function logMean(logs: Float64Array): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (const log of logs) largest = Math.max(largest, log);
  if (!Number.isFinite(largest)) return largest;
  let sum = 0;
  for (const log of logs) sum += exp(log - largest);
  return largest + ln(sum / logs.length);
}

/** How often each value occurs: capital depends on nothing else, and hits have two values. */
function countOutcomes(x: ArrayLike<number>, mirrored: boolean): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (let i = 0; i < x.length; i++) {
    const given = x[i]!;
    checkRange(given >= 0 && given <= 1, `x[${i}]`, given, "from 0 to 1");
    const value = mirrored ? 1 - given : given;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

/** The largest r below the mean with K⁺(r) ≥ e^limit, to 1e-12; 0 if there is none above 1e-9. */
function lowerRoot(counts: ReadonlyMap<number, number>, limit: number): number {
  const values = Float64Array.from(counts.keys());
  const repeats = Float64Array.from(counts.values());
  let n = 0;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    n += repeats[i]!;
    sum += repeats[i]! * values[i]!;
  }
  const logs = new Float64Array(BETS.length);
  const isRuledOut = (r: number): boolean => {
    for (let b = 0; b < BETS.length; b++) {
      let log = 0;
      for (let i = 0; i < values.length; i++) {
        log += repeats[i]! * logFactor(BETS[b]!, values[i]!, r);
      }
      logs[b] = log;
    }
    return logMean(logs) >= limit;
  };
  return n === 0 || !isRuledOut(1e-9) ? 0 : bisect(isRuledOut, 1e-9, sum / n, 1e-12);
}

function checkReference(r: number): void {
  checkRange(Number.isFinite(r), "r", r, "that is finite, between 0 and 1");
}
