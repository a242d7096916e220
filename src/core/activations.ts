import { exp, ln } from "./elementary.js";

/** What is applied to a network's class output before it is read. */
export type Activation = "none" | "softmax" | "sigmoid";

/**
 * Softmax in float64: e^(x − max) / Σ e^(x − max), in place. −Infinity, as masked classes have it,
 * becomes 0. The sum needs no compensation: all terms are positive and the largest is 1.
 *
 * @param values length at least 1; finite but for −Infinity, and not all −Infinity
 */
export function softmax(values: Float64Array): void {
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) if (values[i]! > max) max = values[i]!;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const e = exp(values[i]! - max);
    values[i] = e;
    sum += e;
  }
  for (let i = 0; i < values.length; i++) values[i] = values[i]! / sum;
}

/** ln Σ e^x, which a softmax takes away: greater the more the largest values stand out from 0. */
export function logSumExp(values: Float64Array): number {
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) if (values[i]! > max) max = values[i]!;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += exp(values[i]! - max);
  return max + ln(sum);
}

/** The logistic function 1 / (1 + e^−x) of each value, in place, without overflow at either end. */
export function sigmoid(values: Float64Array): void {
  for (let i = 0; i < values.length; i++) values[i] = sigmoidOf(values[i]!);
}

/** The logistic function of one value. */
export function sigmoidOf(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x));
  const e = exp(x);
  return e / (1 + e);
}
