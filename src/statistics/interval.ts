import type { MethodCode } from "./codes.js";

/** A closed interval; both ends are of the quantity's own unit. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** An estimate and its interval. What does not exist is `null`, with a code that says why. */
export interface IntervalResult {
  /** The estimate; null if undefined, such as a share of no images. */
  readonly value: number | null;
  /** Limits; both null, or neither. */
  readonly low: number | null;
  readonly high: number | null;
  /** Two-sided level, such as 0.95. */
  readonly level: number;
  /** Id of the method, such as `wilson-cluster`. */
  readonly method: string;
  /** Images (or other units) behind the value. */
  readonly n: number;
  /** Clusters that hold a unit; null where units are taken as independent. */
  readonly clusters: number | null;
  /** Number of independent images that would tell as much; null where the method has none. */
  readonly effectiveN: number | null;
  /** Degrees of freedom of the t quantile; null where the normal law is used. */
  readonly df: number | null;
  /** Intraclass correlation, 0 to 1; null without clusters. */
  readonly icc: number | null;
  /** Codes of METHODS §15 in the order of the text, without repetition. */
  readonly warnings: readonly MethodCode[];
}

/** Whether the result has limits. */
export function hasInterval<T extends IntervalResult>(
  result: T,
): result is T & { readonly low: number; readonly high: number; readonly value: number } {
  return result.value !== null && result.low !== null && result.high !== null;
}

/** A value held within [low, high]. */
export function clip(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
