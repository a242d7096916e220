import { hypot } from "../../core/elementary.js";
import { HomegroundError } from "../../core/errors.js";

/** Oaxaca–Blinder decomposition of ȳ_A − ȳ_B by linear regression. */
export interface OaxacaBlinder {
  readonly gap: number;
  /** (X̄_A − X̄_B)'β_B, X̄_B'(β_A − β_B), (X̄_A − X̄_B)'(β_A − β_B). */
  readonly threeFold: readonly [endowments: number, coefficients: number, interaction: number];
  /** With the coefficients of both groups pooled, intercept but no group term (Neumark 1988). */
  readonly twoFold: { readonly explained: number; readonly unexplained: number };
  /** Ordinary least squares of each group, the intercept first. */
  readonly betaA: Float64Array;
  readonly betaB: Float64Array;
}

/**
 * Splits the difference of two groups' means into what their columns x explain and what they do not
 * (library only). Source: Oaxaca 1973, Blinder 1973, Neumark 1988 (from memory), held to
 * statsmodels' OaxacaBlinder by oracle h.
 *
 * @param y outcome of each row
 * @param inA 1 where the row is of group A, else of B
 * @param rows one row of columns x each, without an intercept
 * @throws HomegroundError `argument/length-mismatch`; `argument/empty` where a group has no row;
 *   `argument/out-of-range` where its columns do not determine the coefficients
 */
export function oaxacaBlinder(
  y: ArrayLike<number>,
  inA: ArrayLike<number>,
  rows: readonly ArrayLike<number>[],
): OaxacaBlinder {
  if (y.length !== inA.length || y.length !== rows.length) {
    throw new HomegroundError("argument/length-mismatch", {
      what: `${y.length} outcomes, ${inA.length} groups and ${rows.length} rows`,
      where: "y, inA, rows",
      fix: "Pass one of each for every unit",
    });
  }
  const all = rows.map((row) => Float64Array.from([1, ...Array.from(row)]));
  const outcome = Float64Array.from(y);
  const pick = (group: number) => {
    const kept = [...all.keys()].filter((i) => (inA[i] === 1 ? 1 : 0) === group);
    return { x: kept.map((i) => all[i]!), y: Float64Array.from(kept, (i) => outcome[i]!) };
  };
  const [b, a] = [pick(0), pick(1)];
  const betaA = leastSquares(a.x, a.y, "group A");
  const betaB = leastSquares(b.x, b.y, "group B");
  const pooled = leastSquares(all, outcome, "both groups");
  const meanA = columnMeans(a.x);
  const meanB = columnMeans(b.x);
  const difference = meanA.map((mean, j) => mean - meanB[j]!);
  const betaDifference = betaA.map((beta, j) => beta - betaB[j]!);
  const gap = mean(a.y) - mean(b.y);
  const explained = dot(difference, pooled);
  return {
    gap,
    betaA,
    betaB,
    threeFold: [
      dot(difference, betaB),
      dot(meanB, betaDifference),
      dot(difference, betaDifference),
    ],
    twoFold: { explained, unexplained: gap - explained },
  };
}

/**
 * Coefficients of ordinary least squares, by Householder reflections, which unlike the normal
 * equations do not square the columns' condition number. Golub & Van Loan, algorithm 5.2.1 (from
 * memory).
 */
function leastSquares(
  rows: readonly Float64Array[],
  outcome: Float64Array,
  where: string,
): Float64Array {
  const n = rows.length;
  const p = rows[0]?.length ?? 0;
  if (n === 0) {
    throw new HomegroundError("argument/empty", {
      what: `${where} has no rows`,
      where,
      fix: "Pass rows of both groups",
    });
  }
  const x = rows.map((row) => row.slice());
  const y = outcome.slice();
  const scale = Math.max(...x.map((row) => Math.max(...row.map(Math.abs))));
  for (let j = 0; j < p; j++) {
    let norm = 0;
    for (let i = j; i < n; i++) norm = hypot(norm, x[i]![j]!);
    if (n < p || !(norm > 1e-12 * scale)) throw singular(where, n, p);
    const pivot = x[j]![j]! > 0 ? -norm : norm;
    const reflector = Float64Array.from({ length: n - j }, (_, i) => x[i + j]![j]!);
    reflector[0] = reflector[0]! - pivot;
    let squares = 0;
    for (const v of reflector) squares += v * v;
    for (let k = j; k <= p; k++) {
      let product = 0;
      for (let i = j; i < n; i++) {
        product += reflector[i - j]! * (k === p ? y[i]! : x[i]![k]!);
      }
      const factor = (2 * product) / squares;
      for (let i = j; i < n; i++) {
        if (k === p) y[i] = y[i]! - factor * reflector[i - j]!;
        else x[i]![k] = x[i]![k]! - factor * reflector[i - j]!;
      }
    }
  }
  const beta = new Float64Array(p);
  for (let j = p - 1; j >= 0; j--) {
    let rest = y[j]!;
    for (let k = j + 1; k < p; k++) rest -= x[j]![k]! * beta[k]!;
    beta[j] = rest / x[j]![j]!;
  }
  return beta;
}

function columnMeans(rows: readonly Float64Array[]): Float64Array {
  const means = new Float64Array(rows[0]?.length ?? 0);
  for (const row of rows) for (let j = 0; j < means.length; j++) means[j] = means[j]! + row[j]!;
  return means.map((sum) => sum / rows.length);
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, j) => sum + value * b[j]!, 0);
}

function singular(where: string, rows: number, columns: number): HomegroundError {
  return new HomegroundError("argument/out-of-range", {
    what: `${rows} rows do not determine ${columns} coefficients of ${where}`,
    where,
    fix: "Leave out columns that follow from others, or pass more rows",
  });
}
