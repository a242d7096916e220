import { checkRange } from "./arguments.js";
import { ascendingOrder } from "./order.js";

/*
 * p values adjusted for their number m, in the order given, each at most 1: a test is rejected at α
 * where its adjusted p is ≤ α. As R's `p.adjust` and statsmodels' `multipletests`, held to both by
 * oracle b. All throw `argument/out-of-range` unless each p is in [0, 1].
 */

/** Bonferroni: m·p. */
export function bonferroni(p: ArrayLike<number>): Float64Array {
  const values = checked(p);
  return values.map((value) => Math.min(1, values.length * value));
}

/**
 * Holm's step-down: (m − i + 1)·p_(i), running maximum. Controls the family-wise error under any
 * dependence. Source: Holm, Scandinavian Journal of Statistics 1979 (from memory).
 */
export function holm(p: ArrayLike<number>): Float64Array {
  return stepDown(p, (rank, m) => m - rank + 1);
}

/** Hochberg's step-up: (m − i + 1)·p_(i), running minimum from the largest. */
export function hochberg(p: ArrayLike<number>): Float64Array {
  return stepUp(p, (rank, m) => m - rank + 1);
}

/** Benjamini & Hochberg's false discovery rate: m/i·p_(i), running minimum from the largest. */
export function benjaminiHochberg(p: ArrayLike<number>): Float64Array {
  return stepUp(p, (rank, m) => m / rank);
}

/** Benjamini & Yekutieli's, under any dependence: the same times Σ 1/i. */
export function benjaminiYekutieli(p: ArrayLike<number>): Float64Array {
  let harmonic = 0;
  for (let i = 1; i <= p.length; i++) harmonic += 1 / i;
  return stepUp(p, (rank, m) => (m * harmonic) / rank);
}

type Factor = (rank: number, count: number) => number;

function stepDown(p: ArrayLike<number>, factor: Factor): Float64Array {
  const values = checked(p);
  const order = ascendingOrder(values);
  const adjusted = new Float64Array(values.length);
  let largest = 0;
  for (let rank = 1; rank <= order.length; rank++) {
    const test = order[rank - 1]!;
    largest = Math.max(largest, factor(rank, order.length) * values[test]!);
    adjusted[test] = Math.min(1, largest);
  }
  return adjusted;
}

function stepUp(p: ArrayLike<number>, factor: Factor): Float64Array {
  const values = checked(p);
  const order = ascendingOrder(values);
  const adjusted = new Float64Array(values.length);
  let smallest = 1;
  for (let rank = order.length; rank >= 1; rank--) {
    const test = order[rank - 1]!;
    smallest = Math.min(smallest, factor(rank, order.length) * values[test]!);
    adjusted[test] = smallest;
  }
  return adjusted;
}

function checked(p: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(p);
  for (let i = 0; i < values.length; i++) {
    checkRange(values[i]! >= 0 && values[i]! <= 1, `p[${i}]`, values[i], "from 0 to 1");
  }
  return values;
}
