import { checkFinite, checkLevel, checkSameLength } from "./arguments.js";
import type { Interval } from "./interval.js";
import { studentLevelQuantile } from "./quantiles.js";

/** A straight line through points, y = intercept + slope·x; `low` and `high` are limits of the slope. */
export interface StraightLine extends Interval {
  readonly slope: number;
  readonly intercept: number;
  readonly slopeError: number;
  /** Number of points. */
  readonly n: number;
  /** Where the line stands at x, and within which limits of that. */
  at(x: number): Interval & { readonly value: number };
}

/**
 * Ordinary least squares with Student's interval of n − 2 degrees of freedom,
 *
 *     slope = Σ(x − x̄)(y − ȳ)/S,  S = Σ(x − x̄)²,  s² = Σ(y − ŷ)²/(n − 2),  error of the slope = s/√S,
 *     error of the line at x = s·√(1/n + (x − x̄)²/S)
 *
 * Points are taken as independent, and x as free of error.
 *
 * @returns null of fewer than 3 points, and where all have the same x
 * @throws HomegroundError `argument/…`
 */
export function straightLine(
  x: readonly number[],
  y: readonly number[],
  level: number,
): StraightLine | null {
  checkLevel(level);
  checkSameLength(x, y, "x, y");
  checkFinite(x, "x");
  checkFinite(y, "y");
  const n = x.length;
  if (n < 3 || x.every((value) => value === x[0])) return null;
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / n;
  const [meanX, meanY] = [mean(x), mean(y)];
  let [sxx, sxy] = [0, 0];
  for (let i = 0; i < n; i++) {
    sxx += (x[i]! - meanX) ** 2;
    sxy += (x[i]! - meanX) * (y[i]! - meanY);
  }
  if (!(sxx > 0)) return null;
  const slope = sxy / sxx;
  let residuals = 0;
  for (let i = 0; i < n; i++) residuals += (y[i]! - meanY - slope * (x[i]! - meanX)) ** 2;
  const t = studentLevelQuantile(level, n - 2);
  const variance = residuals / (n - 2);
  const slopeError = Math.sqrt(variance / sxx);
  return {
    slope,
    low: slope - t * slopeError,
    high: slope + t * slopeError,
    intercept: meanY - slope * meanX,
    slopeError,
    n,
    at(place) {
      const value = meanY + slope * (place - meanX);
      const half = t * Math.sqrt(variance * (1 / n + (place - meanX) ** 2 / sxx));
      return { value, low: value - half, high: value + half };
    },
  };
}
