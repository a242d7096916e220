import { type ClassificationScores, haveOneLabel } from "../../outcomes/classification-types.js";
import { meanMethod } from "../mean-method.js";
import type { ImageMethod } from "../metric.js";
import type { MetricEstimate } from "../metric-estimate.js";
import type { Sample } from "../sample.js";
import { noScores, requireProbabilities } from "../score-columns.js";

/** The mean of a loss of each unit's probabilities. */
export function lossMethod(
  lossOf: (scores: ClassificationScores) => Float64Array,
  estimate: (sample: Sample, losses: Float64Array) => MetricEstimate,
): ImageMethod {
  return meanMethod((outcomes, reference) => {
    const scores = haveOneLabel(outcomes) ? outcomes.scores : null;
    if (scores === null) throw noScores(reference);
    requireProbabilities(outcomes, reference);
    return lossOf(scores);
  }, estimate);
}
