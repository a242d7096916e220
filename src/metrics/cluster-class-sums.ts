import { addUnit, createClassSums } from "./class-sums.js";
import { classPredictions } from "./labels/columns-of.js";
import type { ClassPredictions } from "./labels/label-columns.js";
import { oncePerSample, type Sample } from "./sample.js";

/**
 * {@link ClassSums} of every cluster, only for the classes that occur in it: entries of cluster g
 * are at start[g] … start[g + 1] − 1. Work over all clusters grows with what is in them, not with
 * clusters × classes, and not with units.
 */
export interface ClusterClassSums {
  readonly clusterCount: number;
  readonly classCount: number;
  /** Sum of the weights of each cluster. */
  readonly total: Float64Array;
  readonly start: Int32Array;
  readonly classIndex: Int32Array;
  readonly truth: Float64Array;
  readonly predicted: Float64Array;
  readonly hits: Float64Array;
}

/** Up to this many sums of each kind, 48 MB in all, every cluster has a place for every class. */
const DENSE_CELLS = 2_000_000;

/**
 * The sums of each cluster; each unit is its own where there are none.
 *
 * @param cluster 0 … clusterCount − 1 a unit, or null
 * @param weights one a unit, or null for ones
 */
export function clusterClassSums(
  predictions: ClassPredictions,
  cluster: Int32Array | null,
  clusterCount: number,
  weights: Float64Array | null,
): ClusterClassSums {
  const groups = cluster === null ? predictions.unitCount : clusterCount;
  const cells = groups * predictions.classes.length;
  return cluster !== null && cells <= DENSE_CELLS
    ? byTable(predictions, cluster, groups, weights)
    : byUnits(predictions, cluster, groups, weights);
}

/** Adds every unit to its place in a full table, of which the places in use are kept. */
function byTable(
  predictions: ClassPredictions,
  cluster: Int32Array,
  groups: number,
  weights: Float64Array | null,
): ClusterClassSums {
  const width = predictions.classes.length;
  const perUnit = predictions.kind === "single" ? 1 : width;
  const truth = new Float64Array(groups * width);
  const predicted = new Float64Array(groups * width);
  const hits = new Float64Array(groups * width);
  const total = new Float64Array(groups);
  for (let i = 0; i < predictions.unitCount; i++) {
    const weight = weights === null ? 1 : weights[i]!;
    const at = cluster[i]! * width;
    total[cluster[i]!]! += weight;
    if (perUnit === 1 && predictions.kind === "single") {
      const t = predictions.truth[i]!;
      const p = predictions.predicted[i]!;
      truth[at + t]! += weight;
      predicted[at + p]! += weight;
      if (t === p) hits[at + t]! += weight;
      continue;
    }
    for (let k = 0; k < width; k++) {
      const t = predictions.truth[i * width + k]!;
      const p = predictions.predicted[i * width + k]!;
      truth[at + k]! += t * weight;
      predicted[at + k]! += p * weight;
      hits[at + k]! += t * p * weight;
    }
  }
  const start = new Int32Array(groups + 1);
  let entries = 0;
  for (let g = 0; g < groups; g++) {
    for (let at = g * width; at < (g + 1) * width; at++) {
      if (truth[at]! > 0 || predicted[at]! > 0) entries++;
    }
    start[g + 1] = entries;
  }
  const sums = createEntries(entries);
  let e = 0;
  for (let at = 0; at < truth.length; at++) {
    if (!(truth[at]! > 0 || predicted[at]! > 0)) continue;
    sums.classIndex[e] = at % width;
    sums.truth[e] = truth[at]!;
    sums.predicted[e] = predicted[at]!;
    sums.hits[e] = hits[at]!;
    e++;
  }
  return { clusterCount: groups, classCount: width, total, start, ...sums };
}

function createEntries(count: number) {
  return {
    classIndex: new Int32Array(count),
    truth: new Float64Array(count),
    predicted: new Float64Array(count),
    hits: new Float64Array(count),
  };
}

