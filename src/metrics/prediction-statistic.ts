import { type ClassMetric, evaluateClassMetric } from "./class-metrics.js";
import type { ClassSums } from "./class-sums.js";

/** A metric as a function of the sums of each class; NaN where it is undefined. */
export type PredictionStatistic = (sums: ClassSums) => number;

export function statisticOf(metric: ClassMetric): PredictionStatistic {
  const scratch = new Float64Array(metric.width);
  return (sums) => evaluateClassMetric(metric, sums, scratch);
}
