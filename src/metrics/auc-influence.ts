import type { Ranking } from "./ranking.js";

/** Area under the ROC curve and what each unit adds to it. */
export interface AucInfluence {
  /** NaN where one label is absent. */
  readonly auc: number;
  /** Weight of the positives, of the negatives. */
  readonly positives: number;
  readonly negatives: number;
  /**
   * w·(V₁₀ − A)/W₁ of a positive, w·(V₀₁ − A)/W₀ of a negative, V₁₀ the share of negatives that
   * score below it and V₀₁ the share of positives that score above, ties counted half. They sum to
   * 0; with A undefined all are 0.
   */
  readonly influence: Float64Array;
}

/**
 * AUC and influences by one walk along a ranking. DeLong's variance is
 * n₁/(n₁ − 1)·Σ_pos U² + n₀/(n₀ − 1)·Σ_neg U², the clustered one G/(G − 1)·Σ_g(Σ_{i∈g} U_i)².
 *
 * Source: DeLong, DeLong & Clarke-Pearson 1988; Obuchowski 1997 (both from memory), held to
 * statistics/delong, which oracle d checks, and to the sum over pairs.
 *
 * @param positive 1 for a positive
 * @param weights one a unit; null for ones
 */
export function aucInfluence(
  { unit, start }: Ranking,
  positive: Uint8Array,
  weights: Float64Array | null,
): AucInfluence {
  const n = unit.length;
  const influence = new Float64Array(n);
  let positives = 0;
  let negatives = 0;
  for (let i = 0; i < n; i++) {
    const weight = weights === null ? 1 : weights[i]!;
    if (positive[i] === 1) positives += weight;
    else negatives += weight;
  }
  if (!(positives > 0 && negatives > 0)) {
    return { auc: Number.NaN, positives, negatives, influence };
  }
  let above = 0; // positives above the block
  let passed = 0; // negatives above the block
  let pairs = 0; // twice the pairs in the right order
  for (let b = 0; b + 1 < start.length; b++) {
    let p = 0;
    let q = 0;
    for (let rank = start[b]!; rank < start[b + 1]!; rank++) {
      const i = unit[rank]!;
      const weight = weights === null ? 1 : weights[i]!;
      if (positive[i] === 1) p += weight;
      else q += weight;
    }
    const v10 = (negatives - passed - q / 2) / negatives;
    const v01 = (above + p / 2) / positives;
    for (let rank = start[b]!; rank < start[b + 1]!; rank++) {
      const i = unit[rank]!;
      influence[i] = positive[i] === 1 ? v10 : v01;
    }
    pairs += q * (2 * above + p);
    above += p;
    passed += q;
  }
  const auc = pairs / 2 / positives / negatives;
  for (let i = 0; i < n; i++) {
    const weight = weights === null ? 1 : weights[i]!;
    const side = positive[i] === 1 ? positives : negatives;
    influence[i] = (weight * (influence[i]! - auc)) / side;
  }
  return { auc, positives, negatives, influence };
}

/**
 * DeLong's variance from influences. A label with a single unit has no spread of its own and adds
 * nothing: the caller warns.
 *
 * @param first, second effective numbers of positives and negatives
 */
export function influenceToDelong(
  influence: Float64Array,
  positive: Uint8Array,
  first: number,
  second: number,
): number {
  let ofPositives = 0;
  let ofNegatives = 0;
  for (let i = 0; i < influence.length; i++) {
    const square = influence[i]! * influence[i]!;
    if (positive[i] === 1) ofPositives += square;
    else ofNegatives += square;
  }
  return (
    (first > 1 ? (first / (first - 1)) * ofPositives : 0) +
    (second > 1 ? (second / (second - 1)) * ofNegatives : 0)
  );
}
