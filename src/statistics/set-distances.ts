import { exp } from "../core/elementary.js";
import { checkFinite, checkRange } from "./arguments.js";
import { quantileSorted } from "./bootstrap.js";

/*
 * How far apart two sets of points lie, such as feature vectors of images. They are for comparison with
 * other programs: a scope rests on distances to near neighbours, which show for each image whether it is
 * like the others. All take as many steps as there are pairs.
 */

/** Points in rows of `width` numbers, row by row. */
export interface Points {
  readonly count: number;
  readonly width: number;
  readonly values: Float64Array;
}

/**
 * Energy distance 2E‖X − Y‖ − E‖X − X′‖ − E‖Y − Y′‖ with means over all pairs, each point with itself
 * too, so that it is never negative (Székely & Rizzo 2013, from memory).
 *
 * @returns null where a set is empty
 * @throws HomegroundError `argument/out-of-range`, `argument/not-a-number`
 */
export function energyDistance(x: Points, y: Points): number | null {
  checkPoints(x, y);
  if (x.count === 0 || y.count === 0) return null;
  const mean = (a: Points, b: Points): number => sumOfPairs(a, b, Math.sqrt) / (a.count * b.count);
  return 2 * mean(x, y) - mean(x, x) - mean(y, y);
}

/**
 * Squared maximum mean discrepancy with the kernel exp(−‖x − y‖²/(2σ²)) (Gretton and others 2012, from
 * memory).
 *
 * @returns `unbiased` leaves out each point with itself, may be negative, and is null below two points;
 *   null where a set is empty
 * @throws HomegroundError `argument/out-of-range`, `argument/not-a-number`
 */
export function meanDiscrepancy(
  x: Points,
  y: Points,
  sigma: number,
): { readonly unbiased: number | null; readonly biased: number } | null {
  checkPoints(x, y);
  checkRange(sigma > 0 && Number.isFinite(sigma), "sigma", sigma, "above 0");
  const [n, m] = [x.count, y.count];
  if (n === 0 || m === 0) return null;
  const kernel = (square: number): number => exp(-square / (2 * sigma * sigma));
  const own = [sumOfPairs(x, x, kernel), sumOfPairs(y, y, kernel)] as const;
  const across = (2 * sumOfPairs(x, y, kernel)) / (n * m);
  return {
    // A point is alike itself by 1.
    unbiased:
      n < 2 || m < 2 ? null : (own[0] - n) / (n * (n - 1)) + (own[1] - m) / (m * (m - 1)) - across,
    biased: own[0] / (n * n) + own[1] / (m * m) - across,
  };
}

/** Median distance between two points of both sets together; null below two points. */
export function medianDistance(x: Points, y: Points): number | null {
  checkPoints(x, y);
  const { count, width, values } = pooled(x, y);
  if (count < 2) return null;
  const distances = new Float64Array((count * (count - 1)) / 2);
  let at = 0;
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      distances[at++] = Math.sqrt(squaredDistance(values, i * width, values, j * width, width));
    }
  }
  return quantileSorted(distances.sort(), 0.5);
}

/** All points of X, then those of Y. */
export function pooled(x: Points, y: Points): Points {
  const values = new Float64Array(x.values.length + y.values.length);
  values.set(x.values);
  values.set(y.values, x.values.length);
  return { count: x.count + y.count, width: x.width, values };
}

function sumOfPairs(a: Points, b: Points, of: (square: number) => number): number {
  const { width } = a;
  let sum = 0;
  for (let i = 0; i < a.count; i++) {
    for (let j = 0; j < b.count; j++) {
      sum += of(squaredDistance(a.values, i * width, b.values, j * width, width));
    }
  }
  return sum;
}

function squaredDistance(
  a: Float64Array,
  from: number,
  b: Float64Array,
  to: number,
  width: number,
): number {
  let square = 0;
  for (let d = 0; d < width; d++) square += (a[from + d]! - b[to + d]!) ** 2;
  return square;
}

function checkPoints(x: Points, y: Points): void {
  for (const [name, { count, width, values }] of [
    ["x", x],
    ["y", y],
  ] as const) {
    const isWhole = values.length === count * width && width === x.width;
    checkRange(isWhole, `${name}.width`, width, "that both sets have, with as many values a point");
    checkFinite(values, `${name}.values`);
  }
}
