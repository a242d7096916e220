import { clusterDesign } from "../statistics/cluster-design.js";
import type { MethodCode } from "../statistics/codes.js";
import {
  jackknifeVariance,
  pseudoDeviations,
  withoutJackknifeBias,
} from "../statistics/jackknife.js";
import {
  type ClassMetric,
  evaluateClassMetric,
  macroAverage,
  weightedAverage,
} from "./class-metrics.js";
import type { ClassRatio } from "./class-ratio.js";
import { type ClassSums, classSums } from "./class-sums.js";
import { sampleClusterSums, samplePredictions } from "./cluster-class-sums.js";
import { sampleConfusion } from "./confusion.js";
import {
  type JackknifeBias,
  type JackknifeParts,
  jackknifeEstimate,
} from "./estimate-jackknife.js";
import { type FewLabels, fewLabels } from "./few-labels.js";
import type { ClassPredictions } from "./labels/label-columns.js";
import { type LeftOut, leaveOutCells, leaveOutClusters, leaveOutUnits } from "./leave-one-out.js";
import type { MetricEstimate } from "./metric-estimate.js";
import { effectiveCount, oncePerSample, type Sample } from "./sample.js";
import { sampleAccuracy, sampleClassSums } from "./share-totals.js";

/** A metric of predictions that is no single proportion (METHODS §2.1, rows 4 to 6). */
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
  classUnits: ((sums: ClassSums, effective: ClassSums) => readonly ClassUnits[]) | null;
  /** Share of the classes in the mean that may have fewer than {@link LEAST_OF_CLASS} units. */
  readonly fewAllowed: number;
  /** Whether the value is biased, as a jackknife estimates it (METHODS-2 A8). */
  readonly isBiased: boolean;
}

/** A class of a mean and the units behind it. */
export interface ClassUnits {
  readonly index: number;
  readonly units: number;
}

/** Units that a class of a mean needs for a verdict. */
export const LEAST_OF_CLASS = 3;

/** Mean of a ratio over the classes where it is defined; capped at K²/Σ(1/n_k). */
export function macroMetric(ratio: ClassRatio): AveragedMetric {
  const unitsOf = ({ total, truth, predicted }: ClassSums, k: number): number =>
    ratio.units(total, truth[k]!, predicted[k]!);
  return {
    metric: macroAverage(ratio),
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
      const { total, truth, predicted } = sums;
      const units: ClassUnits[] = [];
      for (let k = 0; k < truth.length; k++) {
        if (!(ratio.denominator(total, truth[k]!, predicted[k]!, sums.hits[k]!) > 0)) continue;
        units.push({ index: k, units: unitsOf(effective, k) });
      }
      return units;
    },
    // Any class with too few refuses a mean whose bias is not known (METHODS §4 step 1).
    fewAllowed: ratio.isBiasedInMeans ? 0.1 : 0,
    isBiased: ratio.isBiasedInMeans,
  };
}

/** A ratio weighted by how often each class is true; capped at n. */
export function weightedMetric(ratio: ClassRatio): AveragedMetric {
  return {
    metric: weightedAverage(ratio),
    range: [0, 1],
    cap: (_sums, effective) => effective.total,
    classUnits: null,
    fewAllowed: 0,
    isBiased: false,
  };
}

/** An agreement beyond chance, in [−1, 1]; capped at 2n(1 − p_e). */
export function agreementMetric(metric: ClassMetric): AveragedMetric {
  return {
    metric,
    range: [-1, 1],
    cap({ total, truth, predicted }, effective) {
      let expected = 0;
      for (let k = 0; k < truth.length; k++) {
        expected += (truth[k]! / total) * (predicted[k]! / total);
      }
      return 2 * effective.total * (1 - expected);
    },
    classUnits: null,
    fewAllowed: 0,
    isBiased: false,
  };
}

/** Sums in which each count is Kish's effective one. */
const effectiveSums = oncePerSample((sample) => {
  const predictions = samplePredictions(sample);
  const sums = sampleClassSums(sample);
  if (predictions === null || sums === null || sample.weights === null) return sums;
  const squares = classSums(
    predictions,
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

/** `wilson-jackknife` and `wilson-jackknife-cluster` of a metric of predictions. */
export function predictionJackknife(
  sample: Sample,
  predictions: ClassPredictions,
  averaged: AveragedMetric,
): MetricEstimate {
  const sums = sampleClassSums(sample) ?? classSums(predictions, sample.weights);
  const effective = effectiveSums(sample) ?? sums;
  const right = sampleAccuracy(sample);
  const n = sample.outcomes.unitCount;
  const value = evaluateClassMetric(averaged.metric, sums);
  if (Number.isNaN(value) || right === null) {
    const warnings: MethodCode[] = [n === 0 ? "interval/no-images" : "interval/class-absent"];
    const none = { variance: 0, cap: 0, design: null, minority: null };
    const parts = { ...none, value: null, n, defined: null, fewLabels: null, warnings };
    return jackknifeEstimate(parts, averaged.range);
  }
  const units = averaged.classUnits?.(sums, effective) ?? null;
  const left = leftOut(sample, predictions, averaged.metric, sums);
  const multiplicity = left.multiplicity ?? undefined;
  const p = right.hits / right.size;
  const parts: JackknifeParts = {
    value,
    n,
    defined: units?.length ?? null,
    fewLabels: units === null ? null : fewClasses(units, predictions.classes, averaged.fewAllowed),
    variance: jackknifeVariance(left.value, multiplicity),
    bias: averaged.isBiased ? ratioBias(value, left.value, multiplicity) : null,
    cap: averaged.cap(sums, effective),
    design: right.clusters && clusterDesign(right.clusters.size, right.clusters.hits),
    ...(right.clusters === null ? {} : { deviations: pseudoDeviations(left.value) }),
    // The sliver keeps the rounding of weights from warning.
    minority: Math.min(p, 1 - p) * right.effective + 1e-9,
    warnings: units?.some((one) => one.units < 10) === true ? ["interval/few-of-a-class"] : [],
  };
  return jackknifeEstimate(parts, averaged.range);
}

/** {@link FewLabels} of a mean over classes. */
export function fewClasses(
  units: readonly ClassUnits[],
  classes: readonly string[],
  allowed: number,
): FewLabels | null {
  const labels = units.map((one) => ({ name: classes[one.index] ?? null, has: one.units }));
  return fewLabels(labels, LEAST_OF_CLASS, allowed);
}

/** θ̂ − J of a mean of ratios, each unit or cluster left out (METHODS-2 A8). */
export function ratioBias(
  value: number,
  leftOut: Float64Array,
  multiplicity?: Float64Array,
): JackknifeBias {
  const bias = value - withoutJackknifeBias(value, leftOut, multiplicity);
  return { bias, noise: 1, sharedWithClaim: false };
}

function leftOut(
  sample: Sample,
  predictions: ClassPredictions,
  metric: ClassMetric,
  sums: ClassSums,
): LeftOut {
  const clusters = sample.outcomes.cluster === null ? null : sampleClusterSums(sample);
  if (clusters !== null) return leaveOutClusters(metric, sums, clusters);
  const cells = sample.weights === null ? sampleConfusion(sample) : null;
  if (cells !== null) return leaveOutCells(metric, sums, cells);
  return leaveOutUnits(metric, sums, predictions, sample.weights);
}
