import { aucCap } from "../statistics/delong.js";
import { jackknifeVariance } from "../statistics/jackknife.js";
import { aucInfluence } from "./auc-influence.js";
import { jackknifeEstimate } from "./estimate-jackknife.js";
import type { RankedOptions } from "./estimate-ranked.js";
import { groupJackknife } from "./group-jackknife.js";
import { leaveOutOfAveragePrecision, leftOutByUnit } from "./left-out-ranks.js";
import type { MetricEstimate } from "./metric-estimate.js";
import { averagePrecision } from "./ranked-metrics.js";
import {
  accuracyDesign,
  influenceOf,
  labelCounts,
  labelWarnings,
  SHARE,
  spreadOfClusters,
  undefinedEstimate,
} from "./ranked-parts.js";
import { blocksOf, createRanking, type Ranking } from "./ranking.js";
import type { Sample } from "./sample.js";
import type { ScoredClass } from "./score-columns.js";

/**
 * Mean AUC or average precision over classes: the jackknife of the mean. By analogy with the means
 * of METHODS §2.1; the cap is the harmonic mean of the classes' own, because the same units stand in
 * all of them, and clusters are judged by right and wrong answers.
 */
export function macroRankedEstimate(
  sample: Sample,
  classes: readonly (() => ScoredClass)[],
  metric: "roc-auc" | "average-precision",
  options: RankedOptions,
): MetricEstimate {
  const { unitCount, cluster } = sample.outcomes;
  const leftSum = new Float64Array(unitCount);
  const leftCount = new Float64Array(unitCount);
  let sum = 0;
  let defined = 0;
  let reciprocals = 0;
  let fewest = Number.POSITIVE_INFINITY;
  for (const scored of classes) {
    const { score, positive } = scored();
    const { positives, negatives } = labelCounts(sample, positive);
    const ranking = createRanking(score);
    const one =
      metric === "roc-auc"
        ? leftOutOfAuc(ranking, positive)
        : leftOutOfPrecision(ranking, positive);
    if (Number.isNaN(one.value)) continue;
    sum += one.value;
    defined++;
    reciprocals += 1 / (metric === "roc-auc" ? aucCap(positives, negatives) : positives);
    fewest = Math.min(fewest, positives, negatives);
    for (let i = 0; i < unitCount; i++) {
      if (Number.isNaN(one.byUnit[i]!)) continue;
      leftSum[i]! += one.byUnit[i]!;
      leftCount[i]! += 1;
    }
  }
  const value = sample.weights === null ? sum / defined : options.kernel(sample.weights);
  const base = {
    ...{ n: unitCount, minority: null, defined, smallestClass: null },
    warnings: labelWarnings(sample, fewest, value),
  };
  if (Number.isNaN(value)) return undefinedEstimate({ ...base, defined: 0 });
  const parts = { ...base, value, cap: defined / reciprocals, design: accuracyDesign(sample) };
  if (sample.weights !== null) {
    const jackknife = groupJackknife(sample, options.kernel, options.seed);
    return jackknifeEstimate({ ...parts, ...jackknife }, SHARE);
  }
  for (let i = 0; i < unitCount; i++) leftSum[i]! /= leftCount[i]!; // 0/0 = NaN: none is defined
  const variance =
    cluster === null ? jackknifeVariance(leftSum) : spreadOfClusters(sample, influenceOf(leftSum));
  return jackknifeEstimate({ ...parts, variance }, SHARE);
}

interface LeftOutClass {
  readonly value: number;
  /** The value with each unit left out; NaN where it is undefined then. */
  readonly byUnit: Float64Array;
}

/** A positive left out: A − (V₁₀ − A)/(n₁ − 1); a negative: A − (V₀₁ − A)/(n₀ − 1). */
function leftOutOfAuc(ranking: Ranking, positive: Uint8Array): LeftOutClass {
  const { auc, influence, positives, negatives } = aucInfluence(ranking, positive, null);
  const byUnit = new Float64Array(influence.length);
  for (let i = 0; i < byUnit.length; i++) {
    const side = positive[i] === 1 ? positives : negatives;
    byUnit[i] = side > 1 ? auc - (influence[i]! * side) / (side - 1) : Number.NaN;
  }
  return { value: auc, byUnit };
}

function leftOutOfPrecision(ranking: Ranking, positive: Uint8Array): LeftOutClass {
  const blocks = blocksOf(ranking, positive, null);
  const byUnit = leftOutByUnit(leaveOutOfAveragePrecision(blocks), ranking, positive);
  return { value: averagePrecision(blocks), byUnit };
}
