import type { Outcomes } from "../outcomes/classification-types.js";
import { ECE } from "./confidence/ece.js";
import { meanEstimate } from "./estimate-mean.js";
import type { EstimateDetail, MetricReference } from "./estimate-types.js";
import { createSample } from "./sample.js";
import { calibratedPredictions } from "./score-columns.js";

const REFERENCE: MetricReference = { id: ECE.id, parameters: new Map() };

/**
 * The signed calibration error, mean confidence − accuracy in [−1, 1], positive = over-confident,
 * with the interval that the ECE beside which it stands does not have: `t`, in clusters `t-cluster`
 * (METHODS §2.1).
 *
 * @param level in (0, 1), such as 0.95
 * @param weights ≥ 0, one a unit; null for ones
 * @throws HomegroundError `metric/not-available` without confidences that are probabilities
 */
export function signedCalibration(
  outcomes: Outcomes,
  level: number,
  weights: Float64Array | null = null,
): EstimateDetail {
  const sample = createSample(outcomes, weights);
  const { confidence, correct } = calibratedPredictions(sample.outcomes, REFERENCE);
  return meanEstimate(
    sample,
    confidence.map((c, i) => c - correct[i]!),
  ).at(level);
}
