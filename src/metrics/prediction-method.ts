import { accuracy, type ClassMetric } from "./class-metrics.js";
import { type ClassSums, classSums } from "./class-sums.js";
import { samplePredictions } from "./cluster-class-sums.js";
import type { MetricReference } from "./estimate-types.js";
import { classPredictions } from "./labels/columns-of.js";
import type { ClassPredictions } from "./labels/label-columns.js";
import type { GapForm, ImageMethod } from "./metric.js";
import type { MetricEstimate } from "./metric-estimate.js";
import { meanKernel } from "./metric-kernel.js";
import { noPredictions } from "./not-available.js";
import { type AveragedMetric, predictionJackknife } from "./prediction-jackknife.js";
import { type PredictionStatistic, statisticOf } from "./prediction-statistic.js";
import type { Sample } from "./sample.js";
import { shareEstimate } from "./share-estimate.js";
import { sampleAccuracy } from "./share-totals.js";
import { accuracyShares } from "./unit-shares.js";

/** A metric of predictions, without their scores, on the predictions of some outcomes. */
export interface PredictionForm {
  /** Null where sums over classes do not give it: accuracy of several labels a unit. */
  readonly statistic: PredictionStatistic | null;
  /** @throws HomegroundError `metric/not-available` */
  estimate(sample: Sample): MetricEstimate;
}

/**
 * Additive metrics and ratios of predictions: point, slice, jackknife and replicates all come from sums
 * over classes.
 *
 * @param formOf throws `metric/bad-parameter` for a class that is not there
 */
export function predictionMethod(
  formOf: (predictions: ClassPredictions, reference: MetricReference) => PredictionForm,
  more: Pick<ImageMethod, "unitValues" | "unitHit" | "gap" | "falseAlarms"> = {},
): ImageMethod {
  return {
    kernel(outcomes, reference) {
      const predictions = classPredictions(outcomes) ?? noPredictions(reference);
      const { statistic } = formOf(predictions, reference);
      if (statistic === null) return meanKernel(accuracyShares(predictions).hits);
      return (weights) => statistic(classSums(predictions, weights));
    },
    estimate: (sample, reference) =>
      formOf(samplePredictions(sample) ?? noPredictions(reference), reference).estimate(sample),
    statistic: (predictions, reference) => formOf(predictions, reference).statistic,
    ...more,
  };
}

/** The share of units answered right. */
export function accuracyForm(
  predictions: ClassPredictions,
  reference: MetricReference,
): PredictionForm {
  return {
    statistic: predictions.kind === "single" ? statisticOf(accuracy) : null,
    estimate: (sample) => shareEstimate(sample, sampleAccuracy(sample) ?? noPredictions(reference)),
  };
}

/** A function of sums over classes, with its jackknife. */
export function averagedForm(
  predictions: ClassPredictions,
  averaged: AveragedMetric,
): PredictionForm {
  return {
    statistic: statisticOf(averaged.metric),
    estimate: (sample) => predictionJackknife(sample, predictions, averaged),
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
