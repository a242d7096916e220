import { calibrationErrorKernel } from "./calibration-error.js";
import { macroRankedEstimate } from "./estimate-macro-ranked.js";
import { failureMeanEstimate, meanEstimate } from "./estimate-mean.js";
import { aucEstimate, averagePrecisionEstimate, riskEstimate } from "./estimate-ranked.js";
import type { MetricReference } from "./estimate-types.js";
import { createKernel, unitLosses } from "./kernels.js";
import type { MetricEstimate } from "./metric-estimate.js";
import { minorityOf } from "./ranked-parts.js";
import { parameterOf } from "./reference.js";
import type { Sample } from "./sample.js";
import { calibratedAnswers, confidentAnswers, scoredClasses } from "./score-columns.js";

/**
 * Estimates of metrics of scores.
 *
 * @param seed deals the groups of a delete-a-group jackknife
 * @throws HomegroundError `metric/not-available` where the scores are not there
 */
export function scoreEstimate(
  sample: Sample,
  reference: MetricReference,
  seed: number,
): MetricEstimate {
  const { outcomes } = sample;
  switch (reference.id) {
    case "log-loss":
      return meanEstimate(sample, unitLosses(outcomes, reference));
    case "brier":
      return brierEstimate(sample, unitLosses(outcomes, reference));
    case "roc-auc":
    case "average-precision": {
      const classes = scoredClasses(outcomes, reference);
      const [only] = classes;
      const kernel = createKernel(outcomes, reference);
      if (classes.length !== 1 || only === undefined) {
        return macroRankedEstimate(sample, classes, reference.id, { kernel, seed });
      }
      return reference.id === "roc-auc"
        ? aucEstimate(sample, only())
        : averagePrecisionEstimate(sample, only(), { kernel, seed });
    }
    case "aurc":
    case "augrc": {
      const kernel = createKernel(outcomes, reference);
      const answers = confidentAnswers(outcomes, reference);
      return riskEstimate(sample, answers, reference.id, { kernel, seed });
    }
    case "auroc-failure": {
      const { confidence: score, correct: positive } = confidentAnswers(outcomes, reference);
      return aucEstimate(sample, { score, positive }, minorityOf(sample));
    }
    default:
      return calibrationErrorEstimate(sample, reference);
  }
}

/** The Brier score B as the score 1 − B/2 in [0, 1] (METHODS §2.1). */
function brierEstimate(sample: Sample, losses: Float64Array): MetricEstimate {
  const scores = losses.map((loss) => Math.min(1, Math.max(0, 1 - loss / 2)));
  return failureMeanEstimate(
    sample,
    scores,
    (score) => 2 * (1 - score),
    (brier) => 1 - brier / 2,
  );
}

/** No interval: the error is too high by about `bias`, whatever the number of units (METHODS §2.1). */
function calibrationErrorEstimate(sample: Sample, reference: MetricReference): MetricEstimate {
  const { outcomes, weights } = sample;
  const { confidence, correct } = calibratedAnswers(outcomes, reference);
  const bins = parameterOf(reference, "bins") ?? "15";
  const { error, bias } = calibrationErrorKernel(confidence, correct, bins)(weights);
  const empty = outcomes.unitCount === 0;
  return {
    toUnit: (value) => value,
    at: (level) => ({
      ...{ value: empty ? null : error, low: null, high: null, level, method: "none" },
      ...{ n: outcomes.unitCount, defined: null, clusters: null, family: "none" },
      warnings: [empty ? "interval/no-images" : "interval/biased"],
      ...{ u: empty ? null : error, nu: null, design: null, carriers: null },
      ...{ fewLabels: null, failures: null, ...(empty ? {} : { bias }) },
    }),
  };
}
