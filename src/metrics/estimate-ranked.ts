import { aucCap } from "../statistics/delong.js";
import { aucInfluenceOf, influenceToDelong } from "./auc-influence.js";
import { jackknifeEstimate } from "./estimate-jackknife.js";
import { groupJackknife } from "./group-jackknife.js";
import type { MetricKernel } from "./kernels.js";
import {
  leaveOutOfAveragePrecision,
  leaveOutOfGeneralizedRisk,
  leaveOutOfRiskCoverage,
  leftOutByUnit,
} from "./left-out-ranks.js";
import type { MetricEstimate } from "./metric-estimate.js";
import {
  accuracyDesign,
  influenceDesign,
  influenceOf,
  labelCounts,
  labelWarnings,
  minorityOf,
  SHARE,
  spreadOfClusters,
  undefinedEstimate,
  varianceOf,
} from "./ranked-parts.js";
import { blocksOf, rankingOf } from "./ranking.js";
import type { Sample } from "./sample.js";
import type { ConfidentAnswers, ScoredClass } from "./score-columns.js";
import { sampleAccuracy } from "./share-totals.js";

/** What an estimate of a ranked metric needs beside scores and labels. */
export interface RankedOptions {
  /** The metric as a function of weights. */
  readonly kernel: MetricKernel;
  /** Deals the groups of a delete-a-group jackknife, which only weighted units need. */
  readonly seed: number;
}

/** AUC of one class: DeLong's variance, in clusters by influence sums (METHODS §2.1, §2.2). */
export function aucEstimate(
  sample: Sample,
  { score, positive }: ScoredClass,
  minority: number | null = null,
): MetricEstimate {
  const found = aucInfluenceOf(score, positive, sample.weights);
  const counts = labelCounts(sample, positive);
  const base = {
    ...{ n: sample.outcomes.unitCount, minority, defined: null, smallestClass: null },
    warnings: labelWarnings(sample, Math.min(counts.positives, counts.negatives), found.auc),
  };
  if (Number.isNaN(found.auc)) return undefinedEstimate(base);
  const cap = aucCap(counts.positives, counts.negatives);
  if (sample.outcomes.cluster === null) {
    const { positives, negatives } = counts;
    const variance = influenceToDelong(found.influence, positive, positives, negatives);
    return jackknifeEstimate({ ...base, value: found.auc, variance, cap, design: null }, SHARE);
  }
  const spread = influenceDesign(sample, positive, found.influence, "rarer");
  return jackknifeEstimate({ ...base, value: found.auc, cap, ...spread }, SHARE);
}

/** Average precision of one class. */
export function averagePrecisionEstimate(
  sample: Sample,
  { score, positive }: ScoredClass,
  options: RankedOptions,
): MetricEstimate {
  const counts = labelCounts(sample, positive);
  const value = options.kernel(sample.weights);
  const base = {
    ...{ n: sample.outcomes.unitCount, minority: null, defined: null, smallestClass: null },
    warnings: labelWarnings(sample, Math.min(counts.positives, counts.negatives), value),
  };
  if (Number.isNaN(value)) return undefinedEstimate(base);
  const parts = { ...base, value, cap: counts.positives };
  const { cluster } = sample.outcomes;
  const ranking = rankingOf(score);
  if (sample.weights !== null) {
    const jackknife = groupJackknife(sample, options.kernel, options.seed);
    const none = new Float64Array(sample.outcomes.unitCount);
    const design =
      cluster === null ? null : influenceDesign(sample, positive, none, "positives").design;
    return jackknifeEstimate({ ...parts, ...jackknife, design }, SHARE);
  }
  const blocks = blocksOf(ranking, positive, null);
  const left = leaveOutOfAveragePrecision(blocks);
  if (cluster === null) {
    return jackknifeEstimate({ ...parts, variance: varianceOf(left, blocks), design: null }, SHARE);
  }
  const influence = influenceOf(leftOutByUnit(left, ranking, positive));
  const spread = influenceDesign(sample, positive, influence, "positives");
  return jackknifeEstimate({ ...parts, ...spread }, SHARE);
}

/** AURC and AUGRC. */
export function riskEstimate(
  sample: Sample,
  { confidence, wrong }: ConfidentAnswers,
  metric: "aurc" | "augrc",
  options: RankedOptions,
): MetricEstimate {
  const right = sampleAccuracy(sample);
  const value = options.kernel(sample.weights);
  const errors = labelCounts(sample, wrong);
  const base = {
    ...{ n: sample.outcomes.unitCount, defined: null, smallestClass: null },
    minority: minorityOf(sample),
    warnings: labelWarnings(sample, Math.min(errors.positives, errors.negatives), value),
  };
  if (Number.isNaN(value) || right === null) return undefinedEstimate(base);
  const parts = { ...base, value, cap: right.effective, design: accuracyDesign(sample) };
  if (sample.weights !== null) {
    const jackknife = groupJackknife(sample, options.kernel, options.seed);
    return jackknifeEstimate({ ...parts, ...jackknife }, SHARE);
  }
  const ranking = rankingOf(confidence);
  const blocks = blocksOf(ranking, wrong, null);
  const left =
    metric === "aurc" ? leaveOutOfRiskCoverage(blocks) : leaveOutOfGeneralizedRisk(blocks);
  const spread =
    sample.outcomes.cluster === null
      ? { variance: varianceOf(left, blocks) }
      : spreadOfClusters(sample, influenceOf(leftOutByUnit(left, ranking, wrong)));
  return jackknifeEstimate({ ...parts, ...spread }, SHARE);
}
