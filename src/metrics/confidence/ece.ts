import { calibrationErrorKernel } from "../calibration-error.js";
import type { MetricReference } from "../estimate-types.js";
import { CLASSIFICATION, type MetricParameter, metric } from "../metric.js";
import type { MetricEstimate } from "../metric-estimate.js";
import { settingOf } from "../parameters.js";
import type { Sample } from "../sample.js";
import { calibratedPredictions } from "../score-columns.js";

const BINS = {
  name: "bins",
  kind: "whole",
  low: 1,
  high: 65_536,
  words: ["mass"],
  default: "15",
  alwaysPrinted: false,
} as const satisfies MetricParameter;

export const ECE = metric({
  id: "ece",
  name: "expected calibration error",
  tasks: CLASSIFICATION,
  direction: "lower-is-better",
  kind: "refit",
  needs: "confidence",
  parameters: [BINS],
  nullUnits: "Empty bins add nothing.",
  ties: "bins=mass: 15 groups of equal size by rising confidence, equal ones in the order given.",
  formula: "Σ_b n_b/n·|accuracy_b − confidence_b| over equal-width bins ((b − 1)/M, b/M]",
  source: "Guo et al. 2017, equation (3)",
  aliases: ["expected-calibration-error", "calibration-error"],
  words: {
    label: "Confidence error",
    sentence:
      "How far “I am 90% sure” is from being right 90% of the time. 0 is perfect. (Expected calibration error.)",
    short: 'points between "sure" and right',
    scale: "points",
  },
  definition: ({ parameters }) =>
    parameters.get("bins") === "mass"
      ? "the weighted mean difference of confidence and accuracy over 15 bins of equal size"
      : `the weighted mean difference of confidence and accuracy over ${parameters.get("bins") ?? "15"} bins of equal width`,
  works: [
    {
      key: "guo2017",
      cite: "Guo et al. 2017",
      entry:
        "Guo C, Pleiss G, Sun Y, Weinberger KQ. On calibration of modern neural networks. In: International Conference on Machine Learning (ICML) 2017, PMLR 70:1321–1330.",
    },
  ],
  fieldName: "expected calibration error (ECE)",
  images: {
    kernel(outcomes, reference) {
      const { confidence, correct } = calibratedPredictions(outcomes, reference);
      const kernel = calibrationErrorKernel(confidence, correct, settingOf(reference, BINS));
      return (weights) => kernel(weights).error;
    },
    estimate: calibrationErrorEstimate,
  },
});

/** No interval: the error is too high by about `bias`, whatever the number of units (METHODS §2.1). */
function calibrationErrorEstimate(sample: Sample, reference: MetricReference): MetricEstimate {
  const { outcomes, weights } = sample;
  const { confidence, correct } = calibratedPredictions(outcomes, reference);
  const bins = settingOf(reference, BINS);
  const { error, bias } = calibrationErrorKernel(confidence, correct, bins)(weights);
  const empty = outcomes.unitCount === 0;
  return {
    toUnit: (value) => value,
    at: (level) => ({
      value: empty ? null : error,
      low: null,
      high: null,
      level,
      method: "none",
      n: outcomes.unitCount,
      defined: null,
      clusters: null,
      family: "none",
      warnings: [empty ? "interval/no-images" : "interval/biased"],
      u: empty ? null : error,
      nu: null,
      design: null,
      carriers: null,
      fewLabels: null,
      failures: null,
      ...(empty ? {} : { bias }),
    }),
  };
}
