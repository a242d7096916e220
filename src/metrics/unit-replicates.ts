import { drawCounts } from "../statistics/bootstrap.js";
import type { MetricKernel } from "./metric-kernel.js";
import type { UnitSample } from "./sample.js";

/**
 * Calls `visit` with the weights of each replicate: how often each unit, or its cluster, was drawn,
 * times its own weight. The weights are overwritten by the next.
 */
export function visitUnitReplicates(
  sample: UnitSample,
  options: { readonly replicates: number; readonly seed: number; readonly from?: number },
  visit: (replicate: number, weights: Float64Array) => void,
): void {
  const { unitCount } = sample.outcomes;
  if (unitCount === 0) return;
  const members = memberships(sample);
  const counts = new Uint32Array(members?.count ?? unitCount);
  const weights = new Float64Array(unitCount);
  const from = options.from ?? 0;
  for (let b = 0; b < options.replicates; b++) {
    drawCounts(options.seed, from + b, counts);
    for (let i = 0; i < unitCount; i++) {
      const times = counts[members === null ? i : members.id[i]!]!;
      weights[i] = sample.weights === null ? times : times * sample.weights[i]!;
    }
    visit(b, weights);
  }
}

/** Replicates of any metric, by its kernel: sorted once, walked along in each. */
export function kernelReplicates(
  sample: UnitSample,
  kernel: MetricKernel,
  options: { readonly replicates: number; readonly seed: number; readonly from?: number },
): Float64Array {
  const values = new Float64Array(options.replicates).fill(Number.NaN);
  visitUnitReplicates(sample, options, (b, weights) => {
    values[b] = kernel(weights);
  });
  return values;
}

/** Ids 0 … count − 1 of the clusters that hold a unit; null where there are none. */
export function memberships(
  sample: UnitSample,
): { readonly count: number; readonly id: Int32Array } | null {
  const { cluster, clusterCount } = sample.outcomes;
  if (cluster === null) return null;
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
