import type { Outcomes } from "../outcomes/classification-types.js";
import { answerStatistic } from "./answer-statistics.js";
import { calibrationErrorKernel } from "./calibration-error.js";
import { classAnswers, classSums } from "./class-sums.js";
import type { MetricReference } from "./estimate-types.js";
import { entryForTask, noAnswers } from "./not-available.js";
import {
  areaUnderGeneralizedRisk,
  areaUnderRiskCoverage,
  averagePrecision,
  rocAuc,
} from "./ranked-metrics.js";
import { type Blocks, blocksOf, createRanking, rankingOf } from "./ranking.js";
import { parameterOf } from "./reference.js";
import {
  confidentAnswers,
  noScores,
  requireProbabilities,
  scoredClasses,
} from "./score-columns.js";
import { accuracyShares, topKShares } from "./unit-shares.js";

/**
 * A metric as a function of one weight a unit: NaN where it is undefined. Ones (null) give the point
 * estimate, how often each unit was drawn a bootstrap replicate, an indicator a slice, importance
 * weights the value on another mix.
 *
 * A unit of weight 2 is that unit twice. Only the ratios of weights matter but to `aurc` and
 * `ece{bins=mass}`, which count units: weights that are no counts are first scaled to sum to their
 * number, as `createSample` does.
 *
 * @param weights ≥ 0, one a unit; null for ones
 */
export type MetricKernel = (weights: Float64Array | null) => number;

/**
 * The kernel of a metric on outcomes. What does not depend on the weights (sorting above all) is
 * done once.
 *
 * @throws HomegroundError `metric/not-available`, `metric/bad-parameter`, `metric/unknown`,
 *   `metric/not-yet`
 */
export function createKernel(outcomes: Outcomes, reference: MetricReference): MetricKernel {
  const entry = entryForTask(reference, outcomes.kind);
  switch (entry.id) {
    case "log-loss":
    case "brier":
      return meanOf(unitLosses(outcomes, reference));
    case "roc-auc":
      return macroKernel(outcomes, reference, rocAuc);
    case "average-precision":
      return macroKernel(outcomes, reference, averagePrecision);
    case "top-k-accuracy":
      return topKKernel(outcomes, reference);
    case "ece":
    case "aurc":
    case "augrc":
    case "auroc-failure":
      return confidenceKernel(outcomes, reference);
    default: {
      const answers = classAnswers(outcomes) ?? noAnswers(reference);
      const statistic = answerStatistic(answers, reference);
      if (statistic === null) return meanOf(accuracyShares(answers).hits);
      return (weights) => statistic(classSums(answers, weights));
    }
  }
}

/** Log loss or Brier score of each unit. @throws HomegroundError `metric/not-available` */
export function unitLosses(outcomes: Outcomes, reference: MetricReference): Float64Array {
  const scores = outcomes.kind === "classification" ? outcomes.scores : null;
  if (scores === null) throw noScores(reference);
  requireProbabilities(outcomes, reference);
  return reference.id === "brier" ? scores.brier : scores.logLoss;
}

function confidenceKernel(outcomes: Outcomes, reference: MetricReference): MetricKernel {
  const { confidence, correct, wrong } = confidentAnswers(outcomes, reference);
  switch (reference.id) {
    case "aurc":
      return ofBlocks(rankingOf(confidence), wrong, areaUnderRiskCoverage);
    case "augrc":
      return ofBlocks(rankingOf(confidence), wrong, areaUnderGeneralizedRisk);
    case "auroc-failure":
      return ofBlocks(rankingOf(confidence), correct, rocAuc);
    default: {
      requireProbabilities(outcomes, reference);
      const bins = parameterOf(reference, "bins") ?? "15";
      const kernel = calibrationErrorKernel(confidence, correct, bins);
      return (weights) => kernel(weights).error;
    }
  }
}

function macroKernel(
  outcomes: Outcomes,
  reference: MetricReference,
  metric: (blocks: Blocks) => number,
): MetricKernel {
  const kernels = scoredClasses(outcomes, reference).map((scored) => {
    const { score, positive } = scored();
    return ofBlocks(createRanking(score), positive, metric);
  });
  return (weights) => {
    let sum = 0;
    let defined = 0;
    for (const kernel of kernels) {
      const value = kernel(weights);
      if (Number.isNaN(value)) continue;
      sum += value;
      defined++;
    }
    return sum / defined;
  };
}

function ofBlocks(
  ranking: ReturnType<typeof createRanking>,
  mark: Uint8Array,
  metric: (blocks: Blocks) => number,
): MetricKernel {
  return (weights) => metric(blocksOf(ranking, mark, weights));
}

function topKKernel(outcomes: Outcomes, reference: MetricReference): MetricKernel {
  const k = Number(parameterOf(reference, "k"));
  const shares = outcomes.kind === "classification" ? topKShares(outcomes, k) : null;
  if (shares === null) throw noScores(reference);
  return meanOf(shares.hits);
}

function meanOf(values: Float64Array): MetricKernel {
  return (weights) => {
    let sum = 0;
    let total = 0;
    for (let i = 0; i < values.length; i++) {
      const weight = weights === null ? 1 : weights[i]!;
      sum += weight * values[i]!;
      total += weight;
    }
    return sum / total;
  };
}
