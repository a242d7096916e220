import { ascendingOrder } from "../statistics/order.js";

/** A rising step function through distinct x, linear between them. */
export interface IsotonicFit {
  /** Distinct x, rising. */
  readonly x: Float64Array;
  /** Fitted value at each, never falling. */
  readonly y: Float64Array;
}

/**
 * Isotonic regression: the rising function with the least weighted squared distance, by pooling
 * adjacent violators. Equal x are pooled first by their weighted mean.
 *
 * Source: the definition of scikit-learn's IsotonicRegression (increasing); oracle e.
 *
 * @param x finite, length n
 * @param y any
 * @param weights > 0; null for ones
 */
export function fitIsotonic(
  x: Float64Array,
  y: ArrayLike<number>,
  weights: ArrayLike<number> | null = null,
): IsotonicFit {
  const order = ascendingOrder(x);
  const at: number[] = [];
  // Blocks of pooled points: sum of weights, weighted sum, number of distinct x.
  const weight: number[] = [];
  const sum: number[] = [];
  for (const i of order) {
    const w = weights?.[i] ?? 1;
    const last = at.length - 1;
    if (last >= 0 && at[last] === x[i]) {
      weight[last]! += w;
      sum[last]! += w * y[i]!;
    } else {
      at.push(x[i]!);
      weight.push(w);
      sum.push(w * y[i]!);
    }
  }
  const points: number[] = [];
  let blocks = 0;
  for (let p = 0; p < at.length; p++) {
    weight[blocks] = weight[p]!;
    sum[blocks] = sum[p]!;
    points[blocks] = 1;
    blocks++;
    while (blocks > 1 && mean(blocks - 2) >= mean(blocks - 1)) {
      weight[blocks - 2]! += weight[blocks - 1]!;
      sum[blocks - 2]! += sum[blocks - 1]!;
      points[blocks - 2]! += points[blocks - 1]!;
      blocks--;
    }
  }
  const fitted = new Float64Array(at.length);
  for (let b = 0, p = 0; b < blocks; b++) {
    const value = mean(b);
    for (const end = p + points[b]!; p < end; p++) fitted[p] = value;
  }
  return { x: Float64Array.from(at), y: fitted };

  function mean(block: number): number {
    return sum[block]! / weight[block]!;
  }
}

/**
 * The fitted value at x: linear between the fitted points, constant beyond the outer ones. NaN of an
 * empty fit.
 */
export function applyIsotonic(fit: IsotonicFit, x: number): number {
  const count = fit.x.length;
  let low = 0;
  let high = count; // first point at or above x
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fit.x[middle]! < x) low = middle + 1;
    else high = middle;
  }
  if (count === 0) return Number.NaN;
  if (high === 0 || fit.x[high] === x) return fit.y[high]!;
  if (high === count) return fit.y[count - 1]!;
  const share = (x - fit.x[high - 1]!) / (fit.x[high]! - fit.x[high - 1]!);
  return fit.y[high - 1]! + share * (fit.y[high]! - fit.y[high - 1]!);
}
