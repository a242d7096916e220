import { atanh, tanh } from "../core/elementary.js";
import { checkLevel, checkSameLength } from "./arguments.js";
import { clip, type Interval } from "./interval.js";
import { ascendingOrder, midranks } from "./order.js";
import { levelQuantile, normalCdf, studentCdf } from "./quantiles.js";

/** A correlation in [−1, 1] and its two-sided p value. */
export interface Correlation {
  readonly value: number;
  /** Null where the test does not exist (n < 3). */
  readonly p: number | null;
}

/**
 * Pearson's product-moment correlation, in [−1, 1]; null if either column is constant or n < 2.
 *
 *     r = Σ(x − x̄)(y − ȳ)/√(Σ(x − x̄)²·Σ(y − ȳ)²)
 *
 * @throws HomegroundError `argument/length-mismatch`
 */
export function pearson(x: Float64Array, y: Float64Array): number | null {
  checkSameLength(x, y, "x, y");
  const n = x.length;
  if (isConstant(x) || isConstant(y)) return null;
  let sumX = 0;
  let sumY = 0;
  for (let i = 0; i < n; i++) {
    sumX += x[i]!;
    sumY += y[i]!;
  }
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < n; i++) {
    const dx = x[i]! - sumX / n;
    const dy = y[i]! - sumY / n;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  if (!(xx > 0 && yy > 0)) return null;
  // One root where the product is in range: then ranks that agree give exactly 1.
  const scale = Math.sqrt(xx * yy);
  const isInRange = scale > 1e-150 && scale < 1e150;
  return clip(isInRange ? xy / scale : xy / Math.sqrt(xx) / Math.sqrt(yy), -1, 1);
}

/** {@link pearson} with the p value of t = r√((n − 2)/(1 − r²)), n − 2 degrees of freedom. */
export function pearsonTest(x: Float64Array, y: Float64Array): Correlation | null {
  const value = pearson(x, y);
  return value === null ? null : { value, p: studentP(value, x.length) };
}

/** Fisher's interval of r: tanh(artanh r ± z/√(n − 3)); null if n ≤ 3. [r, r] if |r| = 1. */
export function pearsonInterval(r: number, n: number, level: number): Interval | null {
  checkLevel(level);
  if (n <= 3) return null;
  const half = levelQuantile(level) / Math.sqrt(n - 3);
  return { low: tanh(atanh(r) - half), high: tanh(atanh(r) + half) };
}

/** Spearman's rank correlation: {@link pearsonTest} of the midranks. */
export function spearmanTest(x: Float64Array, y: Float64Array): Correlation | null {
  checkSameLength(x, y, "x, y");
  return pearsonTest(midranks(x), midranks(y));
}

/** Kendall's rank correlations. */
export interface Kendall {
  /** τ_b = (C − D)/√((n₀ − n_x)(n₀ − n_y)), n₀ = n(n − 1)/2, n_x, n_y pairs tied in x, y. */
  readonly b: Correlation;
  /** τ_c = 2(C − D)/(n²(m − 1)/m), m the smaller number of distinct values. */
  readonly c: number;
}

/**
 * Kendall's τ_b with the p value of the normal approximation with ties, and τ_c, in O(n log n);
 * null if either column is constant or n < 2.
 *
 * Source: Kendall 1970 as in SciPy's `kendalltau(method="asymptotic")` (from memory), held to it by
 * oracle d.
 *
 * @throws HomegroundError `argument/length-mismatch`
 */
export function kendall(x: Float64Array, y: Float64Array): Kendall | null {
  checkSameLength(x, y, "x, y");
  const n = x.length;
  if (isConstant(x) || isConstant(y)) return null;
  const ranksX = midranks(x);
  const ranksY = midranks(y);
  const ofX = ties(ranksX);
  const ofY = ties(ranksY);
  // Lexicographic order by (x, y): then D is the number of pairs out of order in y.
  const key = ranksX.map((rank, i) => 2 * rank * (2 * n + 2) + 2 * ranksY[i]!); // whole numbers
  const order = ascendingOrder(key);
  const joint = ties(key).pairs;
  const discordant = inversions(Float64Array.from(order, (i) => ranksY[i]!));
  const pairs = (n * (n - 1)) / 2;
  const balance = pairs - ofX.pairs - ofY.pairs + joint - 2 * discordant; // C − D
  const value = balance / Math.sqrt((pairs - ofX.pairs) * (pairs - ofY.pairs));
  const m = n * (n - 1);
  const variance =
    (m * (2 * n + 5) - ofX.weighted - ofY.weighted) / 18 +
    (2 * ofX.pairs * ofY.pairs) / m +
    (n > 2 ? (ofX.triples * ofY.triples) / (9 * m * (n - 2)) : 0);
  const distinct = Math.min(ofX.distinct, ofY.distinct);
  return {
    b: { value: clip(value, -1, 1), p: 2 * normalCdf(-Math.abs(balance) / Math.sqrt(variance)) },
    c: (2 * balance) / ((n * n * (distinct - 1)) / distinct),
  };
}

function studentP(r: number, n: number): number | null {
  if (n < 3) return null;
  if (Math.abs(r) === 1) return 0;
  const t = Math.abs(r) * Math.sqrt((n - 2) / ((1 - r) * (1 + r)));
  return 2 * studentCdf(-t, n - 2);
}

/** Sums over groups of t equal values: t(t − 1)/2, t(t − 1)(t − 2), t(t − 1)(2t + 5). */
function ties(values: Float64Array) {
  const sorted = values.slice().sort();
  const result = { pairs: 0, triples: 0, weighted: 0, distinct: 0 };
  for (let start = 0; start < sorted.length; ) {
    let end = start + 1;
    while (end < sorted.length && sorted[end] === sorted[start]) end++;
    const t = end - start;
    result.pairs += (t * (t - 1)) / 2;
    result.triples += t * (t - 1) * (t - 2);
    result.weighted += t * (t - 1) * (2 * t + 5);
    result.distinct++;
    start = end;
  }
  return result;
}

/** Number of pairs i < j with values[i] > values[j], by merging; `values` is sorted afterwards. */
function inversions(values: Float64Array): number {
  const n = values.length;
  let from = values;
  let to: Float64Array = new Float64Array(n);
  let count = 0;
  for (let width = 1; width < n; width *= 2) {
    for (let start = 0; start < n; start += 2 * width) {
      const middle = Math.min(n, start + width);
      const end = Math.min(n, start + 2 * width);
      let left = start;
      let right = middle;
      for (let at = start; at < end; at++) {
        if (left < middle && (right >= end || from[left]! <= from[right]!)) {
          to[at] = from[left++]!;
        } else {
          to[at] = from[right++]!;
          count += middle - left;
        }
      }
    }
    [from, to] = [to, from];
  }
  return count;
}

function isConstant(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
}
