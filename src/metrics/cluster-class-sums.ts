import { addUnit, type ClassAnswers, classAnswers, createClassSums } from "./class-sums.js";
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

/**
 * The sums of each cluster; each unit is its own where there are none.
 *
 * @param cluster 0 … clusterCount − 1 a unit, or null
 * @param weights one a unit, or null for ones
 */
export function clusterClassSums(
  answers: ClassAnswers,
  cluster: Int32Array | null,
  clusterCount: number,
  weights: Float64Array | null,
): ClusterClassSums {
  const { unitCount } = answers;
  const width = answers.classes.length;
  const groups = cluster === null ? unitCount : clusterCount;
  const order = cluster === null ? null : unitsByCluster(cluster, clusterCount);
  const scratch = createClassSums(width);
  const seen = new Uint8Array(width);
  const touched = new Int32Array(width);

  const total = new Float64Array(groups);
  const start = new Int32Array(groups + 1);
  let capacity = Math.max(
    16,
    Math.min(2 * unitCount * (answers.kind === "single" ? 1 : width), 1 << 16),
  );
  let classIndex = new Int32Array(capacity);
  let sums = new Float64Array(3 * capacity);
  let entries = 0;

  for (let g = 0; g < groups; g++) {
    let count = 0;
    const from = order === null ? g : order.start[g]!;
    const to = order === null ? g + 1 : order.start[g + 1]!;
    scratch.total = 0;
    for (let at = from; at < to; at++) {
      const i = order === null ? at : order.unit[at]!;
      addUnit(scratch, answers, i, weights?.[i] ?? 1);
      if (answers.kind === "single") {
        for (let side = 0; side < 2; side++) {
          const k = side === 0 ? answers.truth[i]! : answers.predicted[i]!;
          if (seen[k] === 0) touched[count++] = k;
          seen[k] = 1;
        }
        continue;
      }
      for (let k = 0; k < width; k++) {
        const cell = i * width + k;
        if (seen[k] === 1 || (answers.truth[cell] === 0 && answers.predicted[cell] === 0)) continue;
        touched[count++] = k;
        seen[k] = 1;
      }
    }
    if (entries + count > capacity) {
      capacity = Math.max(entries + count, capacity * 2);
      const longerIndex = new Int32Array(capacity);
      longerIndex.set(classIndex);
      classIndex = longerIndex;
      const longerSums = new Float64Array(3 * capacity);
      longerSums.set(sums);
      sums = longerSums;
    }
    for (let j = 0; j < count; j++) {
      const k = touched[j]!;
      classIndex[entries] = k;
      sums[3 * entries] = scratch.truth[k]!;
      sums[3 * entries + 1] = scratch.predicted[k]!;
      sums[3 * entries + 2] = scratch.hits[k]!;
      scratch.truth[k] = 0;
      scratch.predicted[k] = 0;
      scratch.hits[k] = 0;
      seen[k] = 0;
      entries++;
    }
    total[g] = scratch.total;
    start[g + 1] = entries;
  }
  const column = (offset: number) => {
    const values = new Float64Array(entries);
    for (let e = 0; e < entries; e++) values[e] = sums[3 * e + offset]!;
    return values;
  };
  return {
    ...{ clusterCount: groups, classCount: width, total, start },
    classIndex: classIndex.slice(0, entries),
    ...{ truth: column(0), predicted: column(1), hits: column(2) },
  };
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
export const sampleAnswers = oncePerSample(({ outcomes }) => classAnswers(outcomes));

/** {@link clusterClassSums} of a sample that has answers; null for one that has not. */
export const sampleClusterSums = oncePerSample((sample: Sample) => {
  const answers = sampleAnswers(sample);
  if (answers === null) return null;
  const { cluster, clusterCount } = sample.outcomes;
  return clusterClassSums(answers, cluster, clusterCount, sample.weights);
});
