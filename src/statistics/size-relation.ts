import { pearson } from "./correlation.js";
import { midranks } from "./order.js";

/**
 * Whether bigger clusters score differently: Pearson's r of z_g and the midranks of the sizes m_g,
 *
 *     a_g = m_g(1 + (m_g − 1)·icc),  p_w = Σ(m_g·x_g/a_g)/Σ(m_g²/a_g),  z_g = (x_g − p_w·m_g)/√a_g
 *
 * Each z_g has the same variance whatever the size. Shares x_g/m_g have not: of a rare outcome a
 * small cluster's is mostly 0 and sometimes large, so that their ranks go with the size although
 * nothing else does. 0 if either is constant. Source: METHODS-2 A9, the project's own.
 *
 * @param size m_g; clusters of size 0 are left out
 * @param total x_g: hits of each cluster, or the sum of its scores
 * @param icc in [0, 1]
 */
export function sizeCorrelation(size: Float64Array, total: Float64Array, icc: number): number {
  const { m, x } = withoutEmpty(size, total);
  if (m.every((each) => each === m[0])) return 0;
  const a = new Float64Array(m.length);
  for (let g = 0; g < m.length; g++) a[g] = m[g]! * (1 + (m[g]! - 1) * icc);
  const p = weightedShare(m, x, a);
  const z = new Float64Array(m.length);
  for (let g = 0; g < m.length; g++) {
    const deviation = x[g]! - p * m[g]!;
    // What rounding leaves of equal shares would be as good a ranking as any.
    const rounding = 1e-10 * Math.max(Math.abs(x[g]!), Math.abs(p * m[g]!));
    z[g] = Math.abs(deviation) <= rounding ? 0 : deviation / Math.sqrt(a[g]!);
  }
  return pearson(z, midranks(m)) ?? 0;
}

function withoutEmpty(size: Float64Array, total: Float64Array) {
  const m = new Float64Array(size.length);
  const x = new Float64Array(size.length);
  let count = 0;
  for (let g = 0; g < size.length; g++) {
    if (!(size[g]! > 0)) continue;
    m[count] = size[g]!;
    x[count++] = total[g]!;
  }
  return { m: m.subarray(0, count), x: x.subarray(0, count) };
}

/** p_w of {@link sizeCorrelation}: the mean that weights each cluster by its information. */
export function weightedShare(m: Float64Array, x: Float64Array, a: Float64Array): number {
  let weighted = 0;
  let weights = 0;
  for (let g = 0; g < m.length; g++) {
    weighted += (m[g]! * x[g]!) / a[g]!;
    weights += (m[g]! * m[g]!) / a[g]!;
  }
  return weighted / weights;
}

/**
 * The same for a figure of each cluster that is no mean over its units, such as its influence on an
 * AUC: Spearman's ρ of sizes and figures, on midranks (METHODS §1.2); 0 if either is constant.
 *
 * @param size m_g; clusters of size 0 are left out
 */
export function sizeRankCorrelation(size: Float64Array, figure: Float64Array): number {
  const used = figure.filter((_value, g) => size[g]! > 0);
  return pearson(midranks(size.filter((m) => m > 0)), midranks(used)) ?? 0;
}

/** max(0.5, 2/√(G − 1)), from which on |r| counts; 2, never reached, if G < 2. */
export function sizeThreshold(G: number): number {
  return G < 2 ? 2 : Math.max(0.5, 2 / Math.sqrt(G - 1));
}

/** |r| ≥ {@link sizeThreshold}, up to rounding. */
export function isSizeRelated(correlation: number, G: number): boolean {
  return Math.abs(correlation) >= sizeThreshold(G) - 1e-12;
}

/** x_g/m_g of each cluster; NaN for an empty one, which {@link sizeRankCorrelation} leaves out. */
export function shares(total: Float64Array, size: Float64Array): Float64Array {
  return total.map((x, g) => x / size[g]!);
}
