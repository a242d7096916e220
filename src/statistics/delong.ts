import { exp, ln } from "../core/elementary.js";
import { checkLevel, checkSameLength } from "./arguments.js";
import { clip, type Interval } from "./interval.js";
import { influenceVariance } from "./jackknife.js";
import { ascendingOrder } from "./order.js";
import { levelQuantile, normalCdf, studentCdf } from "./quantiles.js";

/** Area under the ROC curve and each unit's placement, from which all its variances follow. */
export interface AucPlacements {
  /** P(score of a positive > of a negative) + ½P(=); null if either label is absent. */
  readonly auc: number | null;
  /** n₁, n₀. */
  readonly positives: number;
  readonly negatives: number;
  /**
   * For a positive V₁₀: the share of negatives that score below it (ties count ½); for a negative
   * V₀₁: the share of positives that score above it. 0 where the other label is absent.
   */
  readonly placement: Float64Array;
}

/**
 * AUC and placements by one sort, O(n log n) or less. Only the order of the scores counts.
 *
 * Source: DeLong, DeLong & Clarke-Pearson, Biometrics 1988 (V₁₀, V₀₁); Sun & Xu 2014 for doing it by
 * ranks (both from memory); held to oracle d and to the sum over all pairs.
 *
 * @param positive 1 for a positive, 0 for a negative
 * @param score larger = more positive; infinite ones allowed
 * @throws HomegroundError `argument/length-mismatch`, `argument/not-a-number` on a NaN score
 */
export function aucPlacements(positive: Uint8Array, score: Float64Array): AucPlacements {
  checkSameLength(positive, score, "positive, score");
  const n = score.length;
  let positives = 0;
  for (let i = 0; i < n; i++) positives += positive[i]!;
  const negatives = n - positives;
  const placement = new Float64Array(n);
  if (positives === 0 || negatives === 0) return { auc: null, positives, negatives, placement };
  const order = ascendingOrder(score);
  let positivesBelow = 0;
  let negativesBelow = 0;
  let pairs = 0; // twice the number of (positive, negative) pairs in the right order, exact below 2⁵³
  for (let start = 0; start < n; ) {
    const value = score[order[start]!]!;
    let end = start;
    let tiedPositives = 0;
    for (; end < n && score[order[end]!] === value; end++) tiedPositives += positive[order[end]!]!;
    const tiedNegatives = end - start - tiedPositives;
    const v10 = (negativesBelow + tiedNegatives / 2) / negatives;
    const v01 = (positives - positivesBelow - tiedPositives / 2) / positives;
    for (let i = start; i < end; i++) {
      const unit = order[i]!;
      placement[unit] = positive[unit] === 1 ? v10 : v01;
    }
    pairs += tiedPositives * (2 * negativesBelow + tiedNegatives);
    positivesBelow += tiedPositives;
    negativesBelow += tiedNegatives;
    start = end;
  }
  return { auc: pairs / 2 / (positives * negatives), positives, negatives, placement };
}

/**
 * DeLong's variance S₁₀/n₁ + S₀₁/n₀, S the variances of the placements (ddof 1); null with fewer than
 * 2 of either label. 0 if every positive scores above every negative: uninformative, not certain.
 */
export function delongVariance(positive: Uint8Array, found: AucPlacements): number | null {
  const { auc, placement } = found;
  return auc === null ? null : placementVariance(positive, found, auc, (i) => placement[i]!);
}

/**
 * Degrees of freedom of DeLong's variance v₁ + v₀, after Satterthwaite:
 * v²/(v₁²/(n₁ − 1) + v₀²/(n₀ − 1)); v = 0: min(n₁, n₀) − 1; at least 1, and 1 where a label has fewer
 * than two units, whose spread is unknown (METHODS-2 A4 step 1).
 *
 * @param ofPositives, ofNegatives v₁ and v₀
 * @param n1, n0 units of each label, or effective numbers
 */
