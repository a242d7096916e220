import { samplePredictions } from "./cluster-class-sums.js";
import type { ClassPredictions } from "./labels/label-columns.js";
import { oncePerSample } from "./sample.js";

/** The cells of a confusion matrix that hold a unit, in row order. */
export interface ConfusionCells {
  readonly classCount: number;
  /** Class that is true of the cell's units: the row. */
  readonly truth: Int32Array;
  /** Class that they were answered as: the column. */
  readonly predicted: Int32Array;
  /** Their number, or the sum of their weights. */
  readonly count: Float64Array;
}

/** Up to this number of cells, 32 MB, a full matrix is counted in; beyond it a map. */
const DENSE_CELLS = 4_000_000;

/** @param weights one a unit; null for ones */
export function confusionCells(
  predictions: Extract<ClassPredictions, { kind: "single" }>,
  weights: Float64Array | null,
): ConfusionCells {
  const classCount = predictions.classes.length;
  const { truth, predicted, unitCount } = predictions;
  const counts = new Map<number, number>();
  if (classCount * classCount <= DENSE_CELLS) {
    const matrix = new Float64Array(classCount * classCount);
    for (let i = 0; i < unitCount; i++) {
      matrix[truth[i]! * classCount + predicted[i]!]! += weights?.[i] ?? 1;
    }
    for (let cell = 0; cell < matrix.length; cell++) {
      if (matrix[cell]! > 0) counts.set(cell, matrix[cell]!);
    }
  } else {
    for (let i = 0; i < unitCount; i++) {
      const cell = truth[i]! * classCount + predicted[i]!;
      counts.set(cell, (counts.get(cell) ?? 0) + (weights?.[i] ?? 1));
    }
  }
  const cells = [...counts.keys()].sort((a, b) => a - b);
  return {
    classCount,
    truth: Int32Array.from(cells, (cell) => Math.floor(cell / classCount)),
    predicted: Int32Array.from(cells, (cell) => cell % classCount),
    count: Float64Array.from(cells, (cell) => counts.get(cell) ?? 0),
  };
}

/** The cells of a sample with one label a unit; null for others. */
export const sampleConfusion = oncePerSample((sample) => {
  const predictions = samplePredictions(sample);
  return predictions?.kind === "single" ? confusionCells(predictions, sample.weights) : null;
});

/** The full matrix, row-major: rows = ground truth, columns = answers. */
export function confusionMatrix({
  classCount,
  truth,
  predicted,
  count,
}: ConfusionCells): Float64Array {
  const matrix = new Float64Array(classCount * classCount);
  for (let c = 0; c < count.length; c++) matrix[truth[c]! * classCount + predicted[c]!] = count[c]!;
  return matrix;
}
