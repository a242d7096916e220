import type { ComparedOutcomes } from "../compare/comparison.js";
import { countRight, hitsInterval, pairInterval, rightOf } from "../compare/pair-interval.js";
import {
  dealUnits,
  type MeasuredFigure,
  measured,
  modelFigure,
  type SharedUnits,
  sharedUnits,
  signOf,
} from "../compare/paired-units.js";
import type { EstimateDetail, MetricReference } from "../metrics/estimate-types.js";
import { satterthwaite } from "../statistics/cluster-design.js";
import { pairedJackknifeInterval, pairedMeanInterval } from "../statistics/difference.js";
import { jackknifeVariance } from "../statistics/jackknife.js";
import { levelQuantile } from "../statistics/quantiles.js";
import { taskOf } from "../tasks/registry.js";

/** A model, as it answers to pictures as they are or altered in one way. */
export type Answered = Pick<ComparedOutcomes, "outcomes" | "units">;

/** What is kept of one model under one condition: enough for every sum of figures, and no outcomes. */
export interface Kept {
  readonly detail: EstimateDetail;
  /** Of each shared unit; null where the metric is no mean of them. */
  readonly values: Float64Array | null;
  readonly areHits: boolean;
  /** The figure without each group of units. */
  readonly left: Float64Array;
}

