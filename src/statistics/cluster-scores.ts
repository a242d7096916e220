import { intraclassCorrelation, satterthwaite } from "./cluster-design.js";

/** Per-cluster sums of a score. Clusters without a unit stay in the arrays with size 0. */
export interface ClusterScores {
  /** m_g: units of each cluster. */
  readonly size: Float64Array;
  /** S_g: sum of their scores. */
  readonly total: Float64Array;
  /** Within-cluster sums of squares Σ(score − S_g/m_g)², all clusters together. */
  readonly within: number;
}

/**
 * @param scores finite
 * @param cluster ids 0 … clusterCount − 1, checked by the caller
 * @param include which units count; all without it
 */
export function clusterScores(
  scores: Float64Array,
  cluster: ArrayLike<number>,
  clusterCount: number,
  include?: (score: number) => boolean,
): ClusterScores {
  const size = new Float64Array(clusterCount);
  const total = new Float64Array(clusterCount);
  for (let i = 0; i < scores.length; i++) {
    if (include !== undefined && !include(scores[i]!)) continue;
    size[cluster[i]!]! += 1;
    total[cluster[i]!]! += scores[i]!;
  }
  let within = 0;
  for (let i = 0; i < scores.length; i++) {
    if (include !== undefined && !include(scores[i]!)) continue;
    const g = cluster[i]!;
    const d = scores[i]! - total[g]! / size[g]!;
    within += d * d;
  }
  return { size, total, within };
}

/** Mean over units whose clusters are a sample: its variance and what belongs to it. */
export interface ClusterMean {
  /** Units. */
  readonly n: number;
  /** Clusters with a unit. */
  readonly G: number;
  /** Ratio mean ΣS/Σm. */
  readonly mean: number;
  /** G/(G − 1)·Σ(S_g − mean·m_g)²/n²; 0 if G < 2. */
  readonly v: number;
  /** By step 2 of METHODS §1.2 on the scores; 0 if G < 2. */
  readonly icc: number;
  /** By step 6 of METHODS §1.2 with i = icc; 1 if G < 2. */
  readonly df: number;
  /** S_g − mean·m_g of the clusters with a unit. */
  readonly residuals: Float64Array;
}

/** Null if no cluster has a unit. Source: METHODS §2.3, §2.4. */
export function clusterMean({ size, total, within }: ClusterScores): ClusterMean | null {
  const used = size.filter((m) => m > 0);
  const G = used.length;
  if (G === 0) return null;
  let n = 0;
  let sum = 0;
  let squares = 0;
  for (let g = 0; g < size.length; g++) {
    n += size[g]!;
    sum += total[g]!;
    squares += size[g]! * size[g]!;
  }
  const mean = sum / n;
  const residuals = new Float64Array(G);
  let residualSquares = 0;
  let between = 0;
  for (let g = 0, at = 0; g < size.length; g++) {
    if (size[g] === 0) continue;
    const e = total[g]! - mean * size[g]!;
    residuals[at++] = e;
    residualSquares += e * e;
    between += (e * e) / size[g]!;
  }
  if (G < 2) return { n, G, mean, v: 0, icc: 0, df: 1, residuals };
  const n0 = (n - squares / n) / (G - 1);
  const icc = intraclassCorrelation(between / (G - 1), n > G ? within / (n - G) : 0, n0);
  const v = ((G / (G - 1)) * residualSquares) / (n * n);
  return { n, G, mean, v, icc, df: satterthwaite(used, icc), residuals };
}
