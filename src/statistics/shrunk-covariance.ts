/** The inverse of a covariance that was shrunk towards a multiple of the identity. */
export interface ShrunkInverse {
  /** Share of the identity, in [0, 1]. */
  readonly shrinkage: number;
  /** xᵀ Σ⁻¹ x. */
  squaredLength(x: Float64Array): number;
}

/**
 * Σ = (1 − ρ) S + ρ m I of rows whose mean is 0, with S = XᵀX/n, m = tr S/p and ρ = min(b², d²)/d²: d² = ‖S − m I‖²,
 * b² = Σ‖xxᵀ − S‖²/n². It can be inverted where rows are fewer than columns.
 *
 * Source: Ledoit & Wolf, "A well-conditioned estimator for large-dimensional covariance matrices", J. Multivariate
 * Analysis 88, 2004.
 *
 * @param rows row-major, n × width
 * @returns null where there is no row, or all are 0
 */
export function shrunkInverse(rows: Float64Array, width: number): ShrunkInverse | null {
  const n = width === 0 ? 0 : rows.length / width;
  if (n === 0) return null;
  const s = new Float64Array(width * width);
  let fourth = 0;
  for (let from = 0; from < rows.length; from += width) {
    let square = 0;
    for (let i = 0; i < width; i++) {
      const own = rows[from + i]!;
      square += own * own;
      for (let j = 0; j <= i; j++) s[i * width + j]! += own * rows[from + j]!;
    }
    fourth += square * square;
  }
  let trace = 0;
  let squares = 0;
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) {
      s[i * width + j]! /= n;
      squares += (i === j ? 1 : 2) * s[i * width + j]! ** 2;
    }
    trace += s[i * width + i]!;
  }
  const mean = trace / width;
  if (!(mean > 0)) return null;
  const apart = squares - width * mean * mean;
  // Σ xᵀSx = n‖S‖², for S is the mean of xxᵀ.
  const error = Math.max(0, (fourth / n - squares) / n);
  const shrinkage = apart > 0 ? Math.min(1, error / apart) : 1;
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) s[i * width + j]! *= 1 - shrinkage;
    s[i * width + i]! += shrinkage * mean;
  }
  if (!factor(s, width, mean)) return null;
  const solved = new Float64Array(width);
  return {
    shrinkage,
    squaredLength(x) {
      let sum = 0;
      for (let i = 0; i < width; i++) {
        let value = x[i]!;
        for (let j = 0; j < i; j++) value -= s[i * width + j]! * solved[j]!;
        value /= s[i * width + i]!;
        solved[i] = value;
        sum += value * value;
      }
      return sum;
    },
  };
}

/** Cholesky's factor in the lower triangle, in place. @returns false where there is none */
function factor(s: Float64Array, width: number, scale: number): boolean {
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) {
      let value = s[i * width + j]!;
      for (let k = 0; k < j; k++) value -= s[i * width + k]! * s[j * width + k]!;
      if (i !== j) s[i * width + j] = value / s[j * width + j]!;
      else if (value > 1e-12 * scale) s[i * width + i] = Math.sqrt(value);
      else return false;
    }
  }
  return true;
}
