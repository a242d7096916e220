import type { ConfusionCells } from "./confusion.js";

/**
 * Cohen's kappa with disagreements weighted by the distance of class indices: for ordered classes.
 * 1 − Σ w·observed/Σ w·expected; NaN where nothing can disagree.
 *
 * Source: Cohen 1968 (from memory), held to scikit-learn.
 *
 * @param distance `linear`: |i − j|; `quadratic`: (i − j)²
 */
export function weightedKappa(cells: ConfusionCells, distance: "linear" | "quadratic"): number {
  const { classCount, truth, predicted, count } = cells;
  const weigh = (i: number, j: number) => (distance === "linear" ? Math.abs(i - j) : (i - j) ** 2);
  const rows = new Float64Array(classCount);
  const columns = new Float64Array(classCount);
  let total = 0;
  let observed = 0;
  for (let c = 0; c < count.length; c++) {
    rows[truth[c]!]! += count[c]!;
    columns[predicted[c]!]! += count[c]!;
    total += count[c]!;
    observed += count[c]! * weigh(truth[c]!, predicted[c]!);
  }
  let expected = 0;
  for (let i = 0; i < classCount; i++) {
    for (let j = 0; j < classCount; j++) expected += (rows[i]! * columns[j]! * weigh(i, j)) / total;
  }
  return expected > 0 ? 1 - observed / expected : Number.NaN;
}
