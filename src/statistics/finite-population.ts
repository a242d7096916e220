import { checkLevel, checkRange } from "./arguments.js";
import {
  hypergeometric,
  hypergeometricLowerTail,
  hypergeometricUpperTail,
} from "./hypergeometric.js";
import type { Interval } from "./interval.js";
import { levelQuantile } from "./quantiles.js";
import { wilsonCounts } from "./wilson.js";

/**
 * Exact interval of the share of hits in a pool of N from k hits in a simple random sample of n
 * drawn from it without replacement: [K_L/N, K_U/N], K_L the smallest K with P(X ≥ k | N, K, n) > α/2,
 * K_U the largest with P(X ≤ k) > α/2, k ≤ K ≤ N − n + k. For users whose whole pool is what they
 * want to know about.
 *
 * Source: Buonaccorsi 1987 (from memory), held to oracle b.
 *
 * @param k whole, from 0 to n
 * @param n whole, from 1 to N
 * @throws HomegroundError `argument/out-of-range`
 */
export function finitePopulationInterval(k: number, n: number, N: number, level: number): Interval {
  checkPool(k, n, N, level);
  const tail = (1 - level) / 2;
  const first = smallestWhere(k, N - n + k, (K) => {
    return hypergeometricUpperTail(k, hypergeometric(N, K, n)) > tail;
  });
  // Counted down from the top: the failures of the pool are its hits turned round.
  const failures = smallestWhere(n - k, N - k, (K) => {
    return hypergeometricLowerTail(k, hypergeometric(N, N - K, n)) > tail;
  });
  return { low: first / N, high: (N - failures) / N };
}

/**
 * Wilson's interval with n replaced by n(N − 1)/(N − n); the point itself if the whole pool was seen.
 *
 * @throws HomegroundError `argument/out-of-range`
 */
export function wilsonFinitePopulation(k: number, n: number, N: number, level: number): Interval {
  checkPool(k, n, N, level);
  if (n === N) return { low: k / n, high: k / n };
  const effective = (n * (N - 1)) / (N - n);
  return wilsonCounts((k / n) * effective, effective, levelQuantile(level));
}

/** The smallest whole number from `from` to `to` that fulfils a condition which holds from there on. */
export function smallestWhere(from: number, to: number, holds: (x: number) => boolean): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function checkPool(k: number, n: number, N: number, level: number): void {
  checkLevel(level);
  checkRange(Number.isInteger(N) && N >= 1, "N", N, "that is whole, 1 or more");
  checkRange(Number.isInteger(n) && n >= 1 && n <= N, "n", n, "that is whole, from 1 to N");
  checkRange(Number.isInteger(k) && k >= 0 && k <= n, "k", k, "that is whole, from 0 to n");
}
