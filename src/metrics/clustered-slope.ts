import { exp } from "../core/elementary.js";
import { studentLevelQuantile } from "../statistics/quantiles.js";
import { fitLogistic } from "./logistic-fit.js";

/** With fewer clusters there is no range. */
const FEWEST_CLUSTERS = 3;

/** The slope of logit P(y) = a + b·x with its range. */
export interface SlopeRange {
  readonly value: number;
  /** Null with fewer than three clusters. */
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Maximum likelihood, with the range of units that come in clusters: b ± t(G − 1)·se, se² from
 * G/(G − 1)·A⁻¹(Σ_g u_g u_gᵀ)A⁻¹, A the information and u_g = Σ_{i in g} (y − p)(1, x).
 *
 * Source: Liang & Zeger 1986 (from memory).
 *
 * @param cluster of each unit, 0 … clusterCount − 1; a unit each where they are independent
 * @returns null where no finite maximum exists, as `fitLogistic`
 */
export function clusteredSlope(
  x: Float64Array,
  y: Uint8Array,
  cluster: Int32Array,
  clusterCount: number,
  level: number,
): SlopeRange | null {
  const fit = fitLogistic(x, y);
  if (fit === null) return null;
  const { intercept, slope: value } = fit;
  if (clusterCount < FEWEST_CLUSTERS) return { value, low: null, high: null };
  // Centred, so that the information is no difference of large numbers; the slope stays as it is.
  const centre = x.reduce((sum, one) => sum + one, 0) / x.length;
  let [aa, ab, bb] = [0, 0, 0];
  const ua = new Float64Array(clusterCount);
  const ub = new Float64Array(clusterCount);
  for (let i = 0; i < x.length; i++) {
    const p = 1 / (1 + exp(-(intercept + value * x[i]!)));
    const d = x[i]! - centre;
    const w = p * (1 - p);
    aa += w;
    ab += w * d;
    bb += w * d * d;
    ua[cluster[i]!]! += y[i]! - p;
    ub[cluster[i]!]! += (y[i]! - p) * d;
  }
  const determinant = aa * bb - ab * ab;
  let squares = 0;
  for (let g = 0; g < clusterCount; g++) {
    squares += ((aa * ub[g]! - ab * ua[g]!) / determinant) ** 2;
  }
  const variance = (clusterCount / (clusterCount - 1)) * squares;
  const half = studentLevelQuantile(level, clusterCount - 1) * Math.sqrt(variance);
  if (!Number.isFinite(half)) return { value, low: null, high: null };
  return { value, low: value - half, high: value + half };
}
