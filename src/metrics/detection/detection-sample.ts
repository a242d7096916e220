import { selectDetections } from "../../outcomes/detection/select-detections.js";
import type { DetectionOutcomes } from "../../outcomes/detection-types.js";
import { createUnitSample, type UnitSample } from "../sample.js";

/** Outcomes of detection with what each unit weighs; units of weight 0 are gone. */
export interface DetectionSample extends UnitSample {
  readonly outcomes: DetectionOutcomes;
}

const unweighted = new WeakMap<DetectionOutcomes, DetectionSample>();

/**
 * As `createSample`, of detections.
 *
 * @param weights ≥ 0, one a unit; null for ones. Only their ratios matter.
 * @throws HomegroundError `argument/length-mismatch`, `argument/out-of-range`
 */
export function createDetectionSample(
  outcomes: DetectionOutcomes,
  weights: Float64Array | null,
): DetectionSample {
  const { sample, kept } = createUnitSample(outcomes, weights);
  const selected = kept === null ? outcomes : selectDetections(outcomes, kept);
  if (sample.weights !== null) return { outcomes: selected, weights: sample.weights };
  const known = unweighted.get(selected) ?? { outcomes: selected, weights: null };
  unweighted.set(selected, known);
  return known;
}
