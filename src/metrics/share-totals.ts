import type { ClassRatio } from "./class-ratio.js";
import { classSums } from "./class-sums.js";
import {
  type ClusterClassSums,
  sampleClusterSums,
  samplePredictions,
  unitsByCluster,
} from "./cluster-class-sums.js";
import type { ClassPredictions } from "./labels/label-columns.js";
import {
  clusterSums,
  effectiveCount,
  oncePerSample,
  type Sample,
  type UnitSample,
} from "./sample.js";
import { accuracyShares, classShares, type UnitShares } from "./unit-shares.js";

/** A share Σx/Σm of a sample, with what its interval needs. */
export interface ShareTotals {
  /** Units with m > 0. */
  readonly n: number;
  /** Σm and Σx, weighted. */
  readonly size: number;
  readonly hits: number;
  /** Kish's effective Σm. */
  readonly effective: number;
  /** m_g and x_g of each cluster; null where units are independent. */
  readonly clusters: { readonly size: Float64Array; readonly hits: Float64Array } | null;
}

/** @param severalPerUnit whether a unit is a cluster at least, because it adds several times */
export function totalsOfUnits(
  sample: UnitSample,
  shares: UnitShares,
  severalPerUnit: boolean,
): ShareTotals {
  const { outcomes, weights } = sample;
  let n = 0;
  let size = 0;
  let squares = 0;
  let hits = 0;
  for (let i = 0; i < outcomes.unitCount; i++) {
    const m = shares.size[i]!;
    if (m === 0) continue;
    const weight = weights?.[i] ?? 1;
    n++;
    size += weight * m;
    squares += weight * weight * m;
    hits += weight * shares.hits[i]!;
  }
  const clustered = outcomes.cluster !== null || severalPerUnit;
  const clusters = clustered
    ? { size: clusterSums(sample, shares.size), hits: clusterSums(sample, shares.hits) }
    : null;
  return {
    n,
    size,
    hits: Math.min(hits, size),
    effective: effectiveCount(size, squares),
    clusters,
  };
}

/** Sums of each class over a sample; null for anomaly scores without a threshold. */
export const sampleClassSums = oncePerSample((sample: Sample) => {
  const predictions = samplePredictions(sample);
  return predictions === null ? null : classSums(predictions, sample.weights);
});

/**
 * The totals of a ratio of one class (F1 as J, see {@link classShares}). Without weights they come
 * from sums that are made once for all classes, so that a thousand classes cost little more than one.
 *
 * @param index of the class; −1 for one that is neither true nor answered anywhere
 */
export function totalsOfClass(
  sample: Sample,
  predictions: ClassPredictions,
  ratio: ClassRatio,
  index: number,
): ShareTotals {
  const sums = sampleClassSums(sample);
  if (sample.weights !== null || sums === null) {
    return totalsOfUnits(sample, classShares(predictions, ratio, index), false);
  }
  const { total, truth, predicted, hits } = sums;
  const counts = [truth[index] ?? 0, predicted[index] ?? 0, hits[index] ?? 0] as const;
  const size = ratio.share.size(total, ...counts);
  const clusterTable = sample.outcomes.cluster === null ? null : sampleClusterSums(sample);
  return {
    n: size,
    size,
    hits: ratio.share.hits(total, ...counts),
    effective: size,
    clusters: clusterTable === null ? null : clusterTotals(clusterTable, ratio, index),
  };
}

const entriesOf = new WeakMap<ClusterClassSums, ReturnType<typeof entriesByClass>>();

/** Entries of each class, and the cluster of each entry. */
function entriesByClass({ classIndex, classCount, clusterCount, start }: ClusterClassSums) {
  const clusterOf = new Int32Array(classIndex.length);
  for (let g = 0; g < clusterCount; g++) clusterOf.fill(g, start[g]!, start[g + 1]!);
  const { start: from, unit: entries } = unitsByCluster(classIndex, classCount);
  return { from, entries, clusterOf };
}

function clusterTotals(table: ClusterClassSums, ratio: ClassRatio, index: number) {
  const known = entriesOf.get(table) ?? entriesByClass(table);
  entriesOf.set(table, known);
  const { from, entries, clusterOf } = known;
  // A cluster without the class has nothing of it but, where all units count, units that are right.
  const size = ratio.usesTotal ? table.total.slice() : new Float64Array(table.clusterCount);
  const hits = size.slice();
  for (let i = from[index] ?? 0; i < (from[index + 1] ?? 0); i++) {
    const e = entries[i]!;
    const g = clusterOf[e]!;
    const counts = [table.truth[e]!, table.predicted[e]!, table.hits[e]!] as const;
    size[g] = ratio.share.size(table.total[g]!, ...counts);
    hits[g] = ratio.share.hits(table.total[g]!, ...counts);
  }
  return { size, hits };
}

/** Units right and wrong, from which most metrics take their cluster design. */
export const sampleAccuracy = oncePerSample((sample) => {
  const predictions = samplePredictions(sample);
  return predictions === null ? null : totalsOfUnits(sample, accuracyShares(predictions), false);
});
