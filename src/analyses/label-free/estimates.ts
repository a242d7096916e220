import { exp, hypot } from "../../core/elementary.js";

/** Confidences of predictions, and which of them are right. */
export interface KnownPredictions {
  readonly confidence: Float64Array;
  readonly correct: Uint8Array;
}

/**
 * Average thresholded confidence (`atc_mc`): the share of the new confidences at or above the threshold below
 * which there are as many known ones as there are errors among them.
 *
 * Source: Garg et al., ICLR 2022; oracle g.
 *
 * @returns `threshold` +∞ where all are wrong
 */
export function thresholdedConfidence(
  { confidence, correct }: KnownPredictions,
  fresh: Float64Array,
): { readonly threshold: number; readonly value: number } {
  const errors = correct.reduce((sum, right) => sum + 1 - right, 0);
  const threshold = confidence.slice().sort()[errors] ?? Number.POSITIVE_INFINITY;
  let above = 0;
  for (const c of fresh) if (c >= threshold) above++;
  return { threshold, value: above / fresh.length };
}

/**
 * Difference of confidences: the known accuracy and what the mean confidence rose or fell by, held in [0, 1].
 *
 * Source: Guillory et al., ICCV 2021; oracle g, `doc_clipped`.
 */
export function confidenceDifference(
  { confidence, correct }: KnownPredictions,
  fresh: Float64Array,
): number {
  const value = meanOf(correct) + meanOf(fresh) - meanOf(confidence);
  return Math.min(1, Math.max(0, value));
}

export function meanOf(values: Float64Array | Uint8Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

export interface ClassWeights {
  /** Share here over share there of each class, not below 0. */
  readonly weights: Float64Array;
  /** Of the joint confusion matrix, in the 2-norm. */
  readonly condition: number;
}

/** Singular values that small are none. */
const RELATIVE_ZERO = 1e-12;

/**
 * How much more or less frequent each class is here, if images of a class are as they were: w of (C/n)·w = μ, C the
 * joint counts of prediction and truth there, μ the shares of the predictions here.
 *
 * Source: Lipton, Wang & Smola, ICML 2018 (BBSE); oracle g, `bbse_w_clipped` and `cond`.
 *
 * @param counts row-major K × K, rows = prediction, columns = truth
 * @param predicted predictions of each class here
 * @returns null where C is singular: then nothing is known of w
 */
export function classWeights(counts: Float64Array, predicted: Float64Array): ClassWeights | null {
  const size = predicted.length;
  const n = counts.reduce((sum, count) => sum + count, 0);
  const m = predicted.reduce((sum, count) => sum + count, 0);
  if (size === 0 || n === 0 || m === 0) return null;
  // One-sided Jacobi: A V has columns at right angles, whose lengths are the singular values.
  const { columns, vectors } = orthogonalised(
    counts.map((count) => count / n),
    size,
  );
  const lengths = Array.from({ length: size }, (_, k) => lengthOf(columns, size, k));
  const most = Math.max(...lengths);
  const least = Math.min(...lengths);
  if (!(least > RELATIVE_ZERO * most)) return null;
  const weights = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    let along = 0;
    for (let i = 0; i < size; i++) along += columns[i * size + k]! * (predicted[i]! / m);
    along /= lengths[k]! ** 2;
    for (let j = 0; j < size; j++) weights[j]! += vectors[j * size + k]! * along;
  }
  return { weights: weights.map((w) => Math.max(0, w)), condition: most / least };
}

const MOST_SWEEPS = 60;

function orthogonalised(matrix: Float64Array, size: number) {
  const columns = matrix.slice();
  const vectors = new Float64Array(size * size);
  for (let k = 0; k < size; k++) vectors[k * size + k] = 1;
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let turned = false;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        let [pp, qq, pq] = [0, 0, 0];
        for (let i = 0; i < size; i++) {
          const [a, b] = [columns[i * size + p]!, columns[i * size + q]!];
          pp += a * a;
          qq += b * b;
          pq += a * b;
        }
        if (Math.abs(pq) <= 1e-15 * Math.sqrt(pp * qq)) continue;
        turned = true;
        const zeta = (qq - pp) / (2 * pq);
        const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + hypot(1, zeta));
        const c = 1 / hypot(1, t);
        for (const one of [columns, vectors]) turn(one, size, [p, q], c, c * t);
      }
    }
    if (!turned) break;
  }
  return { columns, vectors };
}

function turn(
  matrix: Float64Array,
  size: number,
  [p, q]: readonly [number, number],
  c: number,
  s: number,
): void {
  for (let i = 0; i < size; i++) {
    const [a, b] = [matrix[i * size + p]!, matrix[i * size + q]!];
    matrix[i * size + p] = c * a - s * b;
    matrix[i * size + q] = s * a + c * b;
  }
}

function lengthOf(columns: Float64Array, size: number, k: number): number {
  let squares = 0;
  for (let i = 0; i < size; i++) squares += columns[i * size + k]! ** 2;
  return Math.sqrt(squares);
}

/** Σw·hit/Σw, and Kish's effective number (Σw)²/Σw². @param weights one a unit; oracle g */
export function weightedAccuracy(
  correct: Uint8Array,
  weights: Float64Array,
): { readonly value: number; readonly effectiveN: number } {
  let [hits, sum, squares] = [0, 0, 0];
  for (const [i, w] of weights.entries()) {
    hits += w * correct[i]!;
    sum += w;
    squares += w * w;
  }
  return { value: hits / sum, effectiveN: sum ** 2 / squares };
}

/**
 * P of the weighted Kolmogorov–Smirnov statistic if both sides were of one law, by its limit
 * 2 Σ (−1)^(k−1) exp(−2k²λ²) with λ = D√(νm/(ν + m)), ν Kish's effective number.
 *
 * @param weights of the known values, of which one at least is above 0
 */
export function weightedKolmogorovSmirnov(
  known: Float64Array,
  weights: Float64Array,
  fresh: Float64Array,
): number {
  const order = Uint32Array.from(known.keys()).sort((a, b) => known[a]! - known[b]!);
  const sorted = fresh.slice().sort();
  const total = weights.reduce((sum, w) => sum + w, 0);
  const squares = weights.reduce((sum, w) => sum + w * w, 0);
  let [at, below, distance, mass] = [0, 0, 0, 0];
  while (at < order.length || below < sorted.length) {
    const value = Math.min(
      at < order.length ? known[order[at]!]! : Number.POSITIVE_INFINITY,
      sorted[below] ?? Number.POSITIVE_INFINITY,
    );
    while (at < order.length && known[order[at]!] === value) mass += weights[order[at++]!]!;
    while (sorted[below] === value) below++;
    distance = Math.max(distance, Math.abs(mass / total - below / sorted.length));
  }
  const kish = total ** 2 / squares;
  return kolmogorovTail(distance * Math.sqrt((kish * fresh.length) / (kish + fresh.length)));
}

function kolmogorovTail(lambda: number): number {
  // The series falls too slowly there, and the tail is 1 to nine digits.
  if (lambda < 0.25) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k++) {
    const term = exp(-2 * k * k * lambda * lambda);
    sum += k % 2 === 1 ? term : -term;
    if (term < 1e-16) break;
  }
  return Math.min(1, Math.max(0, 2 * sum));
}