/** Goes from cluster to cluster, in memory that grows with the sums in use. */
function byUnits(
  predictions: ClassPredictions,
  cluster: Int32Array | null,
  groups: number,
  weights: Float64Array | null,
): ClusterClassSums {
  const width = predictions.classes.length;
  const order = cluster === null ? null : unitsByCluster(cluster, groups);
  const scratch = createClassSums(width);
  const seen = new Uint8Array(width);
  const touched = new Int32Array(width);

  const total = new Float64Array(groups);
  const start = new Int32Array(groups + 1);
  let capacity = 1 << 12;
  let sums = createEntries(capacity);
  let entries = 0;

  for (let g = 0; g < groups; g++) {
    let count = 0;
    const from = order === null ? g : order.start[g]!;
    const to = order === null ? g + 1 : order.start[g + 1]!;
    scratch.total = 0;
    for (let at = from; at < to; at++) {
      const i = order === null ? at : order.unit[at]!;
      addUnit(scratch, predictions, i, weights?.[i] ?? 1);
      if (predictions.kind === "single") {
        for (let side = 0; side < 2; side++) {
          const k = side === 0 ? predictions.truth[i]! : predictions.predicted[i]!;
          if (seen[k] === 0) touched[count++] = k;
          seen[k] = 1;
        }
        continue;
      }
      for (let k = 0; k < width; k++) {
        const cell = i * width + k;
        if (seen[k] === 1 || (predictions.truth[cell] === 0 && predictions.predicted[cell] === 0))
          continue;
        touched[count++] = k;
        seen[k] = 1;
      }
    }
    if (entries + count > capacity) {
      capacity = Math.max(entries + count, capacity * 2);
      sums = grown(sums, capacity);
    }
    for (let j = 0; j < count; j++) {
      const k = touched[j]!;
      sums.classIndex[entries] = k;
      sums.truth[entries] = scratch.truth[k]!;
      sums.predicted[entries] = scratch.predicted[k]!;
      sums.hits[entries] = scratch.hits[k]!;
      scratch.truth[k] = 0;
      scratch.predicted[k] = 0;
      scratch.hits[k] = 0;
      seen[k] = 0;
      entries++;
    }
    total[g] = scratch.total;
    start[g + 1] = entries;
  }
  return {
    clusterCount: groups,
    classCount: width,
    total,
    start,
    classIndex: sums.classIndex.slice(0, entries),
    truth: sums.truth.slice(0, entries),
    predicted: sums.predicted.slice(0, entries),
    hits: sums.hits.slice(0, entries),
  };
}

function grown(sums: ReturnType<typeof createEntries>, capacity: number) {
  const longer = createEntries(capacity);
  longer.classIndex.set(sums.classIndex);
  longer.truth.set(sums.truth);
  longer.predicted.set(sums.predicted);
  longer.hits.set(sums.hits);
  return longer;
}

/** Units of each cluster: `unit[start[g]] … unit[start[g + 1] − 1]`, in the order given. */
export function unitsByCluster(
  cluster: Int32Array,
  clusterCount: number,
): { readonly start: Int32Array; readonly unit: Int32Array } {
  const start = new Int32Array(clusterCount + 1);
  for (let i = 0; i < cluster.length; i++) start[cluster[i]! + 1]!++;
  for (let g = 0; g < clusterCount; g++) start[g + 1]! += start[g]!;
  const next = start.slice(0, clusterCount);
  const unit = new Int32Array(cluster.length);
  for (let i = 0; i < cluster.length; i++) unit[next[cluster[i]!]!++] = i;
  return { start, unit };
}

/** Truth and answers of a sample; null for anomaly scores without a threshold. */
export const samplePredictions = oncePerSample(({ outcomes }) => classPredictions(outcomes));

/** {@link clusterClassSums} of a sample that has answers; null for one that has not. */
export const sampleClusterSums = oncePerSample((sample: Sample) => {
  const predictions = samplePredictions(sample);
  if (predictions === null) return null;
  const { cluster, clusterCount } = sample.outcomes;
  return clusterClassSums(predictions, cluster, clusterCount, sample.weights);
});
