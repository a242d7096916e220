import { clip } from "../../statistics/interval.js";
import { levelQuantile, studentLevelQuantile } from "../../statistics/quantiles.js";
import { wilsonInterval } from "../../statistics/wilson.js";
import type { GapArm } from "./gap-arm.js";
import { armDesign, forEachDeletion } from "./gap-intervals.js";
import type { ArmCounts, GapMetric } from "./gap-metric.js";
import { armCounts, sharesInside } from "./gap-terms.js";

/** What the published model would score on the local mix of cells. */
export interface GapReweighted {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  /** Kish's effective number of claimed images behind it, 1/Σ(b²/n_A). */
  readonly n: number;
}

/** Below these, METHODS §6.4 refuses, or warns. */
const REFUSE_KISH = 20;
const WARN_KISH = 50;
const REFUSE_SUPPORT = 0.5;

/**
 * "The published model, re-weighted to your mix, would score x" (METHODS §6.4): x = A_to with a
 * Wilson interval, for shares on n_eff = min(kish, x(1 − x)/v), v = Σ b²·r_A(1 − r_A)/n_A, divided
 * by the claimed arm's design effect; for other metrics in a finite range on a jackknife of the
 * claimed arm, capped by kish.
 *
 * @returns `estimate` null where it is refused; `thin` where it is refused or rests on few images
 */
export function reweighted(
  metric: GapMetric,
  claimed: GapArm,
  local: GapArm,
  inside: Uint8Array,
  options: { readonly level: number; readonly intervals: boolean },
): { readonly estimate: GapReweighted | null; readonly thin: boolean } {
  const a = armCounts(claimed);
  const b = armCounts(local);
  const { shares, supported } = sharesInside(b, inside);
  let inverse = 0;
  let variance = 0;
  for (let s = 0; s < inside.length; s++) {
    if (inside[s] === 0) continue;
    const rate = a.sum[s]! / a.size[s]!;
    const weight = shares[s]! ** 2 / a.size[s]!;
    inverse += weight;
    variance += weight * rate * (1 - rate);
  }
  const kish = 1 / inverse;
  const value = reweightedValue(metric, a, shares);
  if (!(kish >= REFUSE_KISH) || supported < REFUSE_SUPPORT || Number.isNaN(value)) {
    return { estimate: null, thin: true };
  }
  const limits = options.intervals
    ? metric.isShare
      ? shareLimits(value, kish, variance, claimed, options.level)
      : jackknifeLimits(metric, a, shares, value, kish, options.level)
    : NO_LIMITS;
  return { estimate: { value, ...limits, n: kish }, thin: kish < WARN_KISH };
}

const NO_LIMITS = { low: null, high: null } as const;

/** A_to, the weights b/a made of what the arm holds. */
function reweightedValue(metric: GapMetric, a: ArmCounts, shares: Float64Array): number {
  const inside = shares.map((share, s) => Number(share > 0 && a.size[s]! > 0));
  const weights = shares.map((share, s) => (inside[s] === 1 ? share / a.size[s]! : 0));
  return metric.evaluate(a, weights, Uint8Array.from(inside));
}

function shareLimits(
  x: number,
  kish: number,
  variance: number,
  claimed: GapArm,
  level: number,
): { low: number | null; high: number | null } {
  const { clusters, clustered, G, df } = armDesign(claimed, true);
  if (clustered && G < 3) return NO_LIMITS;
  const alone = variance > 0 ? Math.min(kish, (x * (1 - x)) / variance) : kish;
  const nEff = alone / (clusters?.deff ?? 1);
  const quantile = clustered ? studentLevelQuantile(level, df) : levelQuantile(level);
  return wilsonInterval(clip(x, 0, 1), nEff, quantile);
}

function jackknifeLimits(
  metric: GapMetric,
  a: ArmCounts,
  shares: Float64Array,
  x: number,
  kish: number,
  level: number,
): { low: number | null; high: number | null } {
  const [least, greatest] = metric.range;
  const span = greatest - least;
  const design = armDesign(a.arm, true);
  if (!Number.isFinite(span) || (design.clustered && design.G < 3)) return NO_LIMITS;
  let weight = 0;
  let sum = 0;
  let squares = 0;
  forEachDeletion(a, (times) => {
    const d = reweightedValue(metric, a, shares) - x;
    if (Number.isNaN(d)) return;
    weight += times;
    sum += times * d;
    squares += times * d * d;
  });
  const v = ((design.G - 1) / design.G) * (squares - sum ** 2 / weight);
  const u = clip((x - least) / span, 0, 1);
  const cap = kish / design.floorEffect;
  const nu = v > 0 && u > 0 && u < 1 ? Math.min((u * (1 - u)) / (v / span ** 2), cap) : cap;
  const quantile = design.clustered ? studentLevelQuantile(level, design.df) : levelQuantile(level);
  const { low, high } = wilsonInterval(u, nu, quantile);
  return { low: least + span * low, high: least + span * high };
}
