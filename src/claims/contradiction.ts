/** A figure's difference from a claim, positive being better, with the interval of all the data. */
export interface WholeDifference {
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** A figure this close to the limit lies on it: sums of decimals are not exact. */
const ROUNDING = 1e-12;

/**
 * Whether the interval of all the data lies wholly on the other side of the limit than a verdict: for
 * *holds* below −tolerance, for *fails* above it. No such verdict is given, whatever rule led to it.
 *
 * @param whole from all the data at once, at the level of the run
 */
export function isContradicted(
  verdict: "holds" | "fails" | "cannot-tell",
  { low, high }: Pick<WholeDifference, "low" | "high">,
  tolerance: number,
): boolean {
  if (verdict === "holds") return high !== null && high < -tolerance - ROUNDING;
  if (verdict === "fails") return low !== null && low > -tolerance + ROUNDING;
  return false;
}

/**
 * Whether a figure of all the data lies on the other side of the limit. A decision at an early look
 * stands over figures that move since; where the figure that is shown has moved past the limit, the
 * word beside it would say the opposite.
 */
export function isBeyondLimit(
  verdict: "holds" | "fails" | "cannot-tell",
  difference: number | null,
  tolerance: number,
): boolean {
  if (difference === null) return false;
  if (verdict === "holds") return difference < -tolerance - ROUNDING;
  return verdict === "fails" && difference > -tolerance + ROUNDING;
}
