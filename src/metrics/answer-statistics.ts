import { agreementMetric, macroMetric, weightedMetric } from "./answer-jackknife.js";
import {
  accuracy,
  type ClassMetric,
  classRatio,
  evaluateClassMetric,
  microAverage,
} from "./class-metrics.js";
import type { ClassAnswers, ClassSums } from "./class-sums.js";
import type { MetricReference } from "./estimate-types.js";
import { namedClass } from "./not-available.js";
import { parameterOf } from "./reference.js";

/** A metric as a function of the sums of each class; NaN where it is undefined. */
export type AnswerStatistic = (sums: ClassSums) => number;

/**
 * The statistic of a metric of answers; null for metrics that sums over classes do not give
 * (accuracy of several labels a unit, top-k accuracy, metrics of scores).
 *
 * @throws HomegroundError `metric/bad-parameter` for a class that is not there
 */
export function answerStatistic(
  answers: ClassAnswers,
  reference: MetricReference,
): AnswerStatistic | null {
  const { id } = reference;
  switch (id) {
    case "accuracy":
      return answers.kind === "single" ? ofMetric(accuracy) : null;
    case "balanced-accuracy":
      return ofMetric(macroMetric("recall").metric);
    case "cohen-kappa":
    case "mcc":
      return ofMetric(agreementMetric(id).metric);
    case "precision":
    case "recall":
    case "specificity":
    case "f1": {
      const index = namedClass(reference, answers.classes);
      if (index !== null) {
        return ({ total, truth, predicted, hits }) =>
          classRatio(id, total, truth[index]!, predicted[index]!, hits[index]!);
      }
      const average = parameterOf(reference, "average");
      if (average === "weighted") return ofMetric(weightedMetric(id).metric);
      if (average === "macro") return ofMetric(macroMetric(id).metric);
      const isAccuracy = answers.kind === "single" && id !== "specificity";
      return ofMetric(isAccuracy ? accuracy : microAverage(id));
    }
    default:
      return null;
  }
}

function ofMetric(metric: ClassMetric): AnswerStatistic {
  const scratch = new Float64Array(metric.width);
  return (sums) => evaluateClassMetric(metric, sums, scratch);
}