export function delongDegrees(
  ofPositives: number,
  ofNegatives: number,
  n1: number,
  n0: number,
): number {
  const fewest = Math.min(n1, n0);
  if (fewest < 2) return 1;
  const v = ofPositives + ofNegatives;
  if (v === 0) return fewest - 1;
  return v ** 2 / (ofPositives ** 2 / (n1 - 1) + ofNegatives ** 2 / (n0 - 1));
}

/** Two scores of the same units. */
export interface DelongPaired {
  readonly auc1: number;
  readonly auc2: number;
  readonly variance1: number;
  readonly variance2: number;
  readonly covariance: number;
  /** Variance of auc1 − auc2; exactly 0 if both order the labels alike. */
  readonly varianceOfDifference: number;
  /** (auc1 − auc2)/√variance and its two-sided normal p; null if the variance is 0. */
  readonly z: number | null;
  readonly p: number | null;
}

/**
 * DeLong's test of two scores on the same units; null with fewer than 2 of either label.
 *
 * Source: DeLong et al. 1988 (from memory), held to pROC by oracle d.
 *
 * @param first, second {@link aucPlacements} of the two scores on the same labels
 */
export function delongPaired(
  positive: Uint8Array,
  first: AucPlacements,
  second: AucPlacements,
): DelongPaired | null {
  const variance1 = delongVariance(positive, first);
  const variance2 = delongVariance(positive, second);
  const { auc: auc1, placement: v1 } = first;
  const { auc: auc2, placement: v2 } = second;
  if (auc1 === null || auc2 === null || variance1 === null || variance2 === null) return null;
  const difference = auc1 - auc2;
  const spread = (i: number): number => v1[i]! - v2[i]!;
  const varianceOfDifference = placementVariance(positive, first, difference, spread) ?? 0;
  const covariance = (variance1 + variance2 - varianceOfDifference) / 2;
  const z = varianceOfDifference > 0 ? difference / Math.sqrt(varianceOfDifference) : null;
  const p = z === null ? null : 2 * normalCdf(-Math.abs(z));
  return { auc1, auc2, variance1, variance2, covariance, varianceOfDifference, z, p };
}

/** Two AUCs on different units. */
export interface DelongUnpaired {
  /** (auc1 − auc2)/√(v₁ + v₂). */
  readonly statistic: number;
  /** (v₁ + v₂)²/(v₁²/(n₁ − 1) + v₂²/(n₂ − 1)), n the units of each set. */
  readonly df: number;
  /** Two-sided, by t(df). */
  readonly p: number;
  /** Two-sided, by the normal law. */
  readonly pNormal: number;
}

/**
 * Welch-type test of two AUCs on different units; null if a variance is, or both are 0.
 *
 * Source: pROC's `roc.test(paired = FALSE, method = "delong")` (from memory), held to it by oracle d.
 */
export function delongUnpaired(
  first: { readonly auc: number; readonly variance: number | null; readonly n: number },
  second: { readonly auc: number; readonly variance: number | null; readonly n: number },
): DelongUnpaired | null {
  const v1 = first.variance;
  const v2 = second.variance;
  if (v1 === null || v2 === null || !(v1 + v2 > 0)) return null;
  const statistic = (first.auc - second.auc) / Math.sqrt(v1 + v2);
  const df = (v1 + v2) ** 2 / (v1 ** 2 / (first.n - 1) + v2 ** 2 / (second.n - 1));
  return {
    statistic,
    df,
    p: 2 * studentCdf(-Math.abs(statistic), df),
    pNormal: 2 * normalCdf(-Math.abs(statistic)),
  };
}

/**
 * Influence of each unit on the AUC, summed by cluster (METHODS §2.2):
 * U_g = Σ_pos(V₁₀ − A)/n₁ + Σ_neg(V₀₁ − A)/n₀; ΣU = 0.
 *
 * Source: Obuchowski 1997 (from memory).
 *
 * @param cluster ids 0 … clusterCount − 1, one a unit
 * @returns one sum a cluster; all 0 if the AUC is undefined
 */
