import type { EstimateDetail, MetricReference } from "../metrics/estimate-types.js";
import { withoutEachGroup } from "../metrics/group-jackknife.js";
import { metricOf, unitMean } from "../metrics/lookup.js";
import type { MetricKernel } from "../metrics/metric-kernel.js";
import { type EvaluatedOutcomes, haveObjects } from "../outcomes/detection/evaluated-detections.js";
import type { Sign } from "../statistics/difference.js";
import { dealGroups } from "../statistics/jackknife.js";
import { taskOf } from "../tasks/registry.js";
import type { ComparedOutcomes } from "./comparison.js";

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
  /** The value of each shared unit of which the metric is the mean; null where it is none. */
  readonly values: Float64Array | null;
  /** Null where the metric is a mean, which needs none. */
  readonly kernel: MetricKernel | null;
}

/** One model's figure on some units. */
export interface MeasuredFigure {
  readonly figure: ModelFigure;
  readonly detail: EstimateDetail;
  /** Of each of the units; null where the metric is no mean of them. */
  readonly values: Float64Array | null;
  /** Whether every value is 0 or 1: a unit is right or wrong. */
  readonly areHits: boolean;
  /** The metric with each group left out; null where it is a mean over units. */
  readonly left: Float64Array | null;
}

/** @throws HomegroundError `metric/not-available` and what else the metric wants of outcomes */
export function modelFigure(
  { outcomes, units: own }: Pick<ComparedOutcomes, "outcomes" | "units">,
  reference: MetricReference,
): ModelFigure {
  const values = sharedValues({ outcomes, units: own }, reference);
  const kernel = values === null ? taskOf(outcomes.kind).kernel(outcomes, reference) : null;
  return { outcomes, own, values, kernel };
}

/** The value of each shared unit of which a metric is the mean; null where it is none. */
export function sharedValues(
  { outcomes, units }: Pick<ComparedOutcomes, "outcomes" | "units">,
  reference: MetricReference,
): Float64Array | null {
  const values = haveObjects(outcomes) ? null : unitMean(outcomes, reference);
  return values === null ? null : Float64Array.from(units, (unit) => values[unit]!);
}

/** A model's own units behind some of the shared ones. */
export function ownUnits({ own }: Pick<ModelFigure, "own">, { units }: SharedUnits): Int32Array {
  return units.map((unit) => own[unit]!);
}

/** A figure on some units, and with each group of them left out. */
export function measured(
  figure: ModelFigure,
  detail: EstimateDetail,
  shared: SharedUnits,
  groups: Uint32Array,
): MeasuredFigure {
  const values =
    figure.values === null
      ? null
      : Float64Array.from(shared.units, (unit) => figure.values![unit]!);
  const left = leaveGroupsOut(figure, shared, groups);
  return { figure, detail, values, areHits: values !== null && areHits(values), left };
}

/** Whether every value is 0 or 1. */
export function areHits(values: Float64Array): boolean {
  return values.every((value) => value === 0 || value === 1);
}

/**
 * Units, or clusters of them, dealt to at most 200 groups (METHODS §2.2): the same ones for every model.
 *
 * @returns the group of each unit
 */
export function dealUnits({ units, clusters }: SharedUnits, seed: number): Uint32Array {
  const dealt = dealGroups(clusters?.count ?? units.length, seed);
  return clusters === null ? dealt : Uint32Array.from(clusters.cluster, (g) => dealt[g]!);
}

function leaveGroupsOut(
  figure: ModelFigure,
  shared: SharedUnits,
  groups: Uint32Array,
): Float64Array | null {
  if (figure.kernel === null) return null;
  const { unitCount } = figure.outcomes;
  const weights = new Float64Array(unitCount);
  const groupOf = new Uint32Array(unitCount);
  for (const [i, unit] of ownUnits(figure, shared).entries()) {
    weights[unit] = 1;
    groupOf[unit] = groups[i]!;
  }
  return withoutEachGroup(figure.kernel, weights, groupOf);
}

/** +1 where higher is better, −1 where lower is. */
export function signOf(reference: MetricReference): Sign {
  return metricOf(reference).direction === "higher-is-better" ? 1 : -1;
}

/** Clusters are the same of every model: the first one says which there are. */
export function sharedUnits({ outcomes, own }: ModelFigure, units: Int32Array): SharedUnits {
  const { cluster, clusterCount } = outcomes;
  if (cluster === null) return { units, clusters: null };
  const idOf = new Int32Array(clusterCount).fill(-1);
  let count = 0;
  const ids = units.map((unit) => {
    const g = cluster[own[unit]!]!;
    if (idOf[g] === -1) idOf[g] = count++;
    return idOf[g]!;
  });
  return { units, clusters: { cluster: ids, count } };
}
