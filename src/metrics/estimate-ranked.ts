import { aucCap } from "../statistics/delong.js";
import { jackknifeVariance, withoutJackknifeBias } from "../statistics/jackknife.js";
import { aucLimits } from "../statistics/unit-limits.js";
import { aucInfluenceOf, influenceToDelong } from "./auc-influence.js";
import { type JackknifeBias, jackknifeEstimate } from "./estimate-jackknife.js";
import { fewLabels } from "./few-labels.js";
import { groupJackknife, leaveGroupsOut } from "./group-jackknife.js";
import type { ScoredClass } from "./labels/label-columns.js";
import {
  type LeftOutRanks,
  leaveOutOfAveragePrecision,
  leftOutByUnit,
  leftOutWithCounts,
} from "./left-out-ranks.js";
import type { MetricEstimate } from "./metric-estimate.js";
import type { MetricKernel } from "./metric-kernel.js";
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
import { type Blocks, blocksOf, rankingOf } from "./ranking.js";
import type { Sample } from "./sample.js";
import type { ConfidentPredictions } from "./score-columns.js";
import { sampleAccuracy } from "./share-totals.js";

/** What an estimate of a ranked metric needs beside scores and labels. */
export interface RankedOptions {
  /** The metric as a function of weights. */
  readonly kernel: MetricKernel;
  /** Deals the groups of a delete-a-group jackknife, which only weighted units need. */
  readonly seed: number;
}

/** Units of either label that the AUC of one class needs for a verdict (METHODS-2 A4 step 4). */
const LEAST_OF_LABEL = 5;

/**
 * AUC of one class: DeLong's variance with t, in clusters by influence sums, and the outer limits of
 * Wilson's interval and that of the logit (METHODS §2.1, §2.2; METHODS-2 A4).
 */
export function aucEstimate(
  sample: Sample,
  { score, positive, name }: ScoredClass,
  minority: number | null = null,
): MetricEstimate {
  const found = aucInfluenceOf(score, positive, sample.weights);
  const counts = labelCounts(sample, positive);
  const { positives, negatives } = counts;
  const rarer = Math.min(positives, negatives);
  const base = {
    n: sample.outcomes.unitCount,
    minority,
    defined: null,
    fewLabels: fewLabels([{ name: name ?? null, has: rarer }], LEAST_OF_LABEL, 0),
    warnings: labelWarnings(sample, rarer, found.auc),
  };
  if (Number.isNaN(found.auc)) return undefinedEstimate(base);
  const cap = aucCap(positives, negatives);
  const parts = { ...base, value: found.auc, cap, limits: aucLimits(rarer) };
  if (sample.outcomes.cluster === null) {
    const spread = influenceToDelong(found.influence, positive, positives, negatives);
    return jackknifeEstimate({ ...parts, ...spread, design: null }, SHARE);
  }
  const spread = influenceDesign(sample, positive, found.influence, "rarer");
  return jackknifeEstimate({ ...parts, ...spread }, SHARE);
}

/**
 * Average precision of one class, judged without 1.3 times what a jackknife says it is too high by
 * (METHODS §2.1, §2.2; METHODS-2 A5).
 */
export function averagePrecisionEstimate(
  sample: Sample,
  { score, positive, name }: ScoredClass,
  options: RankedOptions,
): MetricEstimate {
  const counts = labelCounts(sample, positive);
  const value = options.kernel(sample.weights);
  const rarer = Math.min(counts.positives, counts.negatives);
  const base = {
    n: sample.outcomes.unitCount,
    minority: null,
    defined: null,
    fewLabels: fewLabels([{ name: name ?? null, has: rarer }], LEAST_OF_RANKED, FEW_RANKED_ALLOWED),
    warnings: labelWarnings(sample, rarer, value),
  };
  if (Number.isNaN(value)) return undefinedEstimate(base);
  const parts = { ...base, value, cap: counts.positives };
  const { cluster } = sample.outcomes;
  const ranking = rankingOf(score);
  if (sample.weights !== null) {
    const { leftOut, ...spread } = groupJackknife(sample, options.kernel, options.seed);
    const jackknife = { ...spread, bias: precisionBias(value, leftOut) };
    const none = new Float64Array(sample.outcomes.unitCount);
    const design =
      cluster === null ? null : influenceDesign(sample, positive, none, "positives").design;
    return jackknifeEstimate({ ...parts, ...jackknife, design }, SHARE);
  }
  const blocks = blocksOf(ranking, positive, null);
  const left = leaveOutOfAveragePrecision(blocks);
  if (cluster === null) {
    const { value: leftOut, multiplicity } = leftOutWithCounts(left, blocks);
    const variance = jackknifeVariance(leftOut, multiplicity);
    const bias = precisionBias(value, leftOut, multiplicity);
    return jackknifeEstimate({ ...parts, variance, bias, design: null }, SHARE);
  }
  const influence = influenceOf(leftOutByUnit(left, ranking, positive));
  const spread = influenceDesign(sample, positive, influence, "positives");
  const bias = precisionBias(value, leaveGroupsOut(sample, options.kernel, options.seed));
  return jackknifeEstimate({ ...parts, ...spread, bias }, SHARE);
}

/** Units of either label that a label of a ranking needs, and the share of labels that may have less. */
export const LEAST_OF_RANKED = 3;
export const FEW_RANKED_ALLOWED = 0.1;

/**
 * b = 1.3(θ̂ − J): average precision is too high on few positives by more than what falls with 1/n
 * (METHODS-2 A5 step 2).
 *
 * @param leftOut θ without each unit, cluster or group of them
 */
export function precisionBias(
  value: number,
  leftOut: Float64Array,
  multiplicity?: Float64Array,
): JackknifeBias {
  const bias = 1.3 * (value - withoutJackknifeBias(value, leftOut, multiplicity));
  return { bias, noise: 1.1, sharedWithClaim: false };
}

/**
 * Areas under curves of errors against what is accepted, the surest first.
 *
 * @param leaveOut the area of unweighted units with one of each block left out
 */
export function riskEstimate(
  sample: Sample,
  { confidence, wrong }: ConfidentPredictions,
  leaveOut: (blocks: Blocks) => LeftOutRanks,
  options: RankedOptions,
): MetricEstimate {
  const right = sampleAccuracy(sample);
  const value = options.kernel(sample.weights);
  const errors = labelCounts(sample, wrong);
  const base = {
    n: sample.outcomes.unitCount,
    defined: null,
    fewLabels: null,
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
  const left = leaveOut(blocks);
  const spread =
    sample.outcomes.cluster === null
      ? { variance: varianceOf(left, blocks) }
      : spreadOfClusters(sample, influenceOf(leftOutByUnit(left, ranking, wrong)));
  return jackknifeEstimate({ ...parts, ...spread }, SHARE);
}
