import type { ClassificationScores, Outcomes } from "../../outcomes/classification-types.js";
import type { MetricReference } from "../estimate-types.js";
import type { ImageMethod } from "../metric.js";
import type { MetricEstimate } from "../metric-estimate.js";
import { meanKernel } from "../metric-kernel.js";
import type { Sample } from "../sample.js";
import { noScores, requireProbabilities } from "../score-columns.js";

/** The mean of a loss of each unit's probabilities. */
export function lossMethod(
  lossOf: (scores: ClassificationScores) => Float64Array,
  estimate: (sample: Sample, losses: Float64Array) => MetricEstimate,
): ImageMethod {
  const losses = (outcomes: Outcomes, reference: MetricReference): Float64Array => {
    const scores = outcomes.kind === "classification" ? outcomes.scores : null;
    if (scores === null) throw noScores(reference);
    requireProbabilities(outcomes, reference);
    return lossOf(scores);
  };
  return {
    kernel: (outcomes, reference) => meanKernel(losses(outcomes, reference)),
    estimate: (sample, reference) => estimate(sample, losses(sample.outcomes, reference)),
    unitValues: losses,
  };
}
