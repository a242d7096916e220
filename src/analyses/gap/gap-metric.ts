import { createClassSums } from "../../metrics/class-sums.js";
import type { Direction, MetricReference } from "../../metrics/estimate-types.js";
import { metricOf } from "../../metrics/lookup.js";
import type { GapForm } from "../../metrics/metric.js";
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
  /** Whether those scores are right or wrong predictions, for the floor of METHODS §6.3. */
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
    direction,
    range,
    isShare,
    isMean: true,
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
  /** Whether the view needs the predictions, not only right or wrong. */
  readonly needsPredictions: boolean;
}

/**
 * How the gap of a metric of single-label predictions splits by class. Shares of right predictions, of all
 * images or of one class, are means of unit scores; the others are evaluated on weighted confusion
 * counts.
 *
 * @param classes names of the cells
 * @returns null where the metric needs more than truth and answers
 */
export function gapView(reference: MetricReference, classes: readonly string[]): GapView | null {
  const { direction, images } = metricOf(reference);
  const form = images?.gap?.(reference, classes);
  const view = (arm: GapArm): GapArm => arm;
  switch (form?.kind) {
    case undefined:
      return null;
    case "right":
      return { metric: SHARE, view, needsPredictions: false };
    case "share": {
      const { score, needsPredictions } = form;
      return {
        metric: SHARE,
        view: (arm) => withScores(arm, score),
        needsPredictions,
      };
    }
    case "sums":
      return { metric: onSums(form, classes.length, direction), view, needsPredictions: true };
    default:
      return form satisfies undefined;
  }
}

function onSums(
  { range, value }: Extract<GapForm, { kind: "sums" }>,
  classCount: number,
  direction: Direction,
): GapMetric {
  const sums = createClassSums(classCount);
  const classInside = new Uint8Array(classCount);
  return {
    direction,
    range,
    isMean: false,
    isShare: false,
    evaluate({ arm, count }, weight, inside) {
      const { truth, predicted, hits } = sums;
      truth.fill(0);
      predicted.fill(0);
      hits.fill(0);
      sums.total = 0;
      for (let kind = 0; kind < count.length; kind++) {
        const s = arm.cell[kind]!;
        const k = arm.classOf?.[s] ?? s;
        const a = arm.answer![kind]!;
        const units = count[kind]! * (weight?.[s] ?? 1);
        truth[k] = truth[k]! + units;
        predicted[a] = predicted[a]! + units;
        if (a === k) hits[k] = hits[k]! + units;
        sums.total += units;
      }
      if (inside === null || arm.classOf === null) return value(sums, inside);
      classInside.fill(0);
      for (const [s, k] of arm.classOf.entries()) if (inside[s] === 1) classInside[k] = 1;
      return value(sums, classInside);
    },
  };
}
