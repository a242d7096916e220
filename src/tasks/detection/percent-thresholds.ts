import {
  type OperatingCurve,
  operatingCurve,
  pointOfCurve,
} from "../../metrics/detection/operating-curve.js";
import type { DetectionOutcomes } from "../../outcomes/detection-types.js";

/** Thresholds of whole percents, rising; null where scores are no shares. */
export function percentThresholds({
  detections: { score },
}: DetectionOutcomes): Float64Array | null {
  if (score.some((one) => !(one >= 0 && one <= 1))) return null;
  return Float64Array.from({ length: 99 }, (_, i) => (i + 1) / 100);
}

/**
 * The point at which missed objects and wrong detections together are fewest, of whole percents; of equal
 * ones the lowest. It is chosen on these very images: its figures look a little too good.
 *
 * @returns a curve of one point; null where scores are no shares
 */
export function fewestErrors(outcomes: DetectionOutcomes, level: number): OperatingCurve | null {
  const thresholds = percentThresholds(outcomes);
  if (thresholds === null) return null;
  const curve = operatingCurve(outcomes, { index: null, level, thresholds });
  let best = 0;
  for (let i = 0; i < curve.threshold.length; i++) {
    if (errorsAt(curve, i) <= errorsAt(curve, best)) best = i;
  }
  return pointOfCurve(curve, best);
}

function errorsAt({ truth, found, wrong }: OperatingCurve, i: number): number {
  return truth - found[i]! + wrong[i]!;
}
