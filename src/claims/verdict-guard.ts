import type { EstimateDetail } from "../metrics/estimate-types.js";
import { clip } from "../statistics/interval.js";
import { betaCdf } from "../statistics/quantiles.js";
import type { VerdictScale } from "./verdict-scale.js";

/**
 * How likely data at least this good are if the truth is exactly the limit: the exact binomial law on the
 * effective number ν, of failure-aware means on their failures. 0 where METHODS §4 has no guard (t metrics,
 * failure-aware means in clusters).
 */
export function guardHolds(scale: VerdictScale, local: EstimateDetail): number {
  if (local.family === "mean-failure") {
    if (local.clusters !== null || local.failures === null) return 0;
    const { k, n } = local.failures;
    return binomialAtMost(k, n, failureShareAt(scale.limit, local.failures));
  }
  if (!scale.isUnit) return 0;
  if (local.nu === null) return 1;
  return binomialAtLeast(scale.local * local.nu, local.nu, scale.limit);
}

/** The same for data at least this bad. */
export function guardFails(scale: VerdictScale, local: EstimateDetail): number {
  if (local.family === "mean-failure") {
    if (local.clusters !== null || local.failures === null) return 0;
    const { k, n, othersMean } = local.failures;
    if (othersMean <= scale.limit) return 0;
    return binomialAtLeast(k, n, failureShareAt(scale.limit, local.failures));
  }
  if (!scale.isUnit) return 0;
  if (local.nu === null) return 1;
  return binomialAtMost(scale.local * local.nu, local.nu, scale.limit);
}

/** f_r: the share of failures that would bring the mean down to r. */
function failureShareAt(
  r: number,
  { othersMean, drop }: { readonly othersMean: number; readonly drop: number },
): number {
  if (othersMean <= r) return 0;
  return drop > 0 ? clip((othersMean - r) / drop, 0, 1) : 1;
}

/** P(X ≥ k) of the binomial law of n at p, real k and n: I_p(k, n − k + 1); 1 if k = 0. */
function binomialAtLeast(k: number, n: number, p: number): number {
  return k <= 0 ? 1 : betaCdf(p, k, Math.max(0, n - k) + 1);
}

/** P(X ≤ k): I_{1−p}(n − k, k + 1); 1 if k = n. */
function binomialAtMost(k: number, n: number, p: number): number {
  return k >= n ? 1 : betaCdf(1 - p, n - k, k + 1);
}
