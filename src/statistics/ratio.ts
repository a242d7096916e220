import { checkRange } from "./arguments.js";
import type { ValueInterval } from "./difference.js";

/** A ratio with its limits. */
export interface RatioInterval {
  readonly value: number;
  readonly low: number;
  /** Null where the denominator's interval reaches 0, so that no limit is known. */
  readonly high: number | null;
}

/**
 * Interval of a ratio R = a/b of two independent estimates on [0, ∞) from the interval of each (MOVER-R):
 *
 *     L = a_l(2a − a_l)/(ab + √((ab)² − a_l·b_u(2a − a_l)(2b − b_u)))
 *     U = (ab + √((ab)² − a_u·b_l(2a − a_u)(2b − b_l)))/(b_l(2b − b_l))
 *
 * L is the published form, multiplied out so that nothing small is subtracted from its like. Of
 * symmetric intervals these are Fieller's limits.
 *
 * Source: Donner & Zou, Statistical Methods in Medical Research 21:347, 2012 (from memory).
 *
 * @param a, b with 0 ≤ low ≤ value ≤ high
 * @returns null where b is 0
 * @throws HomegroundError `argument/out-of-range`
 */
export function moverRatio(a: ValueInterval, b: ValueInterval): RatioInterval | null {
  for (const [name, { value, low, high }] of [
    ["a", a],
    ["b", b],
  ] as const) {
    const isFine = low >= 0 && low <= value && value <= high && high < Number.POSITIVE_INFINITY;
    checkRange(isFine, name, value, "between finite limits that are not below 0");
  }
  if (b.value === 0) return null;
  const product = a.value * b.value;
  const root = (ofA: number, ofB: number): number =>
    Math.sqrt(Math.max(0, product * product - ofA * ofB));
  const part = (value: number, limit: number): number => limit * (2 * value - limit);
  const [aLow, aHigh] = [part(a.value, a.low), part(a.value, a.high)];
  const [bLow, bHigh] = [part(b.value, b.low), part(b.value, b.high)];
  const value = a.value / b.value;
  const low = aLow === 0 ? 0 : aLow / (product + root(aLow, bHigh));
  const high = bLow === 0 ? null : (product + root(aHigh, bLow)) / bLow;
  return { value, low: Math.min(low, value), high: high === null ? null : Math.max(high, value) };
}
