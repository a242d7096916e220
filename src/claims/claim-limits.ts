import { levelQuantile } from "../statistics/quantiles.js";
import { wilsonCounts } from "../statistics/wilson.js";
import { clusterProportionInterval } from "../statistics/wilson-cluster.js";
import type { Claim } from "./claim.js";

/** A claim's value with its own interval at one level. */
export interface ClaimLimits {
  readonly value: number;
  /** Null where too few clusters give no interval. */
  readonly low: number | null;
  readonly high: number | null;
  /** Images behind the claim; null where it does not say. */
  readonly n: number | null;
}

/**
 * The claim's limits [c_l, c_u] at a level, by METHODS §3 step 1: counts → Wilson; counts per
 * cluster → `wilson-cluster`; an interval as published → that, its distances from the value
 * stretched by the ratio of the normal quantiles where another level is asked for; a bare value and
 * a requirement → [c, c].
 *
 * @param level two-sided, in (0, 1)
 */
export function claimLimits(claim: Claim, level: number): ClaimLimits {
  const { evidence, value } = claim;
  switch (evidence.kind) {
    case "counts": {
      const { k, n } = evidence;
      return { value, n, ...wilsonCounts(k, n, levelQuantile(level)) };
    }
    case "clusters": {
      const { low, high, n } = clusterProportionInterval(evidence.size, evidence.hits, level);
      return { value, n, low, high };
    }
    case "interval": {
      const stretch =
        level === evidence.level ? 1 : levelQuantile(level) / levelQuantile(evidence.level);
      return {
        value,
        n: evidence.n,
        low: stretch === 1 ? evidence.low : value - (value - evidence.low) * stretch,
        high: stretch === 1 ? evidence.high : value + (evidence.high - value) * stretch,
      };
    }
    case "point":
      return { value, low: value, high: value, n: claimImages(claim) };
    case "requirement":
      return { value, low: value, high: value, n: null };
    default:
      return evidence satisfies never;
  }
}

/** Images of the test set behind a claim; null where it does not say, and for a requirement. */
export function claimImages({
  evidence,
  images,
}: Pick<Claim, "evidence" | "images">): number | null {
  switch (evidence.kind) {
    case "counts":
      return evidence.n;
    case "clusters":
      return evidence.size.reduce((sum, size) => sum + size, 0);
    case "interval":
      return evidence.n ?? images ?? null;
    case "point":
      return images ?? null;
    case "requirement":
      return null;
    default:
      return evidence satisfies never;
  }
}

/** Whether the claim has an error of its own that is known. */
export function hasOwnError(claim: Claim): boolean {
  return claim.evidence.kind !== "point" && claim.evidence.kind !== "requirement";
}
