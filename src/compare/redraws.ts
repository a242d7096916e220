import type { Sign } from "../statistics/difference.js";
import { drawTable } from "../statistics/multinomial.js";
import type { MeasuredFigure, SharedUnits } from "./paired-units.js";

/** Sampling units that are alike to every model, and how many of them there are. */
interface Rows {
  readonly times: Float64Array;
  readonly size: Float64Array;
  /** Of each model, so that a figure is Σ total/Σ size. */
  readonly total: readonly Float64Array[];
}

export interface RedrawOptions {
  readonly seed: number;
  /** How many; 0 for none. */
  readonly redraws: number;
}

/** Rows from which on units are taken together by groups. */
const MOST_ROWS = 2_000;

/**
 * In which share of redraws of the sampling units each model is the best; of models that are level each
 * has its part. Metrics that are no means are redrawn by their pseudo-values: as if they were linear.
 *
 * @param groups group of each unit
 * @param sign −1 where lower is better
 */
export function shareOfBest(
  figures: readonly MeasuredFigure[],
  shared: SharedUnits,
  groups: Uint32Array,
  sign: Sign,
  { seed, redraws }: RedrawOptions,
): Float64Array | null {
  const rows = rowsOfMeans(figures, shared, groups) ?? rowsOfPseudoValues(figures);
  if (rows === null || rows.times.length === 0) return null;
  const best = new Float64Array(figures.length);
  const drawn = new Float64Array(rows.times.length);
  const value = new Float64Array(figures.length);
  let counted = 0;
  for (let b = 0; b < redraws; b++) {
    drawTable(seed, b, rows.times, drawn);
    let size = 0;
    for (let r = 0; r < drawn.length; r++) size += drawn[r]! * rows.size[r]!;
    if (size === 0) continue;
    for (let m = 0; m < value.length; m++) {
      const total = rows.total[m]!;
      let sum = 0;
      for (let r = 0; r < drawn.length; r++) sum += drawn[r]! * total[r]!;
      value[m] = (sign * sum) / size;
    }
    const most = value.reduce((high, one) => Math.max(high, one), Number.NEGATIVE_INFINITY);
    const level = value.reduce((count, one) => count + (isLevel(one, most) ? 1 : 0), 0);
    for (let m = 0; m < value.length; m++) if (isLevel(value[m]!, most)) best[m]! += 1 / level;
    counted++;
  }
  return counted === 0 ? null : best.map((times) => times / counted);
}

/** Equal sums that were added up in another order are equal. */
function isLevel(value: number, most: number): boolean {
  return value >= most - 1e-12 * Math.max(1, Math.abs(most));
}

/** @returns null where the metric is no mean */
function rowsOfMeans(
  figures: readonly MeasuredFigure[],
  { units, clusters }: SharedUnits,
  groups: Uint32Array,
): Rows | null {
  const values = figures.flatMap((one) => (one.values === null ? [] : [one.values]));
  if (values.length < figures.length) return null;
  if (clusters !== null) return summed(values, fewRows(clusters.cluster, clusters.count, groups));
  if (values.length <= MOST_PATTERNED && figures.every(({ areHits }) => areHits)) {
    return byPattern(values);
  }
  return summed(values, fewRows(Int32Array.from(units.keys()), units.length, groups));
}

/** More models have more patterns than a number can hold. */
const MOST_PATTERNED = 30;

/** A row a cluster or unit, where these are few; else a row a group of them. */
function fewRows(rowOf: Int32Array, count: number, groups: Uint32Array): Int32Array {
  return count <= MOST_ROWS ? rowOf : Int32Array.from(groups);
}

/** Units that the same models get right are one row. */
function byPattern(hits: readonly Float64Array[]): Rows {
  const rowOf = new Map<number, number>();
  const times: number[] = [];
  const n = hits[0]?.length ?? 0;
  for (let i = 0; i < n; i++) {
    let pattern = 0;
    for (let m = 0; m < hits.length; m++) pattern = pattern * 2 + hits[m]![i]!;
    const row = rowOf.get(pattern);
    if (row === undefined) {
      rowOf.set(pattern, times.length);
      times.push(1);
    } else times[row]! += 1;
  }
  const patterns = [...rowOf.keys()];
  return {
    times: Float64Array.from(times),
    size: new Float64Array(times.length).fill(1),
    total: hits.map((_, m) =>
      Float64Array.from(
        patterns,
        (pattern) => Math.floor(pattern / 2 ** (hits.length - 1 - m)) % 2,
      ),
    ),
  };
}

function summed(values: readonly Float64Array[], rowOf: Int32Array): Rows {
  const count = rowOf.reduce((most, row) => Math.max(most, row + 1), 0);
  const size = new Float64Array(count);
  for (let i = 0; i < rowOf.length; i++) size[rowOf[i]!]! += 1;
  const total = values.map((own) => {
    const sums = new Float64Array(count);
    for (let i = 0; i < rowOf.length; i++) sums[rowOf[i]!]! += own[i]!;
    return sums;
  });
  return { times: new Float64Array(count).fill(1), size, total };
}

/** @returns null where a model has no value without some group */
function rowsOfPseudoValues(figures: readonly MeasuredFigure[]): Rows | null {
  const left = figures.flatMap((one) => (one.left === null ? [] : [one.left]));
  const count = left[0]?.length ?? 0;
  if (count < 2 || left.some((values) => values.some(Number.isNaN))) return null;
  return {
    times: new Float64Array(count).fill(1),
    size: new Float64Array(count).fill(1),
    total: left.map((values) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / count;
      return values.map((value) => mean + (count - 1) * (mean - value));
    }),
  };
}