export function aucInfluenceSums(
  positive: Uint8Array,
  found: AucPlacements,
  cluster: ArrayLike<number>,
  clusterCount: number,
): Float64Array {
  checkSameLength(positive, cluster, "positive, cluster");
  const sums = new Float64Array(clusterCount);
  const { auc, placement, positives, negatives } = found;
  if (auc === null) return sums;
  for (let i = 0; i < positive.length; i++) {
    sums[cluster[i]!]! += (placement[i]! - auc) / (positive[i] === 1 ? positives : negatives);
  }
  return sums;
}

/**
 * Variance of the AUC over clusters, G/(G − 1)·ΣU_g², from {@link aucInfluenceSums}; clusters of
 * size 0 do not count. 0 if G < 2.
 */
export function clusteredAucVariance(influence: Float64Array, size: Float64Array): number {
  checkSameLength(influence, size, "influence, size");
  return influenceVariance(influence.filter((_u, g) => size[g]! > 0));
}

/** DeLong's cap of §2.1: H = 4/(1/n₁ + 1/n₀). */
export function aucCap(positives: number, negatives: number): number {
  return positives === 0 || negatives === 0 ? 0 : 4 / (1 / positives + 1 / negatives);
}

/** DeLong's own interval, auc ± z·se clipped to [0, 1]: too narrow near 1; for comparison. */
export function delongInterval(auc: number, variance: number, level: number): Interval {
  checkLevel(level);
  const half = levelQuantile(level) * Math.sqrt(variance);
  return { low: clip(auc - half, 0, 1), high: clip(auc + half, 0, 1) };
}

/** expit(logit(auc) ± z·se/(auc(1 − auc))); null if auc is 0 or 1, or the variance 0. */
export function delongLogitInterval(auc: number, variance: number, level: number): Interval | null {
  checkLevel(level);
  if (auc === 0 || auc === 1 || variance === 0) return null;
  const centre = ln(auc / (1 - auc));
  const half = (levelQuantile(level) * Math.sqrt(variance)) / (auc * (1 - auc));
  return { low: expit(centre - half), high: expit(centre + half) };
}

/**
 * Hanley & McNeil's standard error of an AUC, from the AUC and the counts alone, with
 * Q₁ = A/(2 − A) and Q₂ = 2A²/(1 + A):
 * √((A(1 − A) + (n₁ − 1)(Q₁ − A²) + (n₀ − 1)(Q₂ − A²))/(n₁n₀)).
 *
 * Source: Hanley & McNeil, Radiology 1982 (from memory), held to oracle d.
 */
export function hanleyMcNeilError(auc: number, positives: number, negatives: number): number {
  const q1 = auc / (2 - auc) - auc * auc;
  const q2 = (2 * auc * auc) / (1 + auc) - auc * auc;
  const sum = auc * (1 - auc) + (positives - 1) * q1 + (negatives - 1) * q2;
  return Math.sqrt(Math.max(0, sum) / (positives * negatives));
}

/** S₁₀/n₁ + S₀₁/n₀ of any figure of the units whose mean over either label is `mean`. */
function placementVariance(
  positive: Uint8Array,
  { positives, negatives }: AucPlacements,
  mean: number,
  figure: (i: number) => number,
): number | null {
  if (positives < 2 || negatives < 2) return null;
  let ofPositives = 0;
  let ofNegatives = 0;
  for (let i = 0; i < positive.length; i++) {
    const d = figure(i) - mean;
    if (positive[i] === 1) ofPositives += d * d;
    else ofNegatives += d * d;
  }
  return ofPositives / (positives - 1) / positives + ofNegatives / (negatives - 1) / negatives;
}

function expit(x: number): number {
  return 1 / (1 + exp(-x));
}
