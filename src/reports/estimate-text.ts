import { grouped, percentDecimals, percentDigits, signed } from "./numbers.js";
import type { MetricScale } from "./words/metrics.js";

/** How many digits behind the point a figure of `scale` on `n` units is printed with. */
function decimalsOf(scale: MetricScale, n: number | null): number {
  return scale === "percent" || scale === "points" ? percentDecimals(n) : 2;
}

function isPercent(scale: MetricScale): boolean {
  return scale === "percent" || scale === "points";
}

/** Without its unit: `30.1`, `0.54`. */
export function bareValue(scale: MetricScale, value: number, n: number | null): string {
  const decimals = decimalsOf(scale, n);
  return isPercent(scale) ? percentDigits(value, decimals) : grouped(value, decimals);
}

/** With its unit: `30.1%`, `47.5 points`, `0.54`. */
export function valueText(scale: MetricScale, value: number, n: number | null): string {
  const bare = bareValue(scale, value, n);
  if (scale === "percent") return `${bare}%`;
  return scale === "points" ? `${bare} points` : bare;
}

/** `[20.8, 41.4]`; null where either limit is. */
export function intervalText(
  scale: MetricScale,
  low: number | null,
  high: number | null,
  n: number | null,
): string | null {
  if (low === null || high === null) return null;
  return `[${bareValue(scale, low, n)}, ${bareValue(scale, high, n)}]`;
}

/** A percentage without decimals, for the largest sentence of a page: `30%`; else as `valueText`. */
export function roundedText(scale: MetricScale, value: number, n: number | null): string {
  return scale === "percent" ? `${percentDigits(value, 0)}%` : valueText(scale, value, n);
}

/** A difference without its sign's words: 0.642 → `64.2` (points), else two decimals. */
export function differenceText(scale: MetricScale, value: number): string {
  return isPercent(scale) ? grouped(value * 100, 1) : grouped(value, 2);
}

/** A difference with its sign: `−64.2`, `+0.12`. */
export function signedDifference(scale: MetricScale, value: number): string {
  return isPercent(scale) ? signed(value * 100, 1) : signed(value, 2);
}

/** `64.2 points`, `0.12`. */
export function differenceWithUnit(scale: MetricScale, text: string): string {
  return isPercent(scale) ? `${text} points` : text;
}

/** A tolerance as it was asked for: 0.05 → `5 points`, 0.02 of a score → `0.02`. */
export function toleranceText(scale: MetricScale, tolerance: number): string {
  const trim = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
  if (!isPercent(scale)) return trim(grouped(tolerance, 4));
  const points = trim(grouped(tolerance * 100, 2));
  return points === "1" ? "1 point" : `${points} points`;
}
