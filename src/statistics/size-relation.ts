import { pearson } from "./correlation.js";
import { midranks } from "./order.js";

/**
 * Whether bigger clusters score differently (METHODS §1.2): Spearman's ρ of the clusters' sizes and
 * a figure of each, on midranks; 0 if either is constant.
 *
 * @param size m_g; clusters of size 0 are left out
 * @param figure of each cluster, such as its share of right answers
 */
export function sizeCorrelation(size: Float64Array, figure: Float64Array): number {
  const used = figure.filter((_value, g) => size[g]! > 0);
  return pearson(midranks(size.filter((m) => m > 0)), midranks(used)) ?? 0;
}

/** max(0.5, 2/√(G − 1)), from which on |ρ| counts; 2, never reached, if G < 2. */
export function sizeThreshold(G: number): number {
  return G < 2 ? 2 : Math.max(0.5, 2 / Math.sqrt(G - 1));
}

/** |ρ| ≥ {@link sizeThreshold}, up to rounding. */
export function isSizeRelated(spearman: number, G: number): boolean {
  return Math.abs(spearman) >= sizeThreshold(G) - 1e-12;
}

/** x_g/m_g of each cluster; NaN for an empty one, which {@link sizeCorrelation} leaves out. */
export function shares(total: Float64Array, size: Float64Array): Float64Array {
  return total.map((x, g) => x / size[g]!);
}
