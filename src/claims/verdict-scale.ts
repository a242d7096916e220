import type { EstimateDetail, Estimator } from "../metrics/estimate-types.js";
import { clip } from "../statistics/interval.js";
import type { ClaimLimits } from "./claim-limits.js";

/**
 * One comparison on the scale of METHODS §4, on which higher is better: [0, 1], or for t metrics
 * sθ̂ in the metric's own unit.
 */
export interface VerdictScale {
  /** The local estimate, u. */
  readonly local: number;
  readonly localLow: number;
  readonly localHigh: number;
  /** The limit that *holds* must pass, r. */
  readonly limit: number;
  readonly claimed: number;
  readonly claimedLow: number;
  readonly claimedHigh: number;
  /** The tolerance on this scale, |claimed − limit|. */
  readonly tolerance: number;
  /** False for t metrics, which have neither guard nor third condition. */
  readonly isUnit: boolean;
  /** Whether it is 1 − u of the estimate, because less is better. */
  readonly isTurned: boolean;
}

/**
 * Maps estimate, claim and limit c − sδ (clipped to the metric's range, then to [0, 1]).
 *
 * @param local an estimate with limits
 * @param claim limits that exist
 * @returns null where a number is missing
 */
export function verdictScale(
  estimator: Estimator,
  local: EstimateDetail,
  claim: ClaimLimits,
  tolerance: number,
): VerdictScale | null {
  if (local.value === null || local.low === null || local.high === null) return null;
  if (claim.low === null || claim.high === null) return null;
  const sign = estimator.direction === "higher-is-better" ? 1 : -1;
  // A weighted mean of bounded scores is a t metric all the same.
  const isUnit = estimator.toUnit !== null && local.family !== "t";
  const map = isUnit ? scaleMap(estimator) : ownScale(estimator);
  const limit = map(claim.value - sign * tolerance);
  const claimed = map(claim.value);
  const u = isUnit && local.u !== null ? mapUnit(estimator, local.u) : map(local.value);
  const [localLow, localHigh] = ordered(map(local.low), map(local.high));
  const [claimedLow, claimedHigh] = ordered(map(claim.low), map(claim.high));
  return {
    local: u,
    localLow,
    localHigh,
    limit,
    claimed,
    claimedLow,
    claimedHigh,
    tolerance: Math.abs(claimed - limit),
    isUnit,
    isTurned: isUnit && isTurned(estimator),
  };
}

/**
 * Maps a value of the metric (clipped to its range) to the scale on which higher is better.
 */
export function scaleMap(estimator: Estimator): (value: number) => number {
  const { toUnit, range } = estimator;
  if (toUnit === null) return ownScale(estimator);
  return (value) => mapUnit(estimator, toUnit(clip(value, range[0], range[1])));
}

function ownScale({ direction }: Estimator): (value: number) => number {
  return direction === "higher-is-better" ? (value) => value : (value) => -value;
}

function mapUnit(estimator: Estimator, u: number): number {
  return clip(isTurned(estimator) ? 1 - u : u, 0, 1);
}

/** A loss that §2.1 maps already turns (Brier: 1 − B/2); what it does not turn is turned here. */
function isTurned({ toUnit, range, direction }: Estimator): boolean {
  const rises = toUnit === null || toUnit(range[1]) >= toUnit(range[0]);
  return rises !== (direction === "higher-is-better");
}

function ordered(a: number, b: number): [low: number, high: number] {
  return a <= b ? [a, b] : [b, a];
}
