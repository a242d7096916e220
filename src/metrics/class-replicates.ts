import { drawCounts } from "../statistics/bootstrap.js";
import { drawTable } from "../statistics/multinomial.js";
import type { ClassSums } from "./class-sums.js";
import type { ClusterClassSums } from "./cluster-class-sums.js";
import type { ConfusionCells } from "./confusion.js";

export interface ReplicateOptions {
  /** B ≥ 1. */
  readonly replicates: number;
  /** Whole, from 0 to 2⁵³ − 1. */
  readonly seed: number;
  /** Number of the first replicate, so that ranges of them can be made anywhere. Default 0. */
  readonly from?: number;
}

/** Told the sums of each replicate in turn; they are overwritten by the next. */
export type ReplicateVisitor = (replicate: number, sums: ClassSums) => void;

/** Above this share of non-zero sums, a full table is faster than lists. */
const DENSE_SHARE = 0.2;
/** 80 MB of doubles. */
const DENSE_CELLS = 10_000_000;

/**
 * Sums over clusters drawn with replacement, as many as there are (METHODS §2.6): for each replicate
 * the clusters' sums times how often each was drawn. The cost is clusters × classes in them, however
 * many units they hold.
 *
 * @param clusters empty ones take no part
 */
export function visitClusterReplicates(
  clusters: ClusterClassSums,
  options: ReplicateOptions,
  visit: ReplicateVisitor,
): void {
  const used = Int32Array.from(clusters.total.keys()).filter((g) => clusters.total[g]! > 0);
  if (used.length === 0) return;
  const cells = used.length * (3 * clusters.classCount + 1);
  const dense = cells <= DENSE_CELLS && clusters.classIndex.length * 3 >= DENSE_SHARE * cells;
  const add = dense ? denseAdder(clusters, used) : sparseAdder(clusters, used);
  const counts = new Uint32Array(used.length);
  const values = new Float64Array(3 * clusters.classCount + 1);
  const from = options.from ?? 0;
  for (let b = 0; b < options.replicates; b++) {
    drawCounts(options.seed, from + b, counts);
    values.fill(0);
    add(counts, values);
    visit(b, sumsOf(values, clusters.classCount));
  }
}

/**
 * Sums over units drawn with replacement, as many as there are: the counts of the confusion matrix's
 * cells follow a multinomial law, which is drawn instead of the units. The cost is that of the
 * non-empty cells, however many units they hold.
 *
 * @param cells of unweighted units
 */
export function visitTableReplicates(
  cells: ConfusionCells,
  options: ReplicateOptions,
  visit: ReplicateVisitor,
): void {
  if (cells.count.length === 0) return;
  const { truth, predicted, count, classCount } = largestFirst(cells);
  const drawn = new Float64Array(count.length);
  const values = new Float64Array(3 * classCount + 1);
  const from = options.from ?? 0;
  for (let b = 0; b < options.replicates; b++) {
    drawTable(options.seed, from + b, count, drawn);
    values.fill(0);
    let total = 0;
    for (let c = 0; c < drawn.length; c++) {
      const n = drawn[c]!;
      if (n === 0) continue;
      total += n;
      values[1 + truth[c]!]! += n;
      values[1 + classCount + predicted[c]!]! += n;
      if (truth[c] === predicted[c]) values[1 + 2 * classCount + truth[c]!]! += n;
    }
    values[0] = total;
    visit(b, sumsOf(values, classCount));
  }
}

/** Views of [total, truth…, predicted…, hits…]. */
function sumsOf(values: Float64Array, classCount: number): ClassSums {
  return {
    total: values[0]!,
    truth: values.subarray(1, 1 + classCount),
    predicted: values.subarray(1 + classCount, 1 + 2 * classCount),
    hits: values.subarray(1 + 2 * classCount),
  };
}

type Adder = (counts: Uint32Array, into: Float64Array) => void;

/**
 * One row of a full table a cluster, eight rows added at a time.
 *
 * Sums of whole weights that stay below 2²⁶ however the clusters are drawn are added two at a time,
 * one in the lower and one in the upper half of a double: exactly, in half of the time.
 */
