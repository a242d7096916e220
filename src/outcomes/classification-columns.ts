import type { ClassificationScores } from "./classification-types.js";
import { growColumn } from "./grow-column.js";
import type { ProbabilitySums } from "./probability-sums.js";
import { dividerOf, type ScoreRow } from "./score-row.js";

/** Columns that grow together; their length is that of `truth`. */
export interface ClassificationColumns {
  truth: Int32Array;
  predicted: Int32Array;
  above: Int32Array;
  tied: Int32Array;
  confidence: Float64Array;
  truthProbability: Float64Array;
  logLoss: Float64Array;
  brier: Float64Array;
  /** What each unit's scores add up to. */
  sum: Float64Array;
  readonly kept: Map<number, Float64Array>;
  /** Whole rows of so many classes; null where nobody wants them, or they are too many. */
  rows: { readonly width: number; values: Float64Array } | null;
}

/** 200 MB: of more, no whole rows are kept. */
const MOST_ROW_VALUES = 25_000_000;

/**
 * @param kept classes whose whole score column is kept
 * @param rowWidth classes of the rows that are kept; null for none
 */
export function createColumns(
  length: number,
  kept: readonly number[],
  rowWidth: number | null,
): ClassificationColumns {
  const size = Math.max(1, length);
  const whole = () => new Int32Array(size);
  const real = () => new Float64Array(size);
  return {
    truth: whole(),
    predicted: whole(),
    above: whole(),
    tied: whole(),
    confidence: real(),
    truthProbability: real(),
    logLoss: real(),
    brier: real(),
    sum: real(),
    kept: new Map(kept.map((k) => [k, real()])),
    rows: rowWidth === null ? null : { width: rowWidth, values: new Float64Array(0) },
  };
}

/** Makes room for `length` units. */
export function reserve(columns: ClassificationColumns, length: number): void {
  columns.rows = reservedRows(columns.rows, length);
  if (length <= columns.truth.length) return;
  const size = Math.max(length, columns.truth.length * 2);
  columns.truth = growColumn(columns.truth, size);
  columns.predicted = growColumn(columns.predicted, size);
  columns.above = growColumn(columns.above, size);
  columns.tied = growColumn(columns.tied, size);
  columns.confidence = growColumn(columns.confidence, size);
  columns.truthProbability = growColumn(columns.truthProbability, size);
  columns.logLoss = growColumn(columns.logLoss, size);
  columns.brier = growColumn(columns.brier, size);
  columns.sum = growColumn(columns.sum, size);
  for (const [k, column] of columns.kept) columns.kept.set(k, growColumn(column, size));
}

function reservedRows(
  rows: ClassificationColumns["rows"],
  length: number,
): ClassificationColumns["rows"] {
  if (rows === null || length * rows.width > MOST_ROW_VALUES) return null;
  const needed = length * rows.width;
  if (needed > rows.values.length) {
    const size = Math.min(MOST_ROW_VALUES, Math.max(needed, 2 * rows.values.length));
    rows.values = growColumn(rows.values, size);
  }
  return rows;
}

/** Keeps one unit's scores of all classes, where rows are kept. */
export function storeRow(
  { rows }: ClassificationColumns,
  at: number,
  values: ArrayLike<number>,
  start: number,
): void {
  if (rows === null) return;
  const from = at * rows.width;
  for (let k = 0; k < rows.width; k++) rows.values[from + k] = asProbability(values[start + k]!);
}

/** Writes what outcomes keep of one unit's scores. */
export function store(
  columns: ClassificationColumns,
  at: number,
  trueClass: number,
  row: ScoreRow,
): void {
  columns.truth[at] = trueClass;
  columns.predicted[at] = row.best;
  columns.above[at] = row.above;
  columns.tied[at] = row.tied;
  columns.confidence[at] = asProbability(row.confidence);
  columns.truthProbability[at] = asProbability(row.truthProbability);
  columns.logLoss[at] = row.logLoss;
  columns.brier[at] = row.brier;
  columns.sum[at] = row.sum;
}

/** A number that rounding alone can have put outside [0, 1]: a softmax in float32, or a sum of it. */
export function asProbability(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/**
 * Views of the first n units. Confidence, probability of the truth and whole rows are divided by the sum of
 * their row where these are probabilities, as log loss and Brier score are; others stay what they are, numbers
 * that rank.
 */
export function finishScores(
  columns: ClassificationColumns,
  n: number,
  sums: ProbabilitySums,
): ClassificationScores {
  const { rows } = columns;
  if (sums.areProbabilities && sums.notOne > 0) {
    for (let i = 0; i < n; i++) {
      const by = dividerOf(columns.sum[i]!);
      divideRow(rows, i, by);
      columns.confidence[i] = asProbability(columns.confidence[i]! / by);
      columns.truthProbability[i] = asProbability(columns.truthProbability[i]! / by);
    }
  }
  return {
    sums,
    confidence: columns.confidence.subarray(0, n),
    truthProbability: columns.truthProbability.subarray(0, n),
    above: columns.above.subarray(0, n),
    tied: columns.tied.subarray(0, n),
    logLoss: columns.logLoss.subarray(0, n),
    brier: columns.brier.subarray(0, n),
    columns: new Map([...columns.kept].map(([k, column]) => [k, column.subarray(0, n)])),
    ...(rows === null ? {} : { rows: rows.values.subarray(0, n * rows.width) }),
  };
}

function divideRow(rows: ClassificationColumns["rows"], unit: number, by: number): void {
  if (rows === null || by === 1) return;
  for (let at = unit * rows.width; at < (unit + 1) * rows.width; at++) rows.values[at]! /= by;
}
