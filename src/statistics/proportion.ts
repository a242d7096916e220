import { checkLevel, checkRange, checkSameLength } from "./arguments.js";
import type { MethodCode } from "./codes.js";
import type { IntervalResult } from "./interval.js";
import { levelQuantile } from "./quantiles.js";
import { wilsonInterval } from "./wilson.js";

/**
 * Share k/n of independent images and Wilson's interval W(k/n, n, z). Source: METHODS §1.1.
 *
 * Warnings: n = 0 → null, `interval/no-images`; min(k, n − k) < 5 → `interval/few-outcomes`;
 * k ∈ {0, n} also `interval/no-variation`.
 *
 * @param k from 0 to n; fractional for weighted shares
 * @param n images, or an effective number of them
 * @param level two-sided, such as 0.95
 * @throws HomegroundError `argument/out-of-range`
 */
export function proportionInterval(k: number, n: number, level: number): IntervalResult {
  checkLevel(level);
  checkRange(n >= 0 && n < Number.POSITIVE_INFINITY, "n", n, "finite, 0 or more");
  checkRange(k >= 0 && k <= n, "k", k, "from 0 to n");
  return proportion(n === 0 ? null : k / n, n, n, Math.min(k, n - k), level);
}

/**
 * Share Σwx/Σw of independent images with weights; n becomes Kish's (Σw)²/Σw². METHODS §1.1.
 *
 * @param hits 1 or 0 an image, or any number in [0, 1]
 * @param weights one an image, ≥ 0, finite; images of weight 0 do not count
 * @returns as {@link proportionInterval}; `n` counts the images of positive weight, `effectiveN` is Kish's
 * @throws HomegroundError `argument/length-mismatch`, `argument/out-of-range`
 */
export function weightedProportionInterval(
  hits: ArrayLike<number>,
  weights: ArrayLike<number>,
  level: number,
): IntervalResult {
  checkLevel(level);
  checkSameLength(hits, weights, "hits, weights");
  let n = 0;
  let sum = 0;
  let squares = 0;
  let right = 0;
  for (let i = 0; i < hits.length; i++) {
    const weight = weights[i]!;
    const hit = hits[i]!;
    checkRange(weight >= 0 && weight < Number.POSITIVE_INFINITY, "weight", weight, "finite, ≥ 0");
    checkRange(hit >= 0 && hit <= 1, "hit", hit, "from 0 to 1");
    if (weight > 0) n++;
    sum += weight;
    squares += weight * weight;
    right += weight * hit;
  }
  if (n === 0) return proportion(null, 0, 0, 0, level);
  const p = Math.min(1, right / sum);
  const nu = (sum * sum) / squares;
  return proportion(p, n, nu, Math.min(p, 1 - p) * nu + 1e-9, level); // rounding warns of nothing
}

function proportion(
  p: number | null,
  n: number,
  nu: number,
  minority: number,
  level: number,
): IntervalResult {
  const base = { level, method: "wilson", n, clusters: null, df: null, icc: null };
  if (p === null) {
    const none = { value: null, low: null, high: null, effectiveN: null };
    return { ...base, ...none, warnings: ["interval/no-images"] };
  }
  const warnings: MethodCode[] = [];
  if (minority < 5) warnings.push("interval/few-outcomes");
  if (p === 0 || p === 1) warnings.push("interval/no-variation");
  return {
    ...base,
    value: p,
    ...wilsonInterval(p, nu, levelQuantile(level)),
    effectiveN: nu,
    warnings,
  };
}
