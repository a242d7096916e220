/**
 * How a tie between the true class and others counts: in random order (the mean of all orders),
 * against the true class, for it, or as scikit-learn's `top_k_accuracy_score` orders it, the higher
 * index first. Report `expected` or `pessimistic`.
 */
export type TopKTies = "expected" | "pessimistic" | "optimistic" | "higher-index";

/**
 * Whether the true class is among the k best of a row: 1 or 0, or with `expected` ties the
 * probability of it.
 *
 * @param scores of one row
 * @param truth index of the true class
 * @param k ≥ 1
 */
export function topKHit(
  scores: ArrayLike<number>,
  truth: number,
  k: number,
  ties: TopKTies,
): number {
  const own = scores[truth] ?? Number.NEGATIVE_INFINITY;
  let above = 0;
  let tied = 0;
  let tiedHigher = 0;
  for (let i = 0; i < scores.length; i++) {
    if (scores[i]! > own) above++;
    if (i === truth || scores[i] !== own) continue;
    tied++;
    if (i > truth) tiedHigher++;
  }
  switch (ties) {
    case "expected":
      return expectedTopK(above, tied, k);
    case "pessimistic":
      return above + tied < k ? 1 : 0;
    case "optimistic":
      return above < k ? 1 : 0;
    case "higher-index":
      return above + tiedHigher < k ? 1 : 0;
    default:
      return ties satisfies never;
  }
}

/** Probability that the true class is among the k best when ties are in random order. */
export function expectedTopK(above: number, tied: number, k: number): number {
  return Math.min(1, Math.max(0, (k - above) / (tied + 1)));
}
