import type { EstimateDetail, Estimator } from "../metrics/estimate-types.js";

/**
 * Shares of several slices drawn towards each other, since the worst of many looks worse than it is
 * (METHODS §10 step 4): v_i = p̄(1 − p̄)/n_eff,i with the pooled p̄ ((k + ½)/(n + 1) if that is 0 or
 * 1), DerSimonian & Laird's τ² and μ, then μ + τ²/(τ² + v_i)·(p_i − μ).
 *
 * Source: Efron & Morris 1975, DerSimonian & Laird 1986 (from memory).
 *
 * @returns one a slice, in their order; null if there are fewer than 3, or they are not shares
 */
export function shrinkShares(
  parts: readonly { readonly estimator: Estimator; readonly detail: EstimateDetail }[],
): number[] | null {
  const shares: { p: number; n: number; nEff: number }[] = [];
  for (const { estimator, detail } of parts) {
    const { value, nu, n, family } = detail;
    if (family !== "proportion" || value === null || nu === null || nu <= 0) return null;
    if (detail.u !== value || estimator.toUnit?.(0.5) !== 0.5) return null; // F1 is no share
    shares.push({ p: value, n, nEff: nu });
  }
  if (shares.length < 3) return null;
  const n = shares.reduce((sum, share) => sum + share.n, 0);
  const k = shares.reduce((sum, share) => sum + share.p * share.n, 0);
  const plain = k / n;
  const pooled = plain > 0 && plain < 1 ? plain : (k + 0.5) / (n + 1);
  const variances = shares.map(({ nEff }) => (pooled * (1 - pooled)) / nEff);

  const weights = variances.map((v) => 1 / v);
  const fixed = weightedMean(shares, weights);
  const sum = weights.reduce((total, w) => total + w, 0);
  const squares = weights.reduce((total, w) => total + w * w, 0);
  const q = shares.reduce((total, { p }, i) => total + weights[i]! * (p - fixed) ** 2, 0);
  const tau2 = Math.max(0, (q - (shares.length - 1)) / (sum - squares / sum));
  const mean = weightedMean(
    shares,
    variances.map((v) => 1 / (tau2 + v)),
  );
  return shares.map(({ p }, i) => mean + (tau2 / (tau2 + variances[i]!)) * (p - mean));
}

function weightedMean(shares: readonly { p: number }[], weights: readonly number[]): number {
  const sum = weights.reduce((total, w) => total + w, 0);
  return shares.reduce((total, { p }, i) => total + weights[i]! * p, 0) / sum;
}
