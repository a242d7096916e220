import { delongDegrees } from "../statistics/delong.js";
import { blocksOf, type Ranking, rankingOf } from "./ranking.js";

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
  ranking: Ranking,
  positive: Uint8Array,
  weights: Float64Array | null,
): AucInfluence {
  const { block } = ranking;
  const { size, marked } = blocksOf(ranking, positive, weights);
  const influence = new Float64Array(block.length);
  let positives = 0;
  let negatives = 0;
  for (let b = 0; b < size.length; b++) {
    positives += marked[b]!;
    negatives += size[b]! - marked[b]!;
  }
  if (!(positives > 0 && negatives > 0)) {
    return { auc: Number.NaN, positives, negatives, influence };
  }
  // What a positive, and a negative, of each block adds to the AUC.
  const ofPositive = new Float64Array(size.length);
  const ofNegative = new Float64Array(size.length);
  let above = 0; // positives above the block
  let passed = 0; // negatives above the block
  let pairs = 0; // twice the pairs in the right order
  for (let b = 0; b < size.length; b++) {
    const p = marked[b]!;
    const q = size[b]! - p;
    ofPositive[b] = (negatives - passed - q / 2) / negatives;
    ofNegative[b] = (above + p / 2) / positives;
    pairs += q * (2 * above + p);
    above += p;
    passed += q;
  }
  const auc = pairs / 2 / positives / negatives;
  for (let b = 0; b < size.length; b++) {
    ofPositive[b] = (ofPositive[b]! - auc) / positives;
    ofNegative[b] = (ofNegative[b]! - auc) / negatives;
  }
  for (let i = 0; i < block.length; i++) {
    const u = positive[i] === 1 ? ofPositive[block[i]!]! : ofNegative[block[i]!]!;
    influence[i] = weights === null ? u : weights[i]! * u;
  }
  return { auc, positives, negatives, influence };
}

const remembered = new WeakMap<
  Float64Array,
  { positive: Uint8Array; weights: Float64Array | null; found: AucInfluence }
>();

/** {@link aucInfluence} of a score, remembered while the column lives: estimates share it. */
export function aucInfluenceOf(
  score: Float64Array,
  positive: Uint8Array,
  weights: Float64Array | null,
): AucInfluence {
  const known = remembered.get(score);
  if (known?.positive === positive && known.weights === weights) return known.found;
  const found = aucInfluence(rankingOf(score), positive, weights);
  remembered.set(score, { positive, weights, found });
  return found;
}

/** DeLong's variance of an AUC, and its degrees of freedom. */
export interface DelongParts {
  readonly variance: number;
  readonly df: number;
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
): DelongParts {
  let ofPositives = 0;
  let ofNegatives = 0;
  for (let i = 0; i < influence.length; i++) {
    const square = influence[i]! * influence[i]!;
    if (positive[i] === 1) ofPositives += square;
    else ofNegatives += square;
  }
  const v1 = first > 1 ? (first / (first - 1)) * ofPositives : 0;
  const v0 = second > 1 ? (second / (second - 1)) * ofNegatives : 0;
  return { variance: v1 + v0, df: delongDegrees(v1, v0, first, second) };
}
