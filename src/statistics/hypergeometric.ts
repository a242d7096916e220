import { checkRange } from "./arguments.js";

/** Probabilities of the hypergeometric law: marked items in a sample without replacement. */
export interface Hypergeometric {
  /** The least possible number of marked items. */
  readonly min: number;
  /** P(X = min), P(X = min + 1), …, up to the greatest possible number. */
  readonly probability: Float64Array;
}

/**
 * The law of the number of marked items among n drawn without replacement from N of which K are
 * marked. Made outwards from the mode by the ratios of neighbours and divided by the sum, so that
 * no factorial is needed and the far tails keep their digits.
 *
 * @param N, K, n whole, 0 ≤ K ≤ N, 0 ≤ n ≤ N
 * @throws HomegroundError `argument/out-of-range`
 */
export function hypergeometric(N: number, K: number, n: number): Hypergeometric {
  checkRange(Number.isInteger(N) && N >= 0, "N", N, "that is whole, 0 or more");
  checkRange(Number.isInteger(K) && K >= 0 && K <= N, "K", K, "that is whole, from 0 to N");
  checkRange(Number.isInteger(n) && n >= 0 && n <= N, "n", n, "that is whole, from 0 to N");
  const min = Math.max(0, n + K - N);
  const max = Math.min(n, K);
  const probability = new Float64Array(max - min + 1);
  const mode = Math.min(max, Math.max(min, Math.floor(((n + 1) * (K + 1)) / (N + 2))));
  /** P(X = x + 1)/P(X = x) */
  const ratio = (x: number): number => ((K - x) * (n - x)) / ((x + 1) * (N - K - n + x + 1));
  probability[mode - min] = 1;
  let sum = 1;
  for (let x = mode; x < max; x++) {
    const term = probability[x - min]! * ratio(x);
    probability[x + 1 - min] = term;
    sum += term;
  }
  for (let x = mode; x > min; x--) {
    const term = probability[x - min]! / ratio(x - 1);
    probability[x - 1 - min] = term;
    sum += term;
  }
  for (let i = 0; i < probability.length; i++) probability[i]! /= sum;
  return { min, probability };
}

/** P(X ≥ x); exact in the far tail. */
export function hypergeometricUpperTail(x: number, law: Hypergeometric): number {
  let sum = 0;
  const from = Math.max(0, x - law.min);
  for (let i = law.probability.length - 1; i >= from; i--) sum += law.probability[i]!;
  return Math.min(1, sum);
}

/** P(X ≤ x); exact in the far tail. */
export function hypergeometricLowerTail(x: number, law: Hypergeometric): number {
  let sum = 0;
  const to = Math.min(law.probability.length - 1, x - law.min);
  for (let i = 0; i <= to; i++) sum += law.probability[i]!;
  return Math.min(1, sum);
}