function denseAdder(clusters: ClusterClassSums, used: Int32Array): Adder {
  const { classCount, start, classIndex, truth, predicted, hits, total } = clusters;
  const width = 3 * classCount + 1;
  const packed = canPack(clusters, used);
  const half = packed ? Math.ceil(width / 2) : width;
  const table = new Float64Array(used.length * half);
  const put = (row: number, column: number, value: number): void => {
    if (column < half) table[row * half + column]! += value;
    else table[row * half + column - half]! += value * UPPER;
  };
  for (let row = 0; row < used.length; row++) {
    const g = used[row]!;
    put(row, 0, total[g]!);
    for (let e = start[g]!; e < start[g + 1]!; e++) {
      const k = 1 + classIndex[e]!;
      put(row, k, truth[e]!);
      put(row, k + classCount, predicted[e]!);
      put(row, k + 2 * classCount, hits[e]!);
    }
  }
  const sums = new Float64Array(half);
  return (counts, into) => {
    sums.fill(0);
    addRows(table, half, counts, sums);
    if (!packed) {
      into.set(sums);
      return;
    }
    for (let column = 0; column < half; column++) {
      const upper = Math.floor(sums[column]! / UPPER);
      into[column] = sums[column]! - upper * UPPER;
      if (column + half < width) into[column + half] = upper;
    }
  };
}

const UPPER = 2 ** 26;

function canPack({ total, truth, predicted }: ClusterClassSums, used: Int32Array): boolean {
  let largest = 0;
  for (let row = 0; row < used.length; row++) largest = Math.max(largest, total[used[row]!]!);
  if (!(largest * used.length < UPPER)) return false;
  for (let e = 0; e < truth.length; e++) {
    if (!Number.isInteger(truth[e]) || !Number.isInteger(predicted[e])) return false;
  }
  return total.every((sum) => Number.isInteger(sum));
}

/** Adds to `sums` the rows of a table times how often each was drawn. */
function addRows(
  table: Float64Array,
  width: number,
  counts: Uint32Array,
  sums: Float64Array,
): void {
  const row = new Int32Array(counts.length + 8);
  const times = new Float64Array(counts.length + 8);
  let drawn = 0;
  for (let r = 0; r < counts.length; r++) {
    if (counts[r] === 0) continue;
    row[drawn] = r * width;
    times[drawn++] = counts[r]!;
  }
  // The last group of eight is filled up with row 0, times 0.
  for (let r = 0; r < drawn; r += 8) {
    const [a, b, c, d] = [row[r]!, row[r + 1]!, row[r + 2]!, row[r + 3]!];
    const [e, f, g, h] = [row[r + 4]!, row[r + 5]!, row[r + 6]!, row[r + 7]!];
    const [ta, tb, tc, td] = [times[r]!, times[r + 1]!, times[r + 2]!, times[r + 3]!];
    const [te, tf, tg, th] = [times[r + 4]!, times[r + 5]!, times[r + 6]!, times[r + 7]!];
    for (let j = 0; j < width; j++) {
      sums[j]! +=
        ta * table[a + j]! +
        tb * table[b + j]! +
        (tc * table[c + j]! + td * table[d + j]!) +
        (te * table[e + j]! + tf * table[f + j]! + (tg * table[g + j]! + th * table[h + j]!));
    }
  }
}

function sparseAdder(clusters: ClusterClassSums, used: Int32Array): Adder {
  const { classCount, start, classIndex, truth, predicted, hits, total } = clusters;
  return (counts, into) => {
    for (let row = 0; row < used.length; row++) {
      const times = counts[row]!;
      if (times === 0) continue;
      const g = used[row]!;
      into[0]! += times * total[g]!;
      for (let e = start[g]!; e < start[g + 1]!; e++) {
        const k = 1 + classIndex[e]!;
        into[k]! += times * truth[e]!;
        into[k + classCount]! += times * predicted[e]!;
        into[k + 2 * classCount]! += times * hits[e]!;
      }
    }
  };
}

/** Large cells first: the many small ones then share what is left, which is quick to draw. */
function largestFirst(cells: ConfusionCells): ConfusionCells {
  const order = Int32Array.from(cells.count.keys()).sort(
    (a, b) => cells.count[b]! - cells.count[a]! || a - b,
  );
  return {
    classCount: cells.classCount,
    truth: Int32Array.from(order, (c) => cells.truth[c]!),
    predicted: Int32Array.from(order, (c) => cells.predicted[c]!),
    count: Float64Array.from(order, (c) => cells.count[c]!),
  };
}
