import { exp, ln, log1p } from "../core/elementary.js";

/** A logistic regression on one variable: logit P(y) = intercept + slope·x. */
export interface LogisticFit {
  readonly intercept: number;
  readonly slope: number;
  /** Standard error of the slope from the information matrix. */
  readonly slopeError: number;
}

const MOST_STEPS = 200;
/** Relative size of a Newton step at which the fit stands still. */
const STILL = 1e-14;

/**
 * Maximum likelihood by Newton's method with step halving, without regularisation.
 *
 * @param x finite, one a unit
 * @param y targets in [0, 1]
 * @returns null where no finite maximum exists: x is constant, or 0/1 targets are separated by it
 */
export function fitLogistic(x: Float64Array, y: ArrayLike<number>): LogisticFit | null {
  if (!hasMaximum(x, y)) return null;
  // Centred and scaled, so that the two coefficients are of like size.
  const { centre, scale } = spread(x);
  let a = 0;
  let b = 0;
  let value = logLikelihood(x, y, centre, scale, a, b);
  let hessian = { aa: 0, ab: 0, bb: 0 };
  for (let step = 0; step < MOST_STEPS; step++) {
    const { ga, gb, ...h } = derivatives(x, y, centre, scale, a, b);
    hessian = h;
    const determinant = h.aa * h.bb - h.ab * h.ab;
    if (!(determinant > 0)) return null;
    const da = (h.bb * ga - h.ab * gb) / determinant;
    const db = (h.aa * gb - h.ab * ga) / determinant;
    let size = 1;
    let next = logLikelihood(x, y, centre, scale, a + da, b + db);
    while (!(next >= value - 1e-12 * Math.abs(value)) && size > 1e-10) {
      size /= 2;
      next = logLikelihood(x, y, centre, scale, a + size * da, b + size * db);
    }
    a += size * da;
    b += size * db;
    value = next;
    if (Math.abs(da) <= STILL * (1 + Math.abs(a)) && Math.abs(db) <= STILL * (1 + Math.abs(b)))
      break;
  }
  const { aa, ab, bb } = hessian;
  const slope = b / scale;
  return {
    intercept: a - slope * centre,
    slope,
    slopeError: Math.sqrt(aa / (aa * bb - ab * ab)) / scale,
  };
}

/**
 * The intercept a of logit P(y) = a + offset: root of Σ(y − P), by Newton held within a bracket.
 *
 * @param offset finite, one a unit
 * @returns null where all targets are 0, or all 1
 */
export function fitIntercept(offset: Float64Array, y: ArrayLike<number>): number | null {
  const n = offset.length;
  let sum = 0;
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    sum += y[i]!;
    least = Math.min(least, offset[i]!);
    greatest = Math.max(greatest, offset[i]!);
  }
  if (!(sum > 0 && sum < n)) return null;
  // With all offsets the greatest (least) one, the root is the logit of the mean less it.
  const logit = ln(sum / (n - sum));
  let low = logit - greatest;
  let high = logit - least;
  let a = (low + high) / 2;
  for (let step = 0; step < MOST_STEPS; step++) {
    let gradient = 0;
    let information = 0;
    for (let i = 0; i < n; i++) {
      const p = logistic(a + offset[i]!);
      gradient += y[i]! - p;
      information += p * (1 - p);
    }
    if (gradient > 0) low = a;
    else high = a;
    const next = a + gradient / information;
    const held = next > low && next < high ? next : (low + high) / 2;
    if (Math.abs(held - a) <= STILL * (1 + Math.abs(a))) return held;
    a = held;
  }
  return a;
}

/** 1/(1 + e^−t), to the last digits also where it is near 0. */
export function logistic(t: number): number {
  return 1 / (1 + exp(-t));
}

/** Whether the two outcomes overlap along x, so that no threshold tells them apart. */
function hasMaximum(x: Float64Array, y: ArrayLike<number>): boolean {
  let [leastOne, greatestOne] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [leastZero, greatestZero] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < x.length; i++) {
    const value = x[i]!;
    if (y[i]! > 0) {
      leastOne = Math.min(leastOne, value);
      greatestOne = Math.max(greatestOne, value);
    }
    if (y[i]! < 1) {
      leastZero = Math.min(leastZero, value);
      greatestZero = Math.max(greatestZero, value);
    }
  }
  return greatestZero > leastOne && greatestOne > leastZero;
}

function spread(x: Float64Array): { centre: number; scale: number } {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]!;
  const centre = sum / x.length;
  let squares = 0;
  for (let i = 0; i < x.length; i++) squares += (x[i]! - centre) ** 2;
  return { centre, scale: Math.sqrt(squares / x.length) };
}

function logLikelihood(
  x: Float64Array,
  y: ArrayLike<number>,
  centre: number,
  scale: number,
  a: number,
  b: number,
): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const t = a + (b * (x[i]! - centre)) / scale;
    sum += y[i]! * t - Math.max(t, 0) - log1p(exp(-Math.abs(t)));
  }
  return sum;
}

function derivatives(
  x: Float64Array,
  y: ArrayLike<number>,
  centre: number,
  scale: number,
  a: number,
  b: number,
) {
  let [ga, gb, aa, ab, bb] = [0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const u = (x[i]! - centre) / scale;
    const p = logistic(a + b * u);
    const w = p * (1 - p);
    ga += y[i]! - p;
    gb += (y[i]! - p) * u;
    aa += w;
    ab += w * u;
    bb += w * u * u;
  }
  return { ga, gb, aa, ab, bb };
}
