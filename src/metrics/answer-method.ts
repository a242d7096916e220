import { type AveragedMetric, answerJackknife } from "./answer-jackknife.js";
import { type AnswerStatistic, statisticOf } from "./answer-statistic.js";
import { accuracy, type ClassMetric } from "./class-metrics.js";
import { type ClassAnswers, type ClassSums, classAnswers, classSums } from "./class-sums.js";
import { sampleAnswers } from "./cluster-class-sums.js";
import type { MetricReference } from "./estimate-types.js";
import type { GapForm, ImageMethod } from "./metric.js";
import type { MetricEstimate } from "./metric-estimate.js";
import { meanKernel } from "./metric-kernel.js";
import { noAnswers } from "./not-available.js";
import type { Sample } from "./sample.js";
import { shareEstimate } from "./share-estimate.js";
import { sampleAccuracy } from "./share-totals.js";
import { accuracyShares } from "./unit-shares.js";

/** A metric of answers, without their scores, on the answers of some outcomes. */
export interface AnswerForm {
  /** Null where sums over classes do not give it: accuracy of several labels a unit. */
  readonly statistic: AnswerStatistic | null;
  /** @throws HomegroundError `metric/not-available` */
  estimate(sample: Sample): MetricEstimate;
}

/**
 * Additive metrics and ratios of answers: point, slice, jackknife and replicates all come from sums
 * over classes.
 *
 * @param formOf throws `metric/bad-parameter` for a class that is not there
 */
export function answerMethod(
  formOf: (answers: ClassAnswers, reference: MetricReference) => AnswerForm,
  more: Pick<ImageMethod, "unitValues" | "unitHit" | "gap" | "falseAlarms"> = {},
): ImageMethod {
  return {
    kernel(outcomes, reference) {
      const answers = classAnswers(outcomes) ?? noAnswers(reference);
      const { statistic } = formOf(answers, reference);
      if (statistic === null) return meanKernel(accuracyShares(answers).hits);
      return (weights) => statistic(classSums(answers, weights));
    },
    estimate: (sample, reference) =>
      formOf(sampleAnswers(sample) ?? noAnswers(reference), reference).estimate(sample),
    statistic: (answers, reference) => formOf(answers, reference).statistic,
    ...more,
  };
}

/** The share of units answered right. */
export function accuracyForm(answers: ClassAnswers, reference: MetricReference): AnswerForm {
  return {
    statistic: answers.kind === "single" ? statisticOf(accuracy) : null,
    estimate: (sample) => shareEstimate(sample, sampleAccuracy(sample) ?? noAnswers(reference)),
  };
}

/** A function of sums over classes, with its jackknife. */
export function averagedForm(answers: ClassAnswers, averaged: AveragedMetric): AnswerForm {
  return {
    statistic: statisticOf(averaged.metric),
    estimate: (sample) => answerJackknife(sample, answers, averaged),
  };
}

/**
 * The gap of a function of sums over classes.
 *
 * @param isMean whether it is a mean over classes, which then runs over those inside
 */
export function gapOfSums(
  metric: ClassMetric,
  range: readonly [number, number],
  isMean: boolean,
): GapForm {
  const into = new Float64Array(metric.width);
  return {
    kind: "sums",
    range,
    value({ truth, predicted, hits, total }: ClassSums, inside) {
      into.fill(0);
      for (let k = 0; k < truth.length; k++) {
        if (isMean && inside !== null && inside[k] === 0) continue;
        metric.add(into, 1, truth[k]!, predicted[k]!, hits[k]!, total);
      }
      return metric.value(into, total);
    },
  };
}
