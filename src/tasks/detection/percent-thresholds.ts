import {
  type OperatingCurve,
  operatingCurve,
  rankedRows,
} from "../../metrics/detection/operating-curve.js";
import { overlapIndex } from "../../metrics/detection/operating-sums.js";
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
  const threshold = fewestFrom(outcomes, thresholds);
  return operatingCurve(outcomes, {
    index: null,
    level,
    thresholds: Float64Array.of(threshold),
  });
}

/**
 * One walk down the ranking that counts and no more: with ranges at all 99 it takes as long as the whole curve.
 *
 * @param thresholds rising
 */
function fewestFrom(outcomes: DetectionOutcomes, thresholds: Float64Array): number {
  const { score, matched, ignored } = outcomes.detections;
  const overlap = overlapIndex(outcomes, 0.5, "fewestErrors");
  const rows = rankedRows(outcomes, null);
  let best = 0;
  let fewest = Number.POSITIVE_INFINITY;
  let next = 0;
  let wrongLessFound = 0;
  for (const threshold of thresholds.toReversed()) {
    for (; next < rows.length && score[rows[next]!]! >= threshold; next++) {
      const row = rows[next]!;
      if (((matched[0]![row]! >> overlap) & 1) === 1) wrongLessFound--;
      else if (((ignored[0]![row]! >> overlap) & 1) === 0) wrongLessFound++;
    }
    if (wrongLessFound > fewest) continue;
    best = threshold;
    fewest = wrongLessFound;
  }
  return best;
}
