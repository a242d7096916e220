import { checkLevel, checkRange } from "./arguments.js";
import type { MethodCode } from "./codes.js";
import { clip, type IntervalResult } from "./interval.js";
import type { JackknifeDesign } from "./jackknife.js";
import { levelQuantile, studentLevelQuantile } from "./quantiles.js";
import { type LimitsMethod, wilsonLimits } from "./unit-limits.js";
import { clusterWarnings } from "./wilson-cluster.js";

export interface JackknifeInput {
  /** θ̂ in its own unit; null if undefined. */
  readonly value: number | null;
  /** [a, b]: the least and the greatest value the metric can take, both finite. */
  readonly range: readonly [low: number, high: number];
  /** v: jackknife variance of θ̂ in its own unit, ≥ 0. */
  readonly variance: number;
  /** H > 0: the largest number of images that the metric can tell as much as (METHODS §2.1). */
  readonly cap: number;
  readonly level: number;
  /** Images (or the metric's own units). */
  readonly n: number;
  /** With clusters: step 3 of METHODS §2.2. Without: units are independent. */
  readonly design?: JackknifeDesign | null;
  /** Groups of a delete-a-group jackknife, which limit the df to one less; absent: each unit left out. */
  readonly groups?: number | null;
  /** Degrees of freedom of independent units where they are few; null, absent: the normal law. */
  readonly df?: number | null;
  /** The fewer of right and wrong images; below 5 without clusters is `interval/few-outcomes`. */
  readonly minority?: number | null;
  /** Codes that the caller found (`interval/few-of-a-class`, …); they follow. */
  readonly warnings?: readonly MethodCode[];
}

/** An interval by an effective number of images, with that number's parts. */
export interface JackknifeResult extends IntervalResult {
  /** u = (θ̂ − a)/(b − a), or what the method of limits makes of it; null if undefined. */
  readonly u: number | null;
  /** H' = H, with clusters H/(1 + (m_w − 1)·ρ_f). */
  readonly cap: number;
}

/**
 * `wilson-jackknife`, `wilson-jackknife-cluster`: Wilson's interval of u = (θ̂ − a)/(b − a) on
 *
 *     ν = min(u(1 − u)/v', H'),  v' = v/(b − a)²,  H' = H or H/(1 + (m_w − 1)·ρ_f)
 *
 * images, with z, or with clusters t(df); the limits mapped back to [a, b]. v = 0 or u ∈ {0, 1} give
 * ν = H'. Source: METHODS §2.2, the project's own.
 *
 * @param limitsOf other limits on [0, 1] than Wilson's: without a bias, or of an AUC
 * @returns value undefined → null with the caller's codes; with clusters G < 3 → limits null,
 *   `clusters/too-few`, else the codes of METHODS §1.2 with u for p; without clusters
 *   `interval/few-outcomes`; v = 0 or u ∈ {0, 1} → `interval/no-variation`
 * @throws HomegroundError `argument/out-of-range`
 */
export function jackknifeInterval(
  input: JackknifeInput,
  limitsOf: LimitsMethod = wilsonLimits,
): JackknifeResult {
  const { value, range, variance, level, n } = input;
  const [a, b] = range;
  const design = input.design ?? null;
  const given = input.warnings ?? [];
  checkLevel(level);
  checkRange(Number.isFinite(a) && Number.isFinite(b) && a < b, "range", range, "pair, rising");
  checkRange(variance >= 0 && variance < Number.POSITIVE_INFINITY, "variance", variance, "≥ 0");
  checkRange(input.cap >= 0 && input.cap < Number.POSITIVE_INFINITY, "cap", input.cap, "≥ 0");
  const cap = design === null ? input.cap : input.cap / (1 + (design.mw - 1) * design.floor);
  const method = design === null ? "wilson-jackknife" : "wilson-jackknife-cluster";
  const base = { level, method, n, clusters: design?.G ?? null, icc: design?.icc ?? null, cap };
  const none = { ...base, low: null, high: null, effectiveN: null, df: null };
  if (value === null) return { ...none, value, u: null, warnings: given };
  checkRange(value >= a - 1e-9 && value <= b + 1e-9, "value", value, `from ${a} to ${b}`);
  const u = clip((value - a) / (b - a), 0, 1);
  if (design !== null && design.G < 3) {
    return { ...none, value, u, warnings: unique(["clusters/too-few", ...given]) };
  }
  if (cap === 0)
    return { ...none, value, u, warnings: unique(["interval/no-variation", ...given]) };

  const v = variance / (b - a) ** 2;
  const constant = v === 0 || u === 0 || u === 1;
  const df = degreesOfFreedom(input);
  const q = df === null ? levelQuantile(level) : studentLevelQuantile(level, df);
  const limits = limitsOf({ u, variance: v, cap, q });
  const warnings: MethodCode[] = [];
  if (design === null) {
    if ((input.minority ?? 5) < 5) warnings.push("interval/few-outcomes");
  } else {
    warnings.push(...clusterWarnings({ ...design, df: df ?? design.df }, u, limits));
  }
  if (constant) warnings.push("interval/no-variation");
  return {
    ...base,
    value,
    u: limits.u,
    effectiveN: limits.nu,
    df,
    low: a + limits.low * (b - a),
    high: a + limits.high * (b - a),
    warnings: unique([...warnings, ...given]),
  };
}

/** Null: the normal law. */
function degreesOfFreedom({ design, groups, df }: JackknifeInput): number | null {
  const own = design?.df ?? df ?? null;
  if (groups === undefined || groups === null) return own;
  const most = Math.max(1, groups - 1);
  return own === null ? most : Math.min(own, most);
}

function unique(codes: readonly MethodCode[]): MethodCode[] {
  return [...new Set(codes)];
}
