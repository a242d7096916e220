import type { ClusterDesign } from "../statistics/cluster-design.js";
import type { MethodCode } from "../statistics/codes.js";
import type { JackknifeDesign } from "../statistics/jackknife.js";
import {
  type BiasEstimate,
  correctedLimits,
  hullLimits,
  isNotableBias,
  type LimitsMethod,
} from "../statistics/unit-limits.js";
import { jackknifeInterval } from "../statistics/wilson-jackknife.js";
import type { EstimateDetail } from "./estimate-types.js";
import type { FewLabels } from "./few-labels.js";
import type { MetricEstimate } from "./metric-estimate.js";

/** What `wilson-jackknife` needs of a metric on a sample, whatever the level. */
export interface JackknifeParts {
  /** Null where the metric is undefined; then a warning says why. */
  readonly value: number | null;
  /** v, in the metric's own unit. */
  readonly variance: number;
  /** H > 0, where the value exists. */
  readonly cap: number;
  readonly n: number;
  /** Null where units are independent. */
  readonly design: JackknifeDesign | null;
  /** (G − 1)(θ̄ − θ_(−g)) of clusters, in the metric's own unit; absent where units are independent. */
  readonly deviations?: Float64Array;
  /** The fewer of right and wrong units. */
  readonly minority: number | null;
  /** Classes that a mean runs over; null where it is no such mean. */
  readonly defined: number | null;
  readonly fewLabels: FewLabels | null;
  readonly warnings: readonly MethodCode[];
  /** Groups of a delete-a-group jackknife; absent where each unit or cluster was left out. */
  readonly groups?: number;
  /** Degrees of freedom of independent units; absent: the normal law. */
  readonly df?: number;
  /** Other limits than Wilson's, where there is no bias. */
  readonly limits?: LimitsMethod;
  /** What the value is too high by, in its own unit; null, absent: nothing is known of. */
  readonly bias?: JackknifeBias | null;
}

/** A bias estimated from the sample itself. */
export interface JackknifeBias extends BiasEstimate {
  /** As {@link JudgedEstimate.sharedWithClaim}. */
  readonly sharedWithClaim: boolean;
}

/** Parts of an estimate of which nothing is known but how many units there are. */
export const NOTHING_KNOWN = {
  variance: 0,
  cap: 0,
  design: null,
  minority: null,
  fewLabels: null,
  defined: null,
} as const;

/**
 * `wilson-jackknife`, `wilson-jackknife-cluster` (METHODS §2.2). With a bias the interval shown is that
 * without it, of `map…` the hull of those with and without it, widened to hold the value (METHODS-2 A2
 * step 6, A5, A8); more than an eighth of it is `interval/biased`.
 *
 * @param range [a, b] that maps to [0, 1]
 */
export function jackknifeEstimate(
  parts: JackknifeParts,
  range: readonly [low: number, high: number],
): MetricEstimate {
  const [a, b] = range;
  const toUnit = (value: number): number => (value - a) / (b - a);
  const { bias = null } = parts;
  if (bias === null || parts.value === null) {
    return { toUnit, at: (level) => detailOf(parts, range, level, parts.limits) };
  }
  const ofUnit = { bias: bias.bias / (b - a), noise: bias.noise };
  const shownLimits = bias.sharedWithClaim ? hullLimits(ofUnit) : correctedLimits(ofUnit);
  return {
    toUnit,
    at: (level) => withBias(detailOf(parts, range, level, shownLimits), bias.bias),
    judged: {
      sharedWithClaim: bias.sharedWithClaim,
      at(level, share) {
        const detail = detailOf(parts, range, level, correctedLimits(ofUnit, share));
        return { ...detail, value: detail.u === null ? detail.value : a + detail.u * (b - a) };
      },
    },
  };
}

/** Pseudo-values around the u that the verdict uses. */
function perCluster(
  { design, deviations }: JackknifeParts,
  u: number | null,
  width: number,
): Pick<EstimateDetail, "perCluster"> {
  if (design === null || deviations === undefined || u === null) return {};
  const total = deviations.map((deviation) => u + deviation / width);
  return { perCluster: { size: new Float64Array(total.length).fill(1), total } };
}

/** An estimate with limits that hold its value, and by how much it is too high. */
function withBias(detail: EstimateDetail, bias: number): EstimateDetail {
  const { value, low, high, warnings } = detail;
  if (value === null || low === null || high === null) return { ...detail, bias };
  const shown = { low: Math.min(low, value), high: Math.max(high, value) };
  const told = isNotableBias(bias, shown) ? [...warnings, "interval/biased"] : warnings;
  return { ...detail, ...shown, bias, warnings: told };
}

function detailOf(
  parts: JackknifeParts,
  range: readonly [low: number, high: number],
  level: number,
  limits: LimitsMethod | undefined,
): EstimateDetail {
  const { value, variance, cap, n, design, minority, warnings, groups = null, df = null } = parts;
  const found = jackknifeInterval(
    {
      value,
      range,
      variance: isRounding(variance) ? 0 : variance,
      cap,
      level,
      n,
      design,
      minority,
      warnings,
      groups,
      df,
    },
    limits,
  );
  return {
    value: found.value,
    low: found.low,
    high: found.high,
    level,
    method: found.method,
    n,
    defined: parts.defined,
    clusters: found.clusters,
    warnings: found.warnings,
    family: "jackknife",
    u: found.u,
    nu: found.effectiveN,
    design: design === null ? null : fullDesign(design, found.u, found.effectiveN, variance),
    ...perCluster(parts, found.u, range[1] - range[0]),
    carriers: null,
    fewLabels: parts.fewLabels,
    failures: null,
  };
}

/** Values left out that are equal but for their last digits have no variance. */
function isRounding(variance: number): boolean {
  return variance < 1e-26;
}

/**
 * The design with what only a share has: for AUC and AP, u stands for the share, and an icc, which
 * they have none of, is 0 (the plan of METHODS §4.2 then takes its least one).
 */
function fullDesign(
  design: JackknifeDesign | ClusterDesign,
  u: number | null,
  nu: number | null,
  variance: number,
): ClusterDesign {
  if ("unseenLow" in design) return design;
  const { G } = design;
  const n = "n" in design && typeof design.n === "number" ? design.n : 0;
  const p = u ?? 0;
  return {
    ...design,
    n,
    p,
    v: variance,
    n0: null,
    icc: design.icc ?? 0,
    nEff: nu,
    deff: nu === null || nu === 0 ? null : n / nu,
    unseenLow: (p * G) / (G + 3),
    unseenHigh: (p * G + 3) / (G + 3),
  };
}
