import { dealGroups } from "../statistics/jackknife.js";
import type { MetricKernel } from "./kernels.js";
import type { Sample } from "./sample.js";

/** Variance of a metric with one group of units, or of clusters, left out at a time. */
export interface GroupJackknife {
  /** (q − 1)/q·Σ(θ_(−g) − θ̄)². */
  readonly variance: number;
  /** q, at most 200. */
  readonly groups: number;
}

/**
 * Delete-a-group jackknife (METHODS §2.2), for metrics whose values with a unit left out have no
 * closed form: q = min(units or clusters, 200) groups, dealt by stream 2³² − 1 of the seed.
 *
 * @param kernel the metric as a function of weights
 */
export function groupJackknife(sample: Sample, kernel: MetricKernel, seed: number): GroupJackknife {
  const { unitCount, cluster, clusterCount } = sample.outcomes;
  const member = cluster === null ? null : denseIds(cluster, clusterCount);
  const dealt = dealGroups(member?.count ?? unitCount, seed);
  const groups = dealt.reduce((most, group) => Math.max(most, group + 1), 0);
  const weights = new Float64Array(unitCount);
  const values: number[] = [];
  for (let g = 0; g < groups; g++) {
    for (let i = 0; i < unitCount; i++) {
      const group = dealt[member === null ? i : member.id[i]!];
      weights[i] = group === g ? 0 : (sample.weights?.[i] ?? 1);
    }
    const value = kernel(weights);
    if (!Number.isNaN(value)) values.push(value);
  }
  if (values.length === 0) return { variance: 0, groups };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { variance: ((groups - 1) / groups) * squares, groups };
}

/** Ids 0 … count − 1 of the clusters that hold a unit, in order of the old ones. */
function denseIds(cluster: Int32Array, clusterCount: number) {
  const seen = new Uint8Array(clusterCount);
  for (let i = 0; i < cluster.length; i++) seen[cluster[i]!] = 1;
  const idOf = new Int32Array(clusterCount);
  let count = 0;
  for (let g = 0; g < clusterCount; g++) {
    idOf[g] = count;
    count += seen[g]!;
  }
  return { count, id: cluster.map((g) => idOf[g]!) };
}
