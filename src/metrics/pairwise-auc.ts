import { averagePrecision, rocAuc } from "./ranked-metrics.js";
import { blocksOf, createRanking } from "./ranking.js";

/**
 * Hand & Till's M: the mean over pairs of classes with units of the two AUCs that tell one from the
 * other, among units of the two. NaN with fewer than two such classes.
 *
 * Source: Hand & Till 2001 (from memory), held to scikit-learn (`multi_class="ovo"`).
 *
 * @param column score of each class, one column of n values a class
 * @param truth class of each unit
 */
export function handTillAuc(column: readonly Float64Array[], truth: Int32Array): number {
  const present = [...new Set(truth)].sort((a, b) => a - b);
  let sum = 0;
  let pairs = 0;
  for (const [at, first] of present.entries()) {
    for (const second of present.slice(at + 1)) {
      sum += (among(column, truth, first, second) + among(column, truth, second, first)) / 2;
      pairs++;
    }
  }
  return sum / pairs;
}

/** AUC of a class's own score in separating it from another class. */
function among(
  column: readonly Float64Array[],
  truth: Int32Array,
  own: number,
  other: number,
): number {
  const score: number[] = [];
  const positive: number[] = [];
  for (let i = 0; i < truth.length; i++) {
    if (truth[i] !== own && truth[i] !== other) continue;
    score.push(column[own]?.[i] ?? 0);
    positive.push(truth[i] === own ? 1 : 0);
  }
  const ranking = createRanking(Float64Array.from(score));
  return rocAuc(blocksOf(ranking, Uint8Array.from(positive), null));
}

/** Average precision of all (unit, class) pairs together. */
export function microAveragePrecision(
  column: readonly Float64Array[],
  truth: Int32Array,
  weights: Float64Array | null,
): number {
  const n = truth.length;
  const score = new Float64Array(n * column.length);
  const positive = new Uint8Array(score.length);
  const weight = weights === null ? null : new Float64Array(score.length);
  for (const [k, values] of column.entries()) {
    score.set(values, k * n);
    weight?.set(weights ?? [], k * n);
    for (let i = 0; i < n; i++) positive[k * n + i] = truth[i] === k ? 1 : 0;
  }
  return averagePrecision(blocksOf(createRanking(score), positive, weight));
}
