import type { DetectionOutcomes } from "../../outcomes/detection-types.js";
import { evaluateClassMetric, microAverage } from "../class-metrics.js";
import type { ClassRatio } from "../class-ratio.js";
import type { ClassSums } from "../class-sums.js";
import type { ClusterClassSums } from "../cluster-class-sums.js";
import { meanEstimate } from "../estimate-mean.js";
import type { MetricReference } from "../estimate-types.js";
import { f1Of } from "../image-f1.js";
import type { DetectionOptions, ObjectsMethod } from "../metric.js";
import type { MetricEstimate } from "../metric-estimate.js";
import { namedClass } from "../not-available.js";
import { AVERAGE, IOU, settingOf } from "../parameters.js";
import { type AveragedMetric, macroMetric, weightedMetric } from "../prediction-jackknife.js";
import { formatReference } from "../reference-text.js";
import { type ChosenUnits, createUnitSample } from "../sample.js";
import { shareEstimate } from "../share-estimate.js";
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

export const AT_OPERATING_POINT =
  "Detections count when their score is at least the operating point's: the card's threshold or --threshold, never 0.5 unless one of them says so.";

/** What a ratio says of detections. */
export const OF_OBJECTS = `Of objects, by matches at IoU iou or more. ${AT_OPERATING_POINT}`;

/**
 * Precision, recall or F1 of detections at an operating point. Of a class, or pooled over classes
 * (micro): a share of objects whose smallest cluster is the unit, `wilson-cluster`; means over classes:
 * `wilson-jackknife`, each unit or cluster left out (METHODS §2.1). Recall is the share of objects that
 * are found, precision that of detections that are right; a second detection of an object is wrong.
 */
export function objectRatio(ratio: ClassRatio): ObjectsMethod {
  return {
    over: "objects",
    estimate(outcomes, reference, options) {
      const table = tableOf(outcomes, pointOf(outcomes, reference, options));
      const chosen = createUnitSample(outcomes, options.weights ?? null);
      return ratioEstimate(outcomes, reference, ratio, table, chosen);
    },
    kernel(outcomes, reference, options = {}) {
      const table = tableOf(outcomes, pointOf(outcomes, reference, options));
      const index = namedClass(reference, outcomes.classes);
      const micro = microAverage(ratio);
      const metric = index === null ? (averaged(ratio, reference)?.metric ?? micro) : micro;
      return (weights) => {
        const sums = weightedClassSums(table, weights);
        return evaluateClassMetric(metric, index === null ? sums : onlyClass(sums, index));
      };
    },
  };
}

/**
 * F1 of the objects of each unit by itself: of all, or of the class that a metric names, matched at its
 * overlap where it has one.
 *
 * @throws HomegroundError `metric/not-available` without a threshold
 */
export function imageF1OfObjects(
  outcomes: DetectionOutcomes,
  reference: MetricReference,
): Float64Array {
  const iou = Number(reference.parameters.get(IOU.name) ?? IOU.default);
  const options = { iou: Number.isFinite(iou) ? iou : Number(IOU.default) };
  const where = `metric '${formatReference(reference)}'`;
  const table = tableOf(outcomes, detectionPoint(outcomes, options, where));
  const index = namedClass(reference, outcomes.classes);
  const { truth, predicted, hits } = unitCounts(table, index);
  return hits.map((both, i) => f1Of(both, truth[i]! + predicted[i]!));
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
  options: DetectionOptions & { readonly iou?: number } = {},
): MetricEstimate {
  const table = tableOf(outcomes, detectionPoint(outcomes, options, miscount));
  const { sample, kept } = createUnitSample(outcomes, options.weights ?? null);
  return meanEstimate(sample, picked(miscounts(unitCounts(table, index), miscount), kept));
}

/** Each unit's miscount. */
function miscounts({ truth, predicted, hits }: UnitCounts, miscount: UnitMiscount) {
  const less = miscount === "count-bias" ? truth : hits;
  return predicted.map((count, i) => count - less[i]!);
}

function pointOf(
  outcomes: DetectionOutcomes,
  reference: MetricReference,
  { threshold = null }: Pick<DetectionOptions, "threshold">,
): DetectionPoint {
  const iou = Number(settingOf(reference, IOU));
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
  ratio: ClassRatio,
  table: ClusterClassSums,
  chosen: ChosenUnits,
): MetricEstimate {
  const index = namedClass(reference, outcomes.classes);
  const mean = index === null ? averaged(ratio, reference) : null;
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
  return shareEstimate(sample, totals, ratio, isAbsent);
}

/** Σx/Σm over units. */
function objectShares({ truth, predicted, hits }: UnitCounts, { share }: ClassRatio): UnitShares {
  const sums = (of: ClassRatio["share"]["size"]): Float64Array =>
    truth.map((count, i) => of(0, count, predicted[i]!, hits[i]!));
  return { size: sums(share.size), hits: sums(share.hits) };
}

/** Null for the average over everything, micro, which is one share. */
function averaged(ratio: ClassRatio, reference: MetricReference): AveragedMetric | null {
  const average = settingOf(reference, AVERAGE);
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
