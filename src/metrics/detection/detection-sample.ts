import { selectDetections } from "../../outcomes/detection/select-detections.js";
import type { DetectionOutcomes } from "../../outcomes/detection-types.js";
import { createUnitSample, type UnitSample } from "../sample.js";

/** Outcomes of detection with what each unit weighs; units of weight 0 are gone. */
export interface DetectionSample extends UnitSample {
  readonly outcomes: DetectionOutcomes;
  /** The outcomes that the sample is of, with weights of the sample: its figures are theirs. */
  readonly whole: WeightedDetections;
}

/** Outcomes with a weight ≥ 0 of each unit; null for ones. */
export interface WeightedDetections {
  readonly outcomes: DetectionOutcomes;
  readonly weights: Float64Array | null;
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
  if (kept !== null) {
    const whole = { outcomes, weights: spreadWeights(outcomes.unitCount, kept, sample.weights) };
    return { outcomes: selectDetections(outcomes, kept), weights: sample.weights, whole };
  }
  const whole = { outcomes, weights: sample.weights };
  if (sample.weights !== null) return { ...whole, whole };
  const known = unweighted.get(outcomes) ?? { ...whole, whole };
  unweighted.set(outcomes, known);
  return known;
}

/** Weights of the units that are kept (null: ones) as weights of all units. */
function spreadWeights(
  unitCount: number,
  kept: Int32Array,
  weights: Float64Array | null,
): Float64Array {
  const spread = new Float64Array(unitCount);
  for (let i = 0; i < kept.length; i++) spread[kept[i]!] = weights === null ? 1 : weights[i]!;
  return spread;
}
