import { influenceVariance } from "../statistics/jackknife.js";
import { type AucInfluence, aucInfluenceOf } from "./auc-influence.js";

/** AUCs of two scores on the same units, and how sure their difference is. */
export interface AucDifference {
  readonly first: number;
  readonly second: number;
  /** first − second. */
  readonly difference: number;
  /** DeLong's variance of the difference; over clusters where there are some. */
  readonly varianceOfDifference: number;
  /**
   * v²/Σ(v_X²/(n_X − 1)) over the two labels, for an interval by Student's law (METHODS §14); over
   * clusters G − 1.
   */
  readonly df: number;
}

/**
 * Two scores of the same units, such as two models, or a score and the model's own confidence.
 *
 * Source: DeLong et al. 1988 (from memory), held to statistics/delong.
 *
 * @param positive 1 for a positive
 * @param clusters units that are not independent; null where all are
 * @returns null with fewer than 2 of either label, or fewer than 2 clusters
 */
export function aucDifference(
  positive: Uint8Array,
  firstScore: Float64Array,
  secondScore: Float64Array,
  clusters: { readonly cluster: Int32Array; readonly clusterCount: number } | null = null,
): AucDifference | null {
  const first = aucInfluenceOf(firstScore, positive, null);
  const second = aucInfluenceOf(secondScore, positive, null);
  const { positives, negatives } = first;
  if (positives < 2 || negatives < 2) return null;
  const base = { first: first.auc, second: second.auc, difference: first.auc - second.auc };
  if (clusters !== null) {
    const { sums, used } = clusterDifferences(first, second, clusters);
    if (used < 2) return null;
    return { ...base, varianceOfDifference: influenceVariance(sums), df: used - 1 };
  }
  const [squaresOfPositives, squaresOfNegatives] = squares(positive, first, second);
  const ofPositives = (positives / (positives - 1)) * squaresOfPositives;
  const ofNegatives = (negatives / (negatives - 1)) * squaresOfNegatives;
  const variance = ofPositives + ofNegatives;
  const parts = ofPositives ** 2 / (positives - 1) + ofNegatives ** 2 / (negatives - 1);
  const df = parts > 0 ? variance ** 2 / parts : positives + negatives - 2;
  return { ...base, varianceOfDifference: variance, df };
}

function squares(
  positive: Uint8Array,
  first: AucInfluence,
  second: AucInfluence,
): readonly [ofPositives: number, ofNegatives: number] {
  let ofPositives = 0;
  let ofNegatives = 0;
  const a = first.influence;
  const b = second.influence;
  for (let i = 0; i < positive.length; i++) {
    const square = (a[i]! - b[i]!) * (a[i]! - b[i]!);
    if (positive[i] === 1) ofPositives += square;
    else ofNegatives += square;
  }
  return [ofPositives, ofNegatives];
}

function clusterDifferences(
  first: AucInfluence,
  second: AucInfluence,
  { cluster, clusterCount }: { readonly cluster: Int32Array; readonly clusterCount: number },
): { readonly sums: Float64Array; readonly used: number } {
  const sums = new Float64Array(clusterCount);
  const seen = new Uint8Array(clusterCount);
  for (let i = 0; i < cluster.length; i++) {
    sums[cluster[i]!]! += first.influence[i]! - second.influence[i]!;
    seen[cluster[i]!] = 1;
  }
  const kept = sums.filter((_sum, g) => seen[g] === 1);
  return { sums: kept, used: kept.length };
}
