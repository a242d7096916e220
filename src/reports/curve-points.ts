import { hypot } from "../core/elementary.js";

/**
 * Which points of a curve are drawn and listed where it has more than a page should hold: always
 * the first, the last and those to be kept.
 */

/**
 * Evenly by number.
 *
 * @param count points 0 … count − 1
 * @param most at least 2
 * @param keep points that stay
 * @returns rising; at most `most` and those of `keep`
 */
export function evenlySpread(count: number, most: number, keep: readonly number[] = []): number[] {
  if (count <= most) return Array.from({ length: count }, (_, i) => i);
  const chosen = new Set(keep.filter((i) => i >= 0 && i < count));
  for (let i = 0; i < most; i++) chosen.add(Math.round((i * (count - 1)) / (most - 1)));
  return [...chosen].sort((a, b) => a - b);
}

/**
 * Evenly along the line through the points, so that where it bends no part is left out. Points that
 * do not exist, and those that stand where the one before does, are passed over.
 *
 * @param x places, of one length with `y`; NaN where a point does not exist
 * @param most at least 2
 * @param keep points that stay if they exist
 * @returns rising; at most `most` and those of `keep`
 */
export function spreadAlong(
  x: Float64Array,
  y: Float64Array,
  most: number,
  keep: readonly number[] = [],
): number[] {
  const points: number[] = [];
  const length: number[] = [];
  const kept = new Set(keep);
  let [lastX, lastY] = [Number.NaN, Number.NaN];
  for (let i = 0; i < x.length; i++) {
    const [atX, atY] = [x[i]!, y[i]!];
    if (!Number.isFinite(atX) || !Number.isFinite(atY)) continue;
    const step = points.length === 0 ? 0 : hypot(atX - lastX, atY - lastY);
    if (points.length > 0 && step === 0 && !kept.has(i)) continue;
    points.push(i);
    length.push((length.at(-1) ?? 0) + step);
    [lastX, lastY] = [atX, atY];
  }
  if (points.length <= most) return points;
  const whole = length.at(-1) ?? 0;
  const chosen = new Set<number>();
  for (let i = 0, at = 0; i < most; i++) {
    const wanted = (i / (most - 1)) * whole;
    while (at < points.length - 1 && length[at + 1]! - wanted <= wanted - length[at]!) at++;
    chosen.add(i === most - 1 ? points.length - 1 : at);
  }
  return points.filter((point, i) => chosen.has(i) || kept.has(point));
}
