import type { ResultConfusion } from "../../results/result.js";

/** A matrix of classes added up, and its cells that are not empty. */
export interface ConfusionCells {
  /** Names of the classes, K of them. */
  readonly labels: readonly string[];
  readonly n: number;
  /** Sum of each row, of each column, and the diagonal; length K. */
  readonly truthTotal: Float64Array;
  readonly predictedTotal: Float64Array;
  readonly right: Float64Array;
  /** Cells that are not empty, row by row: class of the truth, of the prediction, and the count. */
  readonly truth: Int32Array;
  readonly predicted: Int32Array;
  readonly count: Float64Array;
}

/** Read once, for all that is drawn of the matrix; a row or a cell that is missing counts as empty. */
export function confusionCells({ labels, counts }: ResultConfusion): ConfusionCells {
  const classes = labels.length;
  const filled = filledCells(counts);
  const truthTotal = new Float64Array(classes);
  const predictedTotal = new Float64Array(classes);
  const right = new Float64Array(classes);
  const truth = new Int32Array(filled);
  const predicted = new Int32Array(filled);
  const count = new Float64Array(filled);
  let n = 0;
  let at = 0;
  for (let row = 0; row < classes; row++) {
    const own = counts[row] ?? [];
    for (let column = 0; column < classes; column++) {
      const value = own[column] ?? 0;
      if (value === 0) continue;
      truthTotal[row]! += value;
      predictedTotal[column]! += value;
      if (row === column) right[row] = value;
      n += value;
      truth[at] = row;
      predicted[at] = column;
      count[at] = value;
      at++;
    }
  }
  return {
    labels,
    n,
    truthTotal,
    predictedTotal,
    right,
    truth: truth.subarray(0, at),
    predicted: predicted.subarray(0, at),
    count: count.subarray(0, at),
  };
}

function filledCells(counts: ResultConfusion["counts"]): number {
  let filled = 0;
  for (const row of counts) {
    for (let column = 0; column < row.length; column++) if (row[column] !== 0) filled++;
  }
  return filled;
}

/**
 * Indices of the largest counts, largest first; among equal ones the earlier row and column first.
 *
 * @param most how many are kept
 * @param isIn which cells take part
 * @returns at most `most` indices, and how many take part in all
 */
export function largestCells(
  { count }: ConfusionCells,
  most: number,
  isIn: (cell: number) => boolean,
): { readonly cells: readonly number[]; readonly all: number } {
  const kept: number[] = [];
  let all = 0;
  for (let cell = 0; cell < count.length; cell++) {
    if (!isIn(cell)) continue;
    all++;
    const value = count[cell]!;
    if (kept.length === most && value <= count[kept[most - 1]!]!) continue;
    let at = kept.length;
    while (at > 0 && count[kept[at - 1]!]! < value) at--;
    kept.splice(at, 0, cell);
    if (kept.length > most) kept.pop();
  }
  return { cells: kept, all };
}
