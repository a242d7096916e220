import type { DetectionOutcomes } from "../../outcomes/detection-types.js";
import { type AveragedMetric, macroMetric, weightedMetric } from "../answer-jackknife.js";
import { evaluateClassMetric, microAverage } from "../class-metrics.js";
import type { ClassSums } from "../class-sums.js";
import type { ClusterClassSums } from "../cluster-class-sums.js";
import { meanEstimate } from "../estimate-mean.js";
import { createProportionEstimate } from "../estimate-proportion.js";
import type { Estimator, MetricReference } from "../estimate-types.js";
import type { MetricKernel } from "../kernels.js";
import type { MetricEstimate } from "../metric-estimate.js";
import { entryForTask, namedClass, notAvailable } from "../not-available.js";
import { formatReference, parameterOf } from "../reference.js";
import { type ChosenUnits, createUnitSample } from "../sample.js";
import { totalsOfUnits } from "../share-totals.js";
import type { UnitShares } from "../unit-shares.js";
import { objectAverage } from "./operating-average.js";
import {
  type DetectionPoint,
  detectionPoint,
  type UnitCounts,
  unitClassSums,
  unitCounts,
  weightedClassSums,
} from "./operating-sums.js";

/** Ratios of objects at an operating point. */
export type ObjectRatio = "precision" | "recall" | "f1";

export interface OperatingOptions {
  /** Least score that counts, one for all classes or one a class; default: the outcomes' own. */
  readonly threshold?: number | Float64Array | null;
  /** What each unit weighs, ≥ 0; default: all alike. */
  readonly weights?: Float64Array | null;
}

/** Whether a metric is one of objects at an operating point. */
export function isObjectRatio(id: string): id is ObjectRatio {
  return id === "precision" || id === "recall" || id === "f1";
}

/**
 * The estimator of precision, recall or F1 of detections at an operating point. Of a class, or
 * pooled over classes (micro): a share of objects whose smallest cluster is the unit,
 * `wilson-cluster`; means over classes: `wilson-jackknife`, each unit or cluster left out (METHODS
 * §2.1). Recall is the share of objects that are found, precision that of detections that are
 * right; a second detection of an object is wrong.
 *
 * @throws HomegroundError `metric/not-available` without a threshold or the overlap,
 *   `metric/bad-parameter` for a class that there is not
 */
export function createOperatingEstimator(
  outcomes: DetectionOutcomes,
  reference: MetricReference,
  options: OperatingOptions = {},
): Estimator {
  const { direction, range } = entryForTask(reference, "detection");
  const ratio = objectRatio(reference);
  const table = tableOf(outcomes, pointOf(outcomes, reference, options));
  const chosen = createUnitSample(outcomes, options.weights ?? null);
  const estimate = ratioEstimate(outcomes, reference, ratio, table, chosen);
  return { reference, direction, range, ...estimate };
}

/** Precision, recall or F1 of detections at an operating point as a function of weights. */
export function createOperatingKernel(
  outcomes: DetectionOutcomes,
  reference: MetricReference,
  options: Omit<OperatingOptions, "weights"> = {},
): MetricKernel {
  const ratio = objectRatio(reference);
  const table = tableOf(outcomes, pointOf(outcomes, reference, options));
  const index = namedClass(reference, outcomes.classes);
  const metric = averaged(ratio, parameterOf(reference, "average"))?.metric ?? microAverage(ratio);
  return (weights) => {
    const sums = weightedClassSums(table, weights);
    return evaluateClassMetric(
      index === null ? metric : microAverage(ratio),
      index === null ? sums : onlyClass(sums, index),
    );
  };
}

/** What is counted wrongly, a unit: for means by `t`, `t-cluster` (METHODS §2.4). */
export type UnitMiscount =
  /** Detections − objects: the sign says whether totals lean up or down. */
  | "count-bias"
  /** Detections that are wrong. */
  | "false-alarms";

/**
 * Mean of a miscount over units, at an operating point.
 *
 * @param index of the class; null for all together
 * @throws HomegroundError `metric/not-available` without a threshold or the overlap
 */
