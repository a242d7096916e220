import type { EvaluateRequest } from "../../evaluation/request.js";
import { jackknifeVariance } from "../../statistics/jackknife.js";
import { levelQuantile, studentLevelQuantile } from "../../statistics/quantiles.js";
import type { ResultApplicationFigure } from "./result.js";

/** A figure of a use, and what it is without each group of what was sampled. */
export interface Measured {
  readonly figure: ResultApplicationFigure;
  /** The difference, or the value of the model where there is none, without each group; null where it is not known. */
  readonly leftOut: Float64Array | null;
}

/** A figure that cannot be had, and why. */
export interface LeftOut {
  readonly figure: string;
  readonly code: string;
}

export type Found = Measured | LeftOut;

export function isMeasured(found: Found): found is Measured {
  return !("code" in found);
}

/** Groups of what was sampled, of which each is left out once. */
export interface Groups {
  /** At most 200: more are dealt to as many. */
  readonly count: number;
  /** How many there are; null where units are taken as independent. */
  readonly clusters: number | null;
}

export type RangeOptions = Pick<EvaluateRequest, "level" | "interval">;

/** A figure by the labels and by the model. */
export interface Sides {
  readonly truth: number;
  readonly model: number;
}

export interface RelativeFigure {
  readonly figure: string;
  readonly label: string | null;
  /** Without a group, or (−1) with all; NaN where a side does not exist. */
  sides(without: number): Sides;
  /** What it rests on. */
  readonly n: number;
  /** Of a count of these, how many are counted on one side alone, at least; absent of anything else. */
  readonly discordant?: number;
  /** Counts of each group, where groups are of unequal size. */
  readonly sizes?: Float64Array;
  readonly warnings?: readonly string[];
}

/**
 * (model − truth)/truth with Student's range on the variance of leaving each group out. That of a count is not below
 * (B + 2)/(n + 2)² − D²/n, what n things of which B are counted otherwise would have if each stood alone (METHODS §3).
 */
export function relativeFigure(
  { figure, label, sides, n, discordant, sizes, warnings: own = [] }: RelativeFigure,
  groups: Groups,
  options: RangeOptions,
): Measured {
  const { truth, model } = sides(-1);
  const base = {
    figure,
    label,
    truth: numberOrNull(truth),
    model: numberOrNull(model),
    n,
    clusters: groups.clusters,
  };
  const difference = numberOrNull((model - truth) / truth);
  if (difference === null) {
    const code = truth === 0 ? "application/none-in-truth" : "application/undefined";
    const none = { difference, low: null, high: null, method: null };
    return { figure: { ...base, ...none, warnings: [...own, code] }, leftOut: null };
  }
  const leftOut = Float64Array.from({ length: groups.count }, (_, g) => {
    const without = sides(g);
    return (without.model - without.truth) / without.truth;
  }).map((one) => (Number.isFinite(one) ? one : Number.NaN));
  const isFew = discordant !== undefined && discordant < 10;
  const warnings = [...own, ...(isFew ? ["interval/few-outcomes"] : [])];
  const range =
    options.interval === "none"
      ? null
      : studentRange(difference, leftOut, groups, options.level, {
          floor:
            discordant === undefined ? 0 : (discordant + 2) / (n + 2) ** 2 - difference ** 2 / n,
          sizes,
        });
  return {
    figure: {
      ...base,
      difference,
      low: range?.low == null ? null : Math.max(-1, range.low),
      high: range?.high ?? null,
      method: range?.low == null ? null : "relative-t",
      warnings: [...warnings, ...(range?.warnings ?? [])],
    },
    leftOut,
  };
}

/** Value ± t·√v, v that of leaving groups out; null limits of fewer than three clusters, or where nothing varies. */
export function studentRange(
  value: number,
  leftOut: Float64Array,
  { count, clusters }: Groups,
  level: number,
  { floor = 0, sizes }: { readonly floor?: number; readonly sizes?: Float64Array | undefined } = {},
): {
  readonly low: number | null;
  readonly high: number | null;
  readonly warnings: readonly string[];
} {
  const none = (code: string) => ({ low: null, high: null, warnings: [code] });
  if (count < 3) return none(clusters === null ? "interval/no-variation" : "clusters/too-few");
  const v = Math.max(jackknifeVariance(leftOut), floor);
  if (!(v > 1e-24)) return none("interval/no-variation");
  const df = degreesOf(count, sizes);
  const half =
    Math.sqrt(v) * (clusters === null ? levelQuantile(level) : studentLevelQuantile(level, df));
  const isFew = clusters !== null && clusters < 10;
  return {
    low: value - half,
    high: value + half,
    warnings: [
      ...(isFew ? ["clusters/few"] : []),
      ...(clusters !== null && df < 4 ? ["clusters/one-dominates"] : []),
    ],
  };
}

/** (Σm)²/Σm² − 1, between 1 and one less than there are groups: groups that hold little tell little of the spread. */
export function degreesOf(count: number, sizes: Float64Array | undefined): number {
  if (sizes === undefined) return count - 1;
  let [sum, squares] = [0, 0];
  for (const m of sizes) {
    sum += m;
    squares += m * m;
  }
  return squares === 0 ? count - 1 : Math.min(Math.max((sum * sum) / squares - 1, 1), count - 1);
}

export function numberOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
