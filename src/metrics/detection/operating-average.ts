import { clusterDesign } from "../../statistics/cluster-design.js";
import type { MethodCode } from "../../statistics/codes.js";
import { jackknifeVariance, pseudoDeviations } from "../../statistics/jackknife.js";
import { evaluateClassMetric } from "../class-metrics.js";
import type { ClassRatio } from "../class-ratio.js";
import type { ClassSums } from "../class-sums.js";
import type { ClusterClassSums } from "../cluster-class-sums.js";
import { jackknifeEstimate } from "../estimate-jackknife.js";
import { leaveOutClusters } from "../leave-one-out.js";
import type { MetricEstimate } from "../metric-estimate.js";
import {
  type AveragedMetric,
  type ClassUnits,
  fewClasses,
  ratioBias,
} from "../prediction-jackknife.js";
import { type ChosenUnits, effectiveCount } from "../sample.js";
import { sampleClassTable, weightedClassSums } from "./operating-sums.js";

/**
 * Mean of a ratio of objects over classes: `wilson-jackknife`, each unit or cluster left out, with
 * objects in the cap and objects found in the design of clusters (METHODS §2.2, as for mAP).
 *
 * @param table what each unit holds, of {@link unitClassSums}
 */
export function objectAverage(
  averaged: AveragedMetric,
  ratio: ClassRatio,
  table: ClusterClassSums,
  chosen: ChosenUnits,
  classes: readonly string[],
): MetricEstimate {
  const { metric, range, cap, classUnits } = averaged;
  const { sample, kept } = chosen;
  const own = sampleClassTable(table, sample, kept);
  const sums = { ...weightedClassSums(own, null), total: sumOf(own.total) };
  const n = sample.outcomes.unitCount;
  const value = evaluateClassMetric(metric, sums);
  if (Number.isNaN(value)) {
    const warnings: MethodCode[] = [n === 0 ? "interval/no-images" : "interval/class-absent"];
    const none = { variance: 0, cap: 0, design: null, minority: null, fewLabels: null };
    return jackknifeEstimate({ ...none, value: null, n, defined: null, warnings }, range);
  }
  const effective = effectiveObjects(table, chosen, sums);
  const { size, hits } = foundObjects(own);
  const defined = classUnits?.(sums, effective).length ?? null;
  const units = defined === null ? [] : unitsOfClasses(table, kept, ratio);
  const left = leaveOutClusters(metric, sums, own).value;
  return jackknifeEstimate(
    {
      value,
      n,
      defined,
      cap: cap(sums, effective),
      fewLabels: fewClasses(units, classes, averaged.fewAllowed),
      variance: jackknifeVariance(left),
      deviations: pseudoDeviations(left),
      bias: averaged.isBiased ? ratioBias(value, left) : null,
      design: sample.outcomes.cluster === null ? null : clusterDesign(size, hits),
      minority: Math.min(sumOf(hits), sumOf(size) - sumOf(hits)),
      warnings: units.some((one) => one.units < 10) ? ["interval/few-of-a-class"] : [],
    },
    range,
  );
}

/** Objects of each cluster and how many are found; detections where there is no object at all. */
function foundObjects(table: ClusterClassSums) {
  const groups = table.clusterCount;
  const truth = new Float64Array(groups);
  const predicted = new Float64Array(groups);
  const hits = new Float64Array(groups);
  for (let g = 0; g < groups; g++) {
    for (let e = table.start[g]!; e < table.start[g + 1]!; e++) {
      truth[g]! += table.truth[e]!;
      predicted[g]! += table.predicted[e]!;
      hits[g]! += table.hits[e]!;
    }
  }
  return { size: truth.some((count) => count > 0) ? truth : predicted, hits };
}

/** Sums in which each count is Kish's effective one; the total is of objects, not of units. */
function effectiveObjects(
  table: ClusterClassSums,
  { sample, kept }: ChosenUnits,
  sums: ClassSums,
): ClassSums {
  const { weights } = sample;
  if (weights === null) return { ...sums, total: sumOf(sums.truth) };
  const squared = new Float64Array(table.clusterCount);
  for (let i = 0; i < weights.length; i++) squared[kept?.[i] ?? i] = weights[i]! ** 2;
  const squares = weightedClassSums(table, squared);
  const effective = (values: Float64Array, square: Float64Array) =>
    values.map((value, k) => effectiveCount(value, square[k]!));
  return {
    total: effectiveCount(sumOf(sums.truth), sumOf(squares.truth)),
    truth: effective(sums.truth, squares.truth),
    predicted: effective(sums.predicted, squares.predicted),
    hits: effective(sums.hits, squares.hits),
  };
}

/** The units that each class in the mean rests on. */
function unitsOfClasses(
  table: ClusterClassSums,
  kept: Int32Array | null,
  ratio: ClassRatio,
): ClassUnits[] {
  const units = new Int32Array(table.classCount);
  const count = kept?.length ?? table.clusterCount;
  for (let i = 0; i < count; i++) {
    const unit = kept?.[i] ?? i;
    for (let e = table.start[unit]!; e < table.start[unit + 1]!; e++) {
      const counts = [table.truth[e]!, table.predicted[e]!, table.hits[e]!] as const;
      if (ratio.denominator(0, ...counts) > 0) units[table.classIndex[e]!]! += 1;
    }
  }
  return [...units.entries()].flatMap(([index, n]) => (n > 0 ? [{ index, units: n }] : []));
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}
