import { checkFinite, checkLevel, checkRange, checkSameLength } from "./arguments.js";
import type { Interval } from "./interval.js";
import { studentCdf, studentLevelQuantile } from "./quantiles.js";

/** How much the true values of places change with one property of them, the others held. */
export interface MetaCoefficient extends Interval {
  readonly value: number;
  /** Knapp and Hartung's. */
  readonly standardError: number;
  /** Two-sided p of no change at all. */
  readonly p: number;
}

/** Places' values as a sum of their properties, and how far they differ beside that. */
export interface MetaRegression {
  /** In the order of the columns. */
  readonly coefficients: readonly MetaCoefficient[];
  /** Variance of the true values between places of the same properties, 0 or more. */
  readonly betweenVariance: number;
  /** Degrees of freedom of the intervals: places less columns. */
  readonly df: number;
}

const MOST_STEPS = 500;
/** Relative change of the variance at which scoring has arrived. */
const ARRIVED = 1e-13;
/** Share of a column that the ones before it leave, below which it says nothing of its own. */
const LEAST_LEFT = 1e-10;

/**
 * Meta-regression with random effects: restricted maximum likelihood for the variance between places, by Fisher
 * scoring, and Knapp and Hartung's intervals with t of k − p degrees of freedom, whose variance is not let below the
 * usual one ("ad hoc"). With one column of ones it is `randomEffects`.
 *
 * Sources: Knapp & Hartung 2003, doi 10.1002/sim.1482; Viechtbauer 2005, doi 10.3102/10769986030003261. Held to a
 * search for the likelihood's highest point: `test/oracle/meta_regression_oracle.py`.
 *
 * @param values one a place
 * @param variances of their sampling errors, above 0
 * @param rows the properties of each place as numbers, all of one length, the first 1 for a constant
 * @returns null where there are not more places than columns, or a column follows from others
 * @throws HomegroundError `argument/…`
 */
export function metaRegression(
  values: readonly number[],
  variances: readonly number[],
  rows: readonly (readonly number[])[],
  level: number,
): MetaRegression | null {
  checkLevel(level);
  checkSameLength(values, variances, "variances");
  checkSameLength(values, rows, "rows");
  checkFinite(values, "values");
  checkFinite(variances, "variances");
  for (const [i, variance] of variances.entries()) {
    checkRange(variance > 0, `variances[${i}]`, variance, "above 0");
    checkFinite(rows[i]!, `rows[${i}]`);
  }
  const columns = rows[0]?.length ?? 0;
  const df = values.length - columns;
  if (columns === 0 || df < 1) return null;
  const first = fitted(
    values,
    variances.map(() => 1),
    rows,
  );
  if (first === null) return null;
  let between = Math.max(0, (first.residual - first.withinTrace(variances)) / df);
  for (let step = 0; step < MOST_STEPS; step++) {
    const fit = fitted(
      values,
      variances.map((variance) => 1 / (variance + between)),
      rows,
    );
    if (fit === null) return null;
    const next = Math.max(0, between + (fit.squares - fit.trace) / fit.traceOfSquare);
    const change = Math.abs(next - between);
    between = next;
    if (change <= ARRIVED * (between + Number.MIN_VALUE)) break;
  }
  const fit = fitted(
    values,
    variances.map((variance) => 1 / (variance + between)),
    rows,
  );
  if (fit === null) return null;
  const scale = Math.max(1, fit.residual / df);
  const t = studentLevelQuantile(level, df);
  return {
    coefficients: fit.coefficients.map((value, c): MetaCoefficient => {
      const standardError = Math.sqrt(scale * fit.inverse[c]![c]!);
      const away = Math.abs(value) / standardError;
      return {
        value,
        standardError,
        low: value - t * standardError,
        high: value + t * standardError,
        p: Math.min(1, 2 * (1 - studentCdf(away, df))),
      };
    }),
    betweenVariance: between,
    df,
  };
}

type Matrix = readonly (readonly number[])[];

interface Fit {
  readonly coefficients: readonly number[];
  /** (X′WX)⁻¹. */
  readonly inverse: Matrix;
  /** Σ w e², and Σ w² e². */
  readonly residual: number;
  readonly squares: number;
  /** Traces of P = W − WX(X′WX)⁻¹X′W, and of its square. */
  readonly trace: number;
  readonly traceOfSquare: number;
  /** Trace of P·diag(variances), of a fit with weights of 1. */
  withinTrace(variances: readonly number[]): number;
}

/** Least squares by weights; null where a column follows from others. */
function fitted(values: readonly number[], weights: readonly number[], rows: Matrix): Fit | null {
  const inverse = inverseOf(products(rows, weights));
  if (inverse === null) return null;
  const right = inverse.map((_, c) =>
    rows.reduce((sum, row, i) => sum + weights[i]! * row[c]! * values[i]!, 0),
  );
  const coefficients = inverse.map((row) => dot(row, right));
  let [residual, squares, w1, w2] = [0, 0, 0, 0];
  for (const [i, row] of rows.entries()) {
    const w = weights[i]!;
    const error = values[i]! - dot(row, coefficients);
    residual += w * error * error;
    squares += w * w * error * error;
    w1 += w;
    w2 += w * w;
  }
  const second = times(
    inverse,
    products(
      rows,
      weights.map((w) => w * w),
    ),
  );
  const third = times(
    inverse,
    products(
      rows,
      weights.map((w) => w * w * w),
    ),
  );
  return {
    coefficients,
    inverse,
    residual,
    squares,
    trace: w1 - traceOf(second),
    traceOfSquare: w2 - 2 * traceOf(third) + traceOf(times(second, second)),
    withinTrace(variances) {
      const all = variances.reduce((sum, variance) => sum + variance, 0);
      return all - traceOf(times(inverse, products(rows, variances)));
    },
  };
}

/** X′WX. */
function products(rows: Matrix, weights: readonly number[]): Matrix {
  const columns = rows[0]!.length;
  return Array.from({ length: columns }, (_, a) =>
    Array.from({ length: columns }, (__, b) =>
      rows.reduce((sum, row, i) => sum + weights[i]! * row[a]! * row[b]!, 0),
    ),
  );
}

/** Of a symmetric positive matrix, by Gauss and Jordan; null where a row follows from those before it. */
function inverseOf(matrix: Matrix): Matrix | null {
  const n = matrix.length;
  const work = matrix.map((row, i) => [
    ...row,
    ...Array.from({ length: n }, (_, k) => (k === i ? 1 : 0)),
  ]);
  for (let c = 0; c < n; c++) {
    const pivot = work[c]![c]!;
    if (!(pivot > LEAST_LEFT * matrix[c]![c]!)) return null;
    work[c] = work[c]!.map((value) => value / pivot);
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const times = work[r]![c]!;
      work[r] = work[r]!.map((value, k) => value - times * work[c]![k]!);
    }
  }
  return work.map((row) => row.slice(n));
}

function times(a: Matrix, b: Matrix): Matrix {
  return a.map((row) => b[0]!.map((_, c) => row.reduce((sum, x, k) => sum + x * b[k]![c]!, 0)));
}

function traceOf(matrix: Matrix): number {
  return matrix.reduce((sum, row, i) => sum + row[i]!, 0);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, i) => sum + x * b[i]!, 0);
}
