import type { Outcomes } from "../../outcomes/classification-types.js";
import { meanEstimate } from "../estimate-mean.js";
import type { MetricReference } from "../estimate-types.js";
import { metric } from "../metric.js";
import type { MetricEstimate } from "../metric-estimate.js";
import { type MetricKernel, meanKernel } from "../metric-kernel.js";
import { CLASS } from "../parameters.js";
import type { Sample } from "../sample.js";
import { COUNTING, countedWhat, countPairs } from "./count-pairs.js";

export const COUNT_TOTAL_ERROR = metric({
  id: "count-total-error",
  name: "relative error of the total count",
  tasks: COUNTING,
  kind: "ratio",
  needs: "answers",
  unit: "share of the true total",
  range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  direction: "lower-is-better",
  isSigned: true,
  parameters: [CLASS],
  nullUnits: "Null where nothing is there to be counted.",
  formula: "Σ predicted / Σ truth − 1",
  source: "the share by which a sum is off",
  words: {
    label: "Total off by",
    phrase: "relative error of the total",
    sentence:
      "By what share of the true total the sum of all counts is off; 0.1 is a tenth too many.",
    short: "share that the total is off by",
    scale: "score",
  },
  definition: ({ parameters }) =>
    `the sum of predicted counts over that of true ones, less 1${countedWhat(parameters)}`,
  images: { kernel: totalKernel, estimate: totalEstimate },
});

function totalKernel(outcomes: Outcomes, reference: MetricReference): MetricKernel {
  const [{ truth, predicted }] = countPairs(outcomes, reference) as [
    ReturnType<typeof countPairs>[0],
  ];
  const [trueMean, predictedMean] = [meanKernel(truth), meanKernel(predicted)];
  return (weights) => {
    const whole = trueMean(weights);
    return whole > 0 ? predictedMean(weights) / whole - 1 : Number.NaN;
  };
}

/** A ratio by its linear form: a unit adds θ + (p − (1 + θ)·t)/t̄, whose mean is θ. */
function totalEstimate(sample: Sample, reference: MetricReference): MetricEstimate {
  const [{ truth, predicted }] = countPairs(sample.outcomes, reference) as [
    ReturnType<typeof countPairs>[0],
  ];
  const error = totalKernel(sample.outcomes, reference)(sample.weights);
  if (Number.isNaN(error)) {
    const none = meanEstimate(sample, new Float64Array(truth.length));
    return {
      toUnit: null,
      at: (level) => ({
        ...none.at(level),
        value: null,
        warnings: [truth.length === 0 ? "interval/no-images" : "interval/class-absent"],
      }),
    };
  }
  const mean = meanKernel(truth)(sample.weights);
  return meanEstimate(
    sample,
    truth.map((value, i) => error + (predicted[i]! - (1 + error) * value) / mean),
  );
}
