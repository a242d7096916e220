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
  const groupOf = members === null ? dealt : Uint32Array.from(members.id, (id) => dealt[id]!);
  return withoutEachGroup(kernel, sample.weights ?? new Float64Array(unitCount).fill(1), groupOf);
}

/**
 * The metric with each of some groups of units left out; NaN where it is undefined then.
 *
 * @param weights of the units with none left out
 * @param groupOf group of each unit, 0, 1, … without a gap
 */
export function withoutEachGroup(
  kernel: MetricKernel,
  weights: Float64Array,
  groupOf: Uint32Array,
): Float64Array {
  const groups = groupOf.reduce((most, group) => Math.max(most, group + 1), 0);
  const left = new Float64Array(weights.length);
  return Float64Array.from({ length: groups }, (_, g) => {
    for (let i = 0; i < left.length; i++) left[i] = groupOf[i] === g ? 0 : weights[i]!;
    return kernel(left);
  });
}
