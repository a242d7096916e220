import { jackknifeVariance } from "../statistics/jackknife.js";
import { type JackknifeBias, jackknifeEstimate } from "./estimate-jackknife.js";
import {
  FEW_RANKED_ALLOWED,
  LEAST_OF_RANKED,
  precisionBias,
  type RankedOptions,
} from "./estimate-ranked.js";
import { fewLabels, type LabelEvidence } from "./few-labels.js";
import { groupJackknife, leaveGroupsOut } from "./group-jackknife.js";
import type { ScoredClass } from "./labels/label-columns.js";
import type { MetricEstimate } from "./metric-estimate.js";
import {
  accuracyDesign,
  influenceOf,
  labelCounts,
  labelWarnings,
  SHARE,
  spreadOfClusters,
  undefinedEstimate,
} from "./ranked-parts.js";
import { type Blocks, createRanking, type Ranking } from "./ranking.js";
import type { Sample } from "./sample.js";

/** A figure of the ranking of one class against the rest, such as its AUC. */
export interface RankedFigure {
  /** NaN where it is undefined. */
  value(blocks: Blocks): number;
  /** Of unweighted units. */
  leaveOut(ranking: Ranking, positive: Uint8Array): LeftOutClass;
  /** H, the cap of ν. */
  cap(positives: number, negatives: number): number;
  /** Whether it is biased upwards, as a jackknife estimates it (METHODS-2 A5). */
  readonly isBiased: boolean;
  /** Whether two classes whose scores add up to 1 have one figure, not two to be averaged. */
  readonly isSymmetric: boolean;
  ofOneClass(sample: Sample, scored: ScoredClass, options: RankedOptions): MetricEstimate;
}

/**
 * Mean AUC or average precision over classes: the jackknife of the mean, capped at K²/Σ(1/H_k) of the
 * classes' own caps; average precision is judged without 1.3 times what the jackknife says it is too
 * high by (METHODS-2 A5). Clusters are judged by right and wrong predictions.
 */
export function macroRankedEstimate(
  sample: Sample,
  classes: readonly (() => ScoredClass)[],
  figure: RankedFigure,
  options: RankedOptions,
): MetricEstimate {
  const { unitCount, cluster } = sample.outcomes;
  let reciprocals = 0;
  let fewest = Number.POSITIVE_INFINITY;
  const labels: LabelEvidence[] = [];
  const left = leaveOutOfMacro(unitCount, classes, figure, ({ positive, name = null }) => {
    const { positives, negatives } = labelCounts(sample, positive);
    reciprocals += 1 / figure.cap(positives, negatives);
    const has = Math.min(positives, negatives);
    fewest = Math.min(fewest, has);
    labels.push({ name, has });
  });
  const { defined, byUnit } = left;
  const value = sample.weights === null ? left.value : options.kernel(sample.weights);
  const base = {
    n: unitCount,
    minority: null,
    defined,
    fewLabels: fewLabels(labels, LEAST_OF_RANKED, FEW_RANKED_ALLOWED),
    warnings: labelWarnings(sample, fewest, value),
  };
  if (Number.isNaN(value)) return undefinedEstimate({ ...base, defined: 0 });
  const cap = defined ** 2 / reciprocals;
  const parts = { ...base, value, cap, design: accuracyDesign(sample) };
  const biasOf = (leftOut: () => Float64Array): JackknifeBias | null =>
    figure.isBiased ? precisionBias(value, leftOut()) : null;
  if (sample.weights !== null) {
    const { leftOut, ...spread } = groupJackknife(sample, options.kernel, options.seed);
    return jackknifeEstimate({ ...parts, ...spread, bias: biasOf(() => leftOut) }, SHARE);
  }
  if (cluster === null) {
    const variance = jackknifeVariance(byUnit);
    return jackknifeEstimate({ ...parts, variance, bias: biasOf(() => byUnit) }, SHARE);
  }
  const spread = spreadOfClusters(sample, influenceOf(byUnit));
  const bias = biasOf(() => leaveGroupsOut(sample, options.kernel, options.seed));
  return jackknifeEstimate({ ...parts, ...spread, bias }, SHARE);
}

/**
 * The unweighted mean over classes, and it with each unit left out; NaN where no class is defined.
 *
 * @param each called with each class that has a value
 */
export function leaveOutOfMacro(
  unitCount: number,
  classes: readonly (() => ScoredClass)[],
  figure: RankedFigure,
  each: (scored: ScoredClass) => void = () => {},
): LeftOutClass & { readonly defined: number } {
  const sum = new Float64Array(unitCount);
  const count = new Float64Array(unitCount);
  let total = 0;
  let defined = 0;
  for (const scored of classes) {
    const own = scored();
    const { score, positive } = own;
    const ranking = createRanking(score);
    const { value, byUnit } = figure.leaveOut(ranking, positive);
    if (Number.isNaN(value)) continue;
    total += value;
    defined++;
    each(own);
    for (let i = 0; i < unitCount; i++) {
      if (Number.isNaN(byUnit[i]!)) continue;
      sum[i]! += byUnit[i]!;
      count[i]! += 1;
    }
  }
  for (let i = 0; i < unitCount; i++) sum[i]! /= count[i]!; // 0/0 = NaN: no class is left
  return { value: total / defined, defined, byUnit: sum };
}

export interface LeftOutClass {
  readonly value: number;
  /** The value with each unit left out; NaN where it is undefined then. */
  readonly byUnit: Float64Array;
}
