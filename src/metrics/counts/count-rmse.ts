import type { Outcomes } from "../../outcomes/classification-types.js";
import { meanEstimate } from "../estimate-mean.js";
import type { EstimateDetail, MetricReference } from "../estimate-types.js";
import { metric } from "../metric.js";
import type { MetricEstimate } from "../metric-estimate.js";
import type { MetricKernel } from "../metric-kernel.js";
import { meanKernel } from "../metric-kernel.js";
import type { Sample } from "../sample.js";
import { COUNTING, countedWhat, countPairs, OF_COUNTS } from "./count-pairs.js";

export const COUNT_RMSE = metric({
  id: "count-rmse",
  name: "root mean squared error of counts",
  tasks: COUNTING,
  kind: "own",
  needs: "answers",
  unit: "things",
  range: [0, Number.POSITIVE_INFINITY],
  direction: "lower-is-better",
  parameters: OF_COUNTS,
  nullUnits: "None.",
  formula: "√(Σ (predicted − truth)² / n)",
  source: "Willmott & Matsuura 2005 (from memory)",
  aliases: ["rmse", "root-mean-squared-error", "root-mean-square-error"],
  words: {
    label: "Typical miss, large ones weigh more",
    phrase: "root mean squared error of counts",
    sentence: "By how many a single image's count is wrong, large misses weighing most.",
    short: "by how many, large ones weigh more",
    scale: "number",
  },
  definition: ({ units, parameters }) =>
    `the square root of the mean squared difference of the predicted and the true count over ${units}${countedWhat(parameters)}`,
  fieldName: "root mean squared error (RMSE)",
  images: { kernel: rmseKernel, estimate: rmseEstimate },
});

function squaresOf(outcomes: Outcomes, reference: MetricReference): readonly Float64Array[] {
  return countPairs(outcomes, reference).map(({ truth, predicted }) =>
    truth.map((value, i) => (predicted[i]! - value) ** 2),
  );
}

function rmseKernel(outcomes: Outcomes, reference: MetricReference): MetricKernel {
  const kernels = squaresOf(outcomes, reference).map(meanKernel);
  return (weights) => {
    let sum = 0;
    for (const kernel of kernels) sum += Math.sqrt(kernel(weights));
    return sum / kernels.length;
  };
}

/**
 * Of one pair of counts √ of the limits of the mean square. A mean over labels by its linear form: a unit
 * adds Σ_k(r_k + (e² − r_k²)/(2r_k))/K, whose mean is the figure.
 */
function rmseEstimate(sample: Sample, reference: MetricReference): MetricEstimate {
  const squares = squaresOf(sample.outcomes, reference);
  const [only] = squares;
  if (squares.length === 1) return withLimits(meanEstimate(sample, only!), root);
  const values = new Float64Array(sample.outcomes.unitCount);
  for (const own of squares) {
    const r = Math.sqrt(meanKernel(own)(sample.weights));
    for (let i = 0; i < values.length; i++) {
      const change = r > 0 ? (own[i]! - r * r) / (2 * r) : 0;
      values[i]! += (r + change) / squares.length;
    }
  }
  return withLimits(meanEstimate(sample, values), (limit) => Math.max(0, limit));
}

const root = (square: number): number => Math.sqrt(Math.max(0, square));

/** @param map what value and limits become */
function withLimits(estimate: MetricEstimate, map: (value: number) => number): MetricEstimate {
  const mapped = (value: number | null) => (value === null ? null : map(value));
  return {
    toUnit: null,
    at(level): EstimateDetail {
      const detail = estimate.at(level);
      const { value, low, high } = detail;
      return { ...detail, value: mapped(value), low: mapped(low), high: mapped(high) };
    },
  };
}
