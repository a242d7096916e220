import type { ValueInterval } from "../../statistics/difference.js";
import type { IntervalResult } from "../../statistics/interval.js";
import { moverRatio } from "../../statistics/ratio.js";

/** A value with its limits, where it has both. */
export function rangeOf({ value, low, high }: IntervalResult): ValueInterval | null {
  if (value === null || low === null || high === null) return null;
  return { value, low: Math.min(low, value), high: Math.max(high, value) };
}

/**
 * a·x + b·y by squares that are added, with factors of either sign (Zou & Donner 2008). That the two vary together
 * counts where it makes the sum vary more.
 *
 * @param correlation of x and y
 */
export function moverSum(
  x: ValueInterval,
  y: ValueInterval,
  [a, b]: readonly [number, number],
  correlation: number,
): ValueInterval {
  const together = Math.max(0, correlation * Math.sign(a) * Math.sign(b));
  const added = (p: number, q: number): number => Math.sqrt(p * p + q * q + 2 * together * p * q);
  const value = a * x.value + b * y.value;
  const down = (one: ValueInterval, factor: number): number =>
    factor >= 0 ? factor * (one.value - one.low) : factor * (one.value - one.high);
  const up = (one: ValueInterval, factor: number): number =>
    factor >= 0 ? factor * (one.high - one.value) : factor * (one.low - one.value);
  return {
    value,
    low: value - added(down(x, a), down(y, b)),
    high: value + added(up(x, a), up(y, b)),
  };
}

/** a/b; of 0/0 null. A limit that is not known is null, and so is the value where b is 0. */
export function moverQuotient(
  a: ValueInterval,
  b: ValueInterval,
): { readonly value: number | null; readonly low: number | null; readonly high: number | null } {
  if (b.value > 0) {
    const found = moverRatio(a, b)!;
    return { value: found.value, low: found.low, high: found.high };
  }
  if (a.value === 0) return { value: null, low: null, high: null };
  const { high } = moverRatio(b, a)!;
  return { value: null, low: high === null || high === 0 ? null : 1 / high, high: null };
}
