import { dealGroups, jackknifeVariance, pseudoDeviations } from "../statistics/jackknife.js";
import type { MetricKernel } from "./metric-kernel.js";
import type { UnitSample } from "./sample.js";
import { memberships } from "./unit-replicates.js";

/** Variance of a metric with one group of units, or of clusters, left out at a time. */
export interface GroupJackknife {
  /** (q − 1)/q·Σ(θ_(−g) − θ̄)². */
  readonly variance: number;
  /** q, at most 200. */
  readonly groups: number;
  /** (q − 1)(θ̄ − θ_(−g)) of each group. */
  readonly deviations: Float64Array;
  /** θ_(−g); NaN where it is undefined. */
  readonly leftOut: Float64Array;
}

/**
 * Delete-a-group jackknife (METHODS §2.2), for metrics whose values with a unit left out have no
 * closed form: q = min(units or clusters, 200) groups, dealt by stream 2³² − 1 of the seed.
 *
 * @param kernel the metric as a function of weights
 */
export function groupJackknife(
  sample: UnitSample,
  kernel: MetricKernel,
  seed: number,
): GroupJackknife {
  const values = leaveGroupsOut(sample, kernel, seed);
  return {
    variance: jackknifeVariance(values),
    groups: values.length,
    deviations: pseudoDeviations(values),
    leftOut: values,
  };
}

/** The metric with each group left out; NaN where it is undefined then. */
export function leaveGroupsOut(
  sample: UnitSample,
  kernel: MetricKernel,
  seed: number,
): Float64Array {
  const { unitCount } = sample.outcomes;
  const members = memberships(sample);
  const dealt = dealGroups(members?.count ?? unitCount, seed);
  const groups = dealt.reduce((most, group) => Math.max(most, group + 1), 0);
  const weights = new Float64Array(unitCount);
  const values = new Float64Array(groups);
  for (let g = 0; g < groups; g++) {
    for (let i = 0; i < unitCount; i++) {
      const group = dealt[members === null ? i : members.id[i]!];
      weights[i] = group === g ? 0 : (sample.weights?.[i] ?? 1);
    }
    values[g] = kernel(weights);
  }
  return values;
}