/** A number with its range; null where there is none. */
export interface Ranged {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export const NO_RANGE: Ranged = { value: null, low: null, high: null };

/** A figure so many times, or less than 0 to take it away. */
export type Term = readonly [figure: Kept, times: number];

/** Takes figures of one model after the other, and gives ranges of what is computed of several. */
export interface StressMeasure {
  readonly shared: SharedUnits;
  /** −1 where lower is better. */
  readonly sign: 1 | -1;
  /** @param clean the same model by the pictures as they are: the change against it comes along */
  take(answered: Answered, clean: MeasuredFigure | null): Kept & { readonly change: Ranged };
  /** The figure of the pictures as they are, to hold others against. */
  measure(answered: Answered): MeasuredFigure;
  /** What {@link Kept} is of a figure. */
  kept(figure: MeasuredFigure): Kept;
  /** Of two models by the pictures as they are, positive where the first is better. */
  pair(a: MeasuredFigure, b: MeasuredFigure, level: number): Ranged;
  /** Σ times · figure, divided by a number: whole numbers until then, so that what is 0 is 0. */
  sum(terms: readonly Term[], over: number, level: number): Ranged;
  /** Any function of figures. */
  of(
    figures: readonly Kept[],
    compute: (values: readonly number[]) => number | null,
    level: number,
  ): Ranged;
  /** The share of units that are right both ways, against the first alone. */
  hits(before: Float64Array, after: Float64Array, level: number): Ranged;
}

/**
 * @param first of the models: its units say which clusters there are
 */
export function createStressMeasure(
  first: Answered,
  reference: MetricReference,
  { level, seed }: { readonly level: number; readonly seed: number },
): StressMeasure {
  const figure = modelFigure(first, reference);
  const all = Int32Array.from({ length: first.units.length }, (_, i) => i);
  const shared = sharedUnits(figure, all);
  const groups = dealUnits(shared, seed);
  const groupCount = groups.reduce((most, group) => Math.max(most, group + 1), 0);
  const sign = signOf(reference);
  const n = shared.units.length;

  const detailOf = ({ outcomes, units }: Answered): EstimateDetail => {
    const isWhole = units.length === outcomes.unitCount && units.every((unit, i) => unit === i);
    return taskOf(outcomes.kind)
      .estimator(outcomes, reference, isWhole ? undefined : units)
      .at(level);
  };
  const measure = (answered: Answered): MeasuredFigure => {
    const own = modelFigure(answered, reference);
    return measured(own, detailOf(answered), shared, groups);
  };
  const kept = ({ detail, values, areHits, left }: MeasuredFigure): Kept => ({
    detail,
    values,
    areHits,
    left: left ?? meansWithout(values ?? new Float64Array(0), groups, groupCount),
  });
  const jackknifed = (
    value: number,
    left: readonly number[] | Float64Array,
    at: number,
  ): Ranged => {
    const without = Float64Array.from(left);
    if (without.some(Number.isNaN)) return { ...NO_RANGE, value };
    const variance = jackknifeVariance(without);
    const df = Math.min(without.length - 1, clusterDf(shared));
    const by = { G: shared.clusters?.count ?? null, df: Math.max(0, df) };
    const v = variance < 1e-26 ? 0 : variance;
    return ranged(pairedJackknifeInterval(value, v, n, at, by));
  };

  return {
    shared,
    sign,
    measure,
    kept,
    take(answered, clean) {
      const own = measure(answered);
      const change =
        clean === null
          ? NO_RANGE
          : ranged(pairInterval(own, clean, rightOf(own, clean), reference, shared, level));
      return { ...kept(own), change };
    },
    pair: (a, b, at) => ranged(pairInterval(a, b, rightOf(a, b), reference, shared, at)),
    sum(terms, over, at) {
      const series = terms.map(([{ values }]) => values);
      if (series.every((values) => values !== null)) {
        const units = new Float64Array(n);
        for (const [t, values] of series.entries()) {
          const times = terms[t]![1];
          for (let i = 0; i < n; i++) units[i]! += times * values[i]!;
        }
        const value = units.reduce((sum, one) => sum + one, 0) / (n * over);
        for (let i = 0; i < n; i++) units[i]! /= over;
        const found = ranged(pairedMeanInterval(units, shared.clusters, at));
        const areHits = terms.every(([one]) => one.areHits);
        if (found.low !== null || !areHits) return { ...found, value };
        return { ...withoutSpread(value, n, shared, at), value };
      }
      const value = total(terms, over);
      if (value === null) return NO_RANGE;
      const left = Array.from(
        { length: groupCount },
        (_, g) => terms.reduce((sum, [one, times]) => sum + times * one.left[g]!, 0) / over,
      );
      return jackknifed(value, left, at);
    },
    of(figures, compute, at) {
      const values = figures.map(({ detail }) => detail.value);
      const known = values.flatMap((value) => (value === null ? [] : [value]));
      const value = known.length < values.length ? null : compute(known);
      if (value === null) return NO_RANGE;
      const left = Array.from(
        { length: groupCount },
        (_, g) => compute(figures.map((one) => one.left[g]!)) ?? Number.NaN,
      );
      return jackknifed(value, left, at);
    },
    hits: (before, after, at) =>
      ranged(hitsInterval(after, before, countRight(after, before), 1, shared.clusters, at)),
  };
}

/**
 * Of a mean of numbers from −1 to 1 that are all the same: units that differ may only not have been drawn, at most the
 * share of them that is Wilson's upper limit where none of so many images or clusters is one; those may be anything.
 */
function withoutSpread(value: number, n: number, { clusters }: SharedUnits, level: number): Ranged {
  const count = clusters?.count ?? n;
  if (clusters !== null && count < 3) return { ...NO_RANGE, value };
  const z = levelQuantile(level);
  const others = z ** 2 / (count + z ** 2);
  const same = Math.max(-1, Math.min(1, value));
  return { value, low: same - others * (same + 1), high: same + others * (1 - same) };
}

function ranged({ value, low, high }: Ranged): Ranged {
  return { value, low, high };
}

function total(terms: readonly Term[], over: number): number | null {
  let sum = 0;
  for (const [{ detail }, times] of terms) {
    if (detail.value === null) return null;
    sum += times * detail.value;
  }
  return sum / over;
}

/** Means of values with each group left out. */
function meansWithout(values: Float64Array, groups: Uint32Array, count: number): Float64Array {
  const sums = new Float64Array(count);
  const sizes = new Float64Array(count);
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    sums[groups[i]!]! += values[i]!;
    sizes[groups[i]!]! += 1;
    sum += values[i]!;
  }
  return sums.map((own, g) => (sum - own) / (values.length - sizes[g]!));
}

/** Clusters of unequal sizes tell as much as so many equal ones; as if all of a cluster were one image. */
function clusterDf({ clusters }: SharedUnits): number {
  if (clusters === null) return Number.POSITIVE_INFINITY;
  const size = new Float64Array(clusters.count);
  for (const g of clusters.cluster) size[g]! += 1;
  return satterthwaite(size, 1);
}
