import type { ClassSums } from "./class-sums.js";
import {
  type ClusterClassSums,
  sampleClusterSums,
  samplePredictions,
} from "./cluster-class-sums.js";
import { type ConfusionCells, sampleConfusion } from "./confusion.js";
import type { MetricReference } from "./estimate-types.js";
import { leaveGroupsOut } from "./group-jackknife.js";
import { createKernel } from "./kernels.js";
import { metricOf, predictionStatistic, unitMean } from "./lookup.js";
import type { PredictionStatistic } from "./prediction-statistic.js";
import type { Sample } from "./sample.js";
import { sampleClassSums } from "./share-totals.js";
import { memberships } from "./unit-replicates.js";

/** Units up to which a metric without a closed form is evaluated once for each. */
const FEW_UNITS = 2_000;

/**
 * The metric with each unit, or each cluster, left out, for BCa's acceleration: the ordinary
 * jackknife. Only weighted ranked metrics of more than 2,000 units are left out by groups.
 */
export function leaveEachOut(sample: Sample, reference: MetricReference): Float64Array {
  const predictions = samplePredictions(sample);
  const sums = sampleClassSums(sample);
  const statistic = predictions === null ? null : predictionStatistic(predictions, reference);
  if (statistic !== null && sums !== null) {
    const cells = sample.weights === null ? sampleConfusion(sample) : null;
    if (sample.outcomes.cluster === null && cells !== null) return ofCells(statistic, sums, cells);
    const clusters = sampleClusterSums(sample); // each unit its own where there are none
    if (clusters !== null) return ofClusters(statistic, sums, clusters);
  }
  const { cluster, unitCount } = sample.outcomes;
  if (cluster === null && sample.weights === null) {
    const means = unitMean(sample.outcomes, reference);
    if (means !== null) {
      const sum = means.reduce((total, value) => total + value, 0);
      return means.map((value) => (sum - value) / (means.length - 1));
    }
    const left = metricOf(reference).images?.leaveUnitsOut?.(sample.outcomes, reference);
    if (left !== undefined) return left;
  }
  const kernel = createKernel(sample.outcomes, reference);
  const members = memberships(sample);
  const count = members?.count ?? unitCount;
  if (members === null && count > FEW_UNITS) return leaveGroupsOut(sample, kernel, 0);
  const weights = new Float64Array(unitCount);
  return Float64Array.from({ length: count }, (_, out) => {
    for (let i = 0; i < unitCount; i++) {
      const id = members === null ? i : members.id[i]!;
      weights[i] = id === out ? 0 : (sample.weights?.[i] ?? 1);
    }
    return kernel(weights);
  });
}

/** One evaluation a cell, repeated for each of its units. */
function ofCells(
  statistic: PredictionStatistic,
  sums: ClassSums,
  { truth, predicted, count }: ConfusionCells,
): Float64Array {
  const values = new Float64Array(Math.round(sums.total));
  const less = copyOf(sums);
  let at = 0;
  for (let c = 0; c < count.length; c++) {
    const [t, p] = [truth[c]!, predicted[c]!];
    less.total = sums.total - 1;
    less.truth[t]! -= 1;
    less.predicted[p]! -= 1;
    if (t === p) less.hits[t]! -= 1;
    values.fill(statistic(less), at, at + count[c]!);
    at += count[c]!;
    less.truth[t] = sums.truth[t]!;
    less.predicted[p] = sums.predicted[p]!;
    less.hits[t] = sums.hits[t]!;
  }
  return values;
}

function ofClusters(
  statistic: PredictionStatistic,
  sums: ClassSums,
  { clusterCount, total, start, classIndex, truth, predicted, hits }: ClusterClassSums,
): Float64Array {
  const less = copyOf(sums);
  const values: number[] = [];
  for (let g = 0; g < clusterCount; g++) {
    if (total[g] === 0) continue;
    less.total = rest(sums.total, total[g]!);
    for (let e = start[g]!; e < start[g + 1]!; e++) {
      const k = classIndex[e]!;
      less.truth[k] = rest(sums.truth[k]!, truth[e]!);
      less.predicted[k] = rest(sums.predicted[k]!, predicted[e]!);
      less.hits[k] = rest(sums.hits[k]!, hits[e]!);
    }
    values.push(statistic(less));
    for (let e = start[g]!; e < start[g + 1]!; e++) {
      const k = classIndex[e]!;
      less.truth[k] = sums.truth[k]!;
      less.predicted[k] = sums.predicted[k]!;
      less.hits[k] = sums.hits[k]!;
    }
  }
  return Float64Array.from(values);
}

function copyOf({ total, truth, predicted, hits }: ClassSums): ClassSums {
  return { total, truth: truth.slice(), predicted: predicted.slice(), hits: hits.slice() };
}

/** A difference that is rounding only is 0. */
function rest(sum: number, part: number): number {
  return sum - part > 1e-12 * sum ? sum - part : 0;
}
