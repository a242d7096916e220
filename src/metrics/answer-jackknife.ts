import { clusterDesign } from "../statistics/cluster-design.js";
import type { MethodCode } from "../statistics/codes.js";
import { jackknifeVariance, pseudoDeviations } from "../statistics/jackknife.js";
import {
  balancedAccuracy,
  type ClassMetric,
  type ClassRatio,
  cohenKappa,
  evaluateClassMetric,
  macroAverage,
  matthewsCorrelation,
  weightedAverage,
} from "./class-metrics.js";
import { type ClassAnswers, type ClassSums, classSums } from "./class-sums.js";
import { sampleAnswers, sampleClusterSums } from "./cluster-class-sums.js";
import { sampleConfusion } from "./confusion.js";
import { type JackknifeParts, jackknifeEstimate } from "./estimate-jackknife.js";
import { type LeftOut, leaveOutCells, leaveOutClusters, leaveOutUnits } from "./leave-one-out.js";
import type { MetricEstimate } from "./metric-estimate.js";
import { effectiveCount, oncePerSample, type Sample } from "./sample.js";
import { sampleAccuracy, sampleClassSums } from "./share-totals.js";

/** A metric of answers that is no single proportion (METHODS §2.1, rows 4 to 6). */
export interface AveragedMetric {
  readonly metric: ClassMetric;
  readonly range: readonly [low: number, high: number];
  /**
   * H, the cap of ν.
   *
   * @param effective sums in which each count is Kish's effective one
   */
  cap(sums: ClassSums, effective: ClassSums): number;
  /**
   * Units behind each class that the mean runs over; null where it is not such a mean.
   *
   * @param effective as for `cap`
   */
  classUnits: ((sums: ClassSums, effective: ClassSums) => readonly number[]) | null;
}

/** Mean of a ratio over the classes where it is defined; capped at K²/Σ(1/n_k). */
export function macroMetric(ratio: ClassRatio): AveragedMetric {
  const unitsOf = (sums: ClassSums, k: number): number => {
    if (ratio === "precision") return sums.predicted[k]!;
    return ratio === "specificity" ? sums.total - sums.truth[k]! : sums.truth[k]!;
  };
  return {
    metric: ratio === "recall" ? balancedAccuracy : macroAverage(ratio),
    range: [0, 1],
    cap(_sums, effective) {
      let classes = 0;
      let reciprocals = 0;
      for (let k = 0; k < effective.truth.length; k++) {
        const units = unitsOf(effective, k);
        if (!(units > 0)) continue;
        classes++;
        reciprocals += 1 / units;
      }
      return classes === 0 ? effective.total : (classes * classes) / reciprocals;
    },
    classUnits(sums, effective) {
      const units: number[] = [];
      for (let k = 0; k < sums.truth.length; k++) {
        const inMean =
          ratio === "f1" ? sums.truth[k]! + sums.predicted[k]! > 0 : unitsOf(sums, k) > 0;
        if (inMean) units.push(unitsOf(effective, k));
      }
      return units;
    },
  };
}

/** A ratio weighted by how often each class is true; capped at n. */
export function weightedMetric(ratio: ClassRatio): AveragedMetric {
  return {
    metric: weightedAverage(ratio),
    range: [0, 1],
    cap: (_sums, effective) => effective.total,
    classUnits: null,
  };
}

/** Cohen's kappa and Matthews correlation; capped at 2n(1 − p_e). */
export function agreementMetric(id: "cohen-kappa" | "mcc"): AveragedMetric {
  return {
    metric: id === "mcc" ? matthewsCorrelation : cohenKappa,
    range: [-1, 1],
    cap({ total, truth, predicted }, effective) {
      let expected = 0;
      for (let k = 0; k < truth.length; k++) {
        expected += (truth[k]! / total) * (predicted[k]! / total);
      }
      return 2 * effective.total * (1 - expected);
    },
    classUnits: null,
  };
}

/** Sums in which each count is Kish's effective one. */
const effectiveSums = oncePerSample((sample) => {
  const answers = sampleAnswers(sample);
  const sums = sampleClassSums(sample);
  if (answers === null || sums === null || sample.weights === null) return sums;
  const squares = classSums(
    answers,
    sample.weights.map((weight) => weight * weight),
  );
  const effective = (sum: Float64Array, square: Float64Array) =>
    sum.map((value, k) => effectiveCount(value, square[k]!));
  return {
    total: effectiveCount(sums.total, squares.total),
    truth: effective(sums.truth, squares.truth),
    predicted: effective(sums.predicted, squares.predicted),
    hits: effective(sums.hits, squares.hits),
  };
});

/** `wilson-jackknife` and `wilson-jackknife-cluster` of a metric of answers. */
export function answerJackknife(
  sample: Sample,
  answers: ClassAnswers,
  averaged: AveragedMetric,
): MetricEstimate {
  const sums = sampleClassSums(sample) ?? classSums(answers, sample.weights);
  const effective = effectiveSums(sample) ?? sums;
  const right = sampleAccuracy(sample);
  const n = sample.outcomes.unitCount;
  const value = evaluateClassMetric(averaged.metric, sums);
  if (Number.isNaN(value) || right === null) {
    const warnings: MethodCode[] = [n === 0 ? "interval/no-images" : "interval/class-absent"];
    const none = { variance: 0, cap: 0, design: null, minority: null };
    const parts = { ...none, value: null, n, defined: null, smallestClass: null, warnings };
    return jackknifeEstimate(parts, averaged.range);
  }
  const units = averaged.classUnits?.(sums, effective) ?? null;
  const smallestClass = units === null ? null : units.reduce((a, b) => Math.min(a, b));
  const left = leftOut(sample, answers, averaged.metric, sums);
  const p = right.hits / right.size;
  const parts: JackknifeParts = {
    ...{ value, n, smallestClass, defined: units?.length ?? null },
    variance: jackknifeVariance(left.value, left.multiplicity ?? undefined),
    cap: averaged.cap(sums, effective),
    design: right.clusters && clusterDesign(right.clusters.size, right.clusters.hits),
    ...(right.clusters === null ? {} : { deviations: pseudoDeviations(left.value) }),
    // The sliver keeps the rounding of weights from warning.
    minority: Math.min(p, 1 - p) * right.effective + 1e-9,
    warnings: smallestClass !== null && smallestClass < 10 ? ["interval/few-of-a-class"] : [],
  };
  return jackknifeEstimate(parts, averaged.range);
}

function leftOut(
  sample: Sample,
  answers: ClassAnswers,
  metric: ClassMetric,
  sums: ClassSums,
): LeftOut {
  const clusters = sample.outcomes.cluster === null ? null : sampleClusterSums(sample);
  if (clusters !== null) return leaveOutClusters(metric, sums, clusters);
  const cells = sample.weights === null ? sampleConfusion(sample) : null;
  if (cells !== null) return leaveOutCells(metric, sums, cells);
  return leaveOutUnits(metric, sums, answers, sample.weights);
}
