import { type ClassMetric, evaluateClassMetric } from "./class-metrics.js";
import type { ClassSums } from "./class-sums.js";
import type { ClusterClassSums } from "./cluster-class-sums.js";
import type { ConfusionCells } from "./confusion.js";
import type { ClassPredictions } from "./labels/label-columns.js";

/** Values of a metric with one unit, or one cluster, left out; NaN where it is undefined then. */
export interface LeftOut {
  readonly value: Float64Array;
  /** How many units each value stands for; null for one. */
  readonly multiplicity: Float64Array | null;
}

/** What is taken away from one class. */
type TakeAway = (k: number, truth: number, predicted: number, hits: number) => void;

/**
 * The metric without each unit of one label: units of one cell of the confusion matrix give the same
 * value, so there is one evaluation a cell, whatever the number of units.
 */
export function leaveOutCells(
  metric: ClassMetric,
  sums: ClassSums,
  cells: ConfusionCells,
): LeftOut {
  const evaluate = createEvaluator(metric, sums);
  const value = new Float64Array(cells.count.length);
  for (let c = 0; c < value.length; c++) {
    value[c] = evaluate(1, (take) => takeUnit(take, cells.truth[c]!, cells.predicted[c]!, 1));
  }
  return { value, multiplicity: cells.count };
}

/** The metric without each unit, of one label or several, with or without weights. */
export function leaveOutUnits(
  metric: ClassMetric,
  sums: ClassSums,
  predictions: ClassPredictions,
  weights: Float64Array | null,
): LeftOut {
  const evaluate = createEvaluator(metric, sums);
  const { truth, predicted, unitCount, classes } = predictions;
  const width = classes.length;
  const value = new Float64Array(unitCount);
  for (let i = 0; i < unitCount; i++) {
    const weight = weights?.[i] ?? 1;
    value[i] = evaluate(weight, (take) => {
      if (predictions.kind === "single") {
        takeUnit(take, truth[i]!, predicted[i]!, weight);
        return;
      }
      for (let k = 0; k < width; k++) {
        const t = truth[i * width + k]! * weight;
        const p = predicted[i * width + k]! * weight;
        if (t > 0 || p > 0) take(k, t, p, Math.min(t, p));
      }
    });
  }
  return { value, multiplicity: null };
}

/** The metric without each cluster that holds a unit. */
export function leaveOutClusters(
  metric: ClassMetric,
  sums: ClassSums,
  clusters: ClusterClassSums,
): LeftOut {
  const evaluate = createEvaluator(metric, sums);
  const { total, start, classIndex, truth, predicted, hits } = clusters;
  const values: number[] = [];
  for (let g = 0; g < clusters.clusterCount; g++) {
    if (total[g] === 0) continue;
    const value = evaluate(total[g]!, (take) => {
      for (let e = start[g]!; e < start[g + 1]!; e++) {
        take(classIndex[e]!, truth[e]!, predicted[e]!, hits[e]!);
      }
    });
    values.push(value);
  }
  return { value: Float64Array.from(values), multiplicity: null };
}

function takeUnit(take: TakeAway, truth: number, predicted: number, weight: number): void {
  if (truth === predicted) {
    take(truth, weight, weight, weight);
    return;
  }
  take(truth, weight, 0, 0);
  take(predicted, 0, weight, 0);
}

/**
 * Evaluates the metric on the sums less what a visitor takes from each class, at most once a class.
 * Only the terms of those classes are computed anew, unless all depend on the total.
 */
function createEvaluator(
  metric: ClassMetric,
  sums: ClassSums,
): (weight: number, visit: (take: TakeAway) => void) => number {
  const { total, truth, predicted, hits } = sums;
  const base = new Float64Array(metric.width);
  evaluateClassMetric(metric, sums, base);
  const scratch = new Float64Array(metric.width);
  if (metric.usesTotal) {
    const less: ClassSums = {
      total,
      truth: truth.slice(),
      predicted: predicted.slice(),
      hits: hits.slice(),
    };
    return (weight, visit) => {
      const touched: number[] = [];
      less.total = rest(total, weight);
      visit((k, t, p, h) => {
        less.truth[k] = rest(truth[k]!, t);
        less.predicted[k] = rest(predicted[k]!, p);
        less.hits[k] = rest(hits[k]!, h);
        touched.push(k);
      });
      const value = evaluateClassMetric(metric, less, scratch);
      for (const k of touched) {
        less.truth[k] = truth[k]!;
        less.predicted[k] = predicted[k]!;
        less.hits[k] = hits[k]!;
      }
      return value;
    };
  }
  const take: TakeAway = (k, t, p, h) => {
    const left = rest(truth[k]!, t);
    const isLast = (t > 0 && left === 0) || left + rest(predicted[k]!, p) === 0;
    if (metric.keepsLast === true && isLast) return;
    metric.add(scratch, -1, truth[k]!, predicted[k]!, hits[k]!, total);
    metric.add(scratch, 1, left, rest(predicted[k]!, p), rest(hits[k]!, h), total);
  };
  return (weight, visit) => {
    scratch.set(base);
    visit(take);
    return metric.value(scratch, rest(total, weight));
  };
}

/** sum − part, where a difference that is rounding only is 0: 0.1 + 0.2 − 0.3 must leave nothing. */
function rest(sum: number, part: number): number {
  const difference = sum - part;
  return difference > 1e-12 * sum ? difference : 0;
}