export function miscountEstimate(
  outcomes: DetectionOutcomes,
  miscount: UnitMiscount,
  index: number | null,
  options: OperatingOptions & { readonly iou?: number } = {},
): MetricEstimate {
  const table = tableOf(outcomes, detectionPoint(outcomes, options, miscount));
  const { sample, kept } = createUnitSample(outcomes, options.weights ?? null);
  return meanEstimate(sample, picked(miscounts(unitCounts(table, index), miscount), kept));
}

/** Each unit's miscount. */
export function miscounts({ truth, predicted, hits }: UnitCounts, miscount: UnitMiscount) {
  const less = miscount === "count-bias" ? truth : hits;
  return predicted.map((count, i) => count - less[i]!);
}

function objectRatio(reference: MetricReference): ObjectRatio {
  if (isObjectRatio(reference.id)) return reference.id;
  const what = "it is no ratio of objects at an operating point";
  throw notAvailable(reference, what, "Take precision, recall or f1");
}

function pointOf(
  outcomes: DetectionOutcomes,
  reference: MetricReference,
  { threshold = null }: Pick<OperatingOptions, "threshold">,
): DetectionPoint {
  const iou = Number(parameterOf(reference, "iou"));
  return detectionPoint(outcomes, { threshold, iou }, `metric '${formatReference(reference)}'`);
}

const tables = new WeakMap<DetectionOutcomes, { point: DetectionPoint; table: ClusterClassSums }>();

/** The table of the point asked for last is kept: all classes and ratios share it. */
function tableOf(outcomes: DetectionOutcomes, point: DetectionPoint): ClusterClassSums {
  const known = tables.get(outcomes);
  if (known !== undefined && isSamePoint(known.point, point)) return known.table;
  const table = unitClassSums(outcomes, point);
  tables.set(outcomes, { point, table });
  return table;
}

function isSamePoint(a: DetectionPoint, b: DetectionPoint): boolean {
  return a.overlap === b.overlap && a.thresholds.every((value, k) => value === b.thresholds[k]);
}

function ratioEstimate(
  outcomes: DetectionOutcomes,
  reference: MetricReference,
  ratio: ObjectRatio,
  table: ClusterClassSums,
  chosen: ChosenUnits,
): MetricEstimate {
  const index = namedClass(reference, outcomes.classes);
  const mean = index === null ? averaged(ratio, parameterOf(reference, "average")) : null;
  if (mean !== null) return objectAverage(mean, ratio, table, chosen, outcomes.classes);
  const { sample, kept } = chosen;
  const counts = unitCounts(table, index);
  const shares = objectShares(counts, ratio);
  const totals = totalsOfUnits(
    sample,
    { size: picked(shares.size, kept), hits: picked(shares.hits, kept) },
    true,
  );
  const isAbsent = index !== null && !picked(counts.truth, kept).some((count) => count > 0);
  const isF1 = ratio === "f1";
  return {
    toUnit: isF1 ? (f1) => f1 / (2 - f1) : (value) => value,
    at: createProportionEstimate(sample, totals, {
      fromUnit: isF1 ? (j) => (2 * j) / (1 + j) : null,
      classAbsent: isAbsent,
    }),
  };
}

/** Σx/Σm over units; F1 as J = TP/(TP + FP + FN), of which it is 2J/(1 + J). */
export function objectShares(
  { truth, predicted, hits }: UnitCounts,
  ratio: ObjectRatio,
): UnitShares {
  switch (ratio) {
    case "precision":
      return { size: predicted, hits };
    case "recall":
      return { size: truth, hits };
    case "f1":
      return { size: truth.map((count, i) => count + predicted[i]! - hits[i]!), hits };
    default:
      return ratio satisfies never;
  }
}

/** Null for the average over everything, micro, which is one share. */
function averaged(ratio: ObjectRatio, average: string | null): AveragedMetric | null {
  if (average === "macro") return macroMetric(ratio);
  return average === "weighted" ? weightedMetric(ratio) : null;
}

function onlyClass({ total, truth, predicted, hits }: ClassSums, index: number): ClassSums {
  const only = (values: Float64Array) => values.slice(index, index + 1);
  return { total, truth: only(truth), predicted: only(predicted), hits: only(hits) };
}

function picked(values: Float64Array, kept: Int32Array | null): Float64Array {
  return kept === null ? values : Float64Array.from(kept, (unit) => values[unit]!);
}
