import type { DetectionOutcomes } from "../../outcomes/detection-types.js";
import { effectiveCount } from "../sample.js";
import type { DetectionSample } from "./detection-sample.js";

/** Truth objects of a sample and those that are found: the hit table of METHODS §2.2, step 3. */
export interface TruthObjectTotals {
  /** Objects of each unit, and of those the ones found. */
  readonly size: Float64Array;
  readonly hits: Float64Array;
  /** Weight of all objects, and of those found. */
  readonly weight: number;
  readonly hitWeight: number;
  /** Kish's effective number of objects. */
  readonly effective: number;
  /** Fewest units that hold an object of a class, of the classes with one; null without objects. */
  readonly fewestUnits: number | null;
}

/**
 * @param area index into the rules' area ranges: the objects that are counted in it
 * @param classIndex null for all classes
 */
export function truthObjects(
  { outcomes, weights }: DetectionSample,
  area: number,
  classIndex: number | null,
): TruthObjectTotals {
  const { truths, unitCount, classes } = outcomes;
  const bit = overlapBit(outcomes);
  const size = new Float64Array(unitCount);
  const hits = new Float64Array(unitCount);
  let weight = 0;
  let squares = 0;
  let hitWeight = 0;
  let fewestUnits: number | null = null;
  const seenOfClass = new Int32Array(unitCount).fill(-1);
  const from = classIndex ?? 0;
  const to = classIndex === null ? classes.length : from + 1;
  for (let k = from; k < to; k++) {
    let units = 0;
    for (let row = truths.classStart[k]!; row < truths.classStart[k + 1]!; row++) {
      if (((truths.counted[row]! >> area) & 1) === 0) continue;
      const unit = truths.unit[row]!;
      const own = weights === null ? 1 : weights[unit]!;
      if (seenOfClass[unit] !== k) units++;
      seenOfClass[unit] = k;
      size[unit]!++;
      weight += own;
      squares += own * own;
      if (((truths.found[row]! >> bit) & 1) === 0) continue;
      hits[unit]!++;
      hitWeight += own;
    }
    if (units > 0) fewestUnits = Math.min(fewestUnits ?? units, units);
  }
  return { size, hits, weight, hitWeight, effective: effectiveCount(weight, squares), fewestUnits };
}

/** The threshold at which an object is called found: IoU 0.5, or the loosest there is. */
function overlapBit({ rules }: DetectionOutcomes): number {
  if (rules.matching === "centre") return rules.thresholds.length - 1;
  return Math.max(
    0,
    rules.thresholds.findIndex((t) => Math.abs(t - 0.5) < 1e-9),
  );
}
