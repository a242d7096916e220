import {
  balancedAccuracy,
  type ClassMetric,
  type ClassRatio,
  classRatio,
  cohenKappa,
  macroAverage,
  matthewsCorrelation,
  microAverage,
  weightedAverage,
} from "../../metrics/class-metrics.js";
import type { Direction, MetricReference } from "../../metrics/estimate-types.js";
import { type GapArm, withScores } from "./gap-arm.js";

/** Units of an arm that are there: the counts of its kinds, less what a jackknife leaves out. */
export interface ArmCounts {
  readonly arm: GapArm;
  /** By kind. */
  readonly count: Float64Array;
  /** By cell: units, and their scores added up. */
  readonly size: Float64Array;
  readonly sum: Float64Array;
}

/** A metric as the decomposition of a gap needs it: m(X; w) of METHODS §6.1. */
export interface GapMetric {
  readonly direction: Direction;
  readonly range: readonly [low: number, high: number];
  /** Whether it is a mean of unit scores, which splits by cell. */
  readonly isMean: boolean;
  /** Whether those scores are right or wrong answers, for the floor of METHODS §6.3. */
  readonly isShare: boolean;
  /**
   * The metric with weight w_s on every unit of cell s; NaN where it is undefined. Only the ratios
   * of weights matter.
   *
   * @param weight by cell, 0 outside M; null for ones everywhere
   * @param inside 1 for the cells of M, over whose classes macro averages run; null for all classes
   */
  evaluate(counts: ArmCounts, weight: Float64Array | null, inside: Uint8Array | null): number;
}

/** A mean of unit scores. */
export function meanMetric(
  direction: Direction,
  range: readonly [number, number],
  isShare: boolean,
): GapMetric {
  return {
    ...{ direction, range, isShare, isMean: true },
    evaluate({ size, sum }, weight) {
      let units = 0;
      let total = 0;
      for (let s = 0; s < size.length; s++) {
        const w = weight?.[s] ?? 1;
        units += w * size[s]!;
        total += w * sum[s]!;
      }
      return total / units;
    },
  };
}

const SHARE = meanMetric("higher-is-better", [0, 1], true);

/** A metric with the view of both arms that it is computed from. */
export interface GapView {
  readonly metric: GapMetric;
  /** Prepares an arm whose cells are true classes, or parts of them. */
  readonly view: (arm: GapArm) => GapArm;
  /** Whether the view needs the answers, not only right or wrong. */
  readonly needsAnswers: boolean;
}

/**
 * How the gap of a metric of single-label answers splits by class. Shares of right answers, of all
 * images or of one class, are means of unit scores; the others are evaluated on weighted confusion
 * counts.
 *
 * @param classes names of the cells
 * @returns null where the metric needs more than truth and answers
 */
export function gapView(reference: MetricReference, classes: readonly string[]): GapView | null {
  const name = reference.parameters.get("class");
  const of = name === undefined ? null : classes.indexOf(name);
  const average = reference.parameters.get("average") ?? "macro";
  const identity = (arm: GapArm): GapArm => arm;
  const right = { metric: SHARE, view: identity, needsAnswers: false };
  switch (reference.id) {
    case "accuracy":
      return right;
    case "balanced-accuracy":
      return onAnswers(classMetric(balancedAccuracy, classes.length, UNIT, true));
    case "cohen-kappa":
      return onAnswers(classMetric(cohenKappa, classes.length, SIGNED, false));
    case "mcc":
      return onAnswers(classMetric(matthewsCorrelation, classes.length, SIGNED, false));
    case "recall":
      if (of === null) break;
      return {
        ...right,
        view: (arm) => withScores(arm, (s, _, score) => (s === of ? score : null)),
      };
    case "specificity":
      if (of === null) break;
      return {
        ...{ ...right, needsAnswers: true },
        view: (arm) => withScores(arm, (s, a) => (s === of ? null : Number(a !== of))),
      };
    case "precision":
    case "f1":
      break;
    default:
      return null;
  }
  const ratio: ClassRatio = reference.id;
  if (of !== null) return onAnswers(oneClass(ratio, of, classes.length));
  if (average === "micro" && ratio !== "specificity") return right; // each image has one answer
  if (average === "micro")
    return onAnswers(classMetric(microAverage(ratio), classes.length, UNIT, false));
  if (average === "weighted") {
    return onAnswers(classMetric(weightedAverage(ratio), classes.length, UNIT, false));
  }
  return onAnswers(classMetric(macroAverage(ratio), classes.length, UNIT, true));
}

const UNIT = [0, 1] as const;
const SIGNED = [-1, 1] as const;

function onAnswers(metric: GapMetric): GapView {
  return { metric, view: (arm) => arm, needsAnswers: true };
}

/** @param averaged whether it is a mean over classes, which inside M runs over those of M */
function classMetric(
  metric: ClassMetric,
  classCount: number,
  range: readonly [number, number],
  averaged: boolean,
): GapMetric {
  const sums = new Float64Array(metric.width);
  return onMargins(classCount, range, (margins, inside) => {
    const { truth, predicted, hits, total } = margins;
    sums.fill(0);
    for (let k = 0; k < classCount; k++) {
      if (averaged && inside !== null && inside[k] === 0) continue;
      metric.add(sums, 1, truth[k]!, predicted[k]!, hits[k]!, total);
    }
    return metric.value(sums, total);
  });
}

function oneClass(ratio: ClassRatio, k: number, classCount: number): GapMetric {
  return onMargins(classCount, UNIT, ({ truth, predicted, hits, total }) =>
    k < 0 ? Number.NaN : classRatio(ratio, total, truth[k]!, predicted[k]!, hits[k]!),
  );
}

interface Margins {
  readonly truth: Float64Array;
  readonly predicted: Float64Array;
  readonly hits: Float64Array;
  total: number;
}

function onMargins(
  classCount: number,
  range: readonly [number, number],
  value: (margins: Margins, inside: Uint8Array | null) => number,
): GapMetric {
  const margins: Margins = {
    truth: new Float64Array(classCount),
    predicted: new Float64Array(classCount),
    hits: new Float64Array(classCount),
    total: 0,
  };
  const classInside = new Uint8Array(classCount);
  return {
    ...{ direction: "higher-is-better", range, isMean: false, isShare: false },
    evaluate({ arm, count }, weight, inside) {
      const { truth, predicted, hits } = margins;
      truth.fill(0);
      predicted.fill(0);
      hits.fill(0);
      margins.total = 0;
      for (let kind = 0; kind < count.length; kind++) {
        const s = arm.cell[kind]!;
        const k = arm.classOf?.[s] ?? s;
        const a = arm.answer![kind]!;
        const units = count[kind]! * (weight?.[s] ?? 1);
        truth[k] = truth[k]! + units;
        predicted[a] = predicted[a]! + units;
        if (a === k) hits[k] = hits[k]! + units;
        margins.total += units;
      }
      if (inside === null || arm.classOf === null) return value(margins, inside);
      classInside.fill(0);
      for (const [s, k] of arm.classOf.entries()) if (inside[s] === 1) classInside[k] = 1;
      return value(margins, classInside);
    },
  };
}
