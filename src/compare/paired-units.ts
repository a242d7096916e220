import type { MetricReference } from "../metrics/estimate-types.js";
import { imageMethod, metricOf } from "../metrics/lookup.js";
import type { MetricKernel } from "../metrics/metric-kernel.js";
import { type EvaluatedOutcomes, haveObjects } from "../outcomes/detection/evaluated-detections.js";
import { dealGroups } from "../statistics/jackknife.js";
import { taskOf } from "../tasks/registry.js";

/** Some of the shared units, with the clusters that they are in. */
export interface SharedUnits {
  /** Shared units, ascending. */
  readonly units: Int32Array;
  /** Cluster of each of them, 0 … count − 1, each with a unit; null where units are independent. */
  readonly clusters: { readonly cluster: Int32Array; readonly count: number } | null;
}

/** One metric of one model, to be asked about any of the shared units. */
export interface ModelFigure {
  readonly outcomes: EvaluatedOutcomes;
  /** Unit of its own outcomes of each shared unit. */
  readonly own: Int32Array;
  /** The value of each of its own units of which the metric is the mean; null where it is none. */
  readonly values: Float64Array | null;
  readonly kernel: MetricKernel;
}

/** @throws HomegroundError `metric/not-available` and what else the metric wants of outcomes */
export function modelFigure(
  outcomes: EvaluatedOutcomes,
  own: Int32Array,
  reference: MetricReference,
): ModelFigure {
  const values = haveObjects(outcomes)
    ? null
    : (imageMethod(reference, outcomes.kind).unitValues?.(outcomes, reference) ?? null);
  return { outcomes, own, values, kernel: taskOf(outcomes.kind).kernel(outcomes, reference) };
}

/** A model's own units behind some of the shared ones. */
export function ownUnits({ own }: Pick<ModelFigure, "own">, { units }: SharedUnits): Int32Array {
  return units.map((unit) => own[unit]!);
}

/** Values of some units; null where the metric is no mean of them. */
export function unitValues(figure: ModelFigure, shared: SharedUnits): Float64Array | null {
  const { values } = figure;
  return values === null ? null : Float64Array.from(ownUnits(figure, shared), (i) => values[i]!);
}

/** Whether every value is 0 or 1. */
export function areHits(values: Float64Array): boolean {
  return values.every((value) => value === 0 || value === 1);
}

/** The group of each of some units, for leaving one group out at a time (METHODS §2.2). */
export interface Groups {
  readonly group: Uint32Array;
  readonly count: number;
}

/** Units, or clusters of them, dealt to at most 200 groups: the same ones for every model. */
export function dealUnits({ units, clusters }: SharedUnits, seed: number): Groups {
  const dealt = dealGroups(clusters?.count ?? units.length, seed);
  const group = clusters === null ? dealt : Uint32Array.from(clusters.cluster, (g) => dealt[g]!);
  return { group, count: group.reduce((most, one) => Math.max(most, one + 1), 0) };
}

/** The metric of some units with each group left out; NaN where it is undefined then. */
export function leaveGroupsOut(
  figure: ModelFigure,
  shared: SharedUnits,
  { group, count }: Groups,
): Float64Array {
  const own = ownUnits(figure, shared);
  const weights = new Float64Array(figure.outcomes.unitCount);
  return Float64Array.from({ length: count }, (_, out) => {
    for (let i = 0; i < own.length; i++) weights[own[i]!] = group[i] === out ? 0 : 1;
    return figure.kernel(weights);
  });
}

/** +1 where higher is better, −1 where lower is. */
export function signOf(reference: MetricReference): 1 | -1 {
  return metricOf(reference).direction === "higher-is-better" ? 1 : -1;
}
