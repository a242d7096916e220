/** A symmetric matrix with entries on the diagonal and beside it alone. */
export interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** Entry i is that of rows i and i + 1. */
  readonly beside: Float64Array;
}

/**
 * Householder's reduction QᵀAQ of a symmetric matrix.
 *
 * @param matrix n × n, row-major; overwritten
 * @param vectors of length n; each becomes Qᵀv
 */
export function tridiagonalised(
  matrix: Float64Array,
  n: number,
  vectors: readonly Float64Array[],
): Tridiagonal {
  const diagonal = new Float64Array(n);
  const beside = new Float64Array(Math.max(0, n - 1));
  const v = new Float64Array(n);
  const p = new Float64Array(n);
  for (let k = 0; k < n - 1; k++) {
    diagonal[k] = matrix[k * n + k]!;
    let square = 0;
    for (let i = k + 1; i < n; i++) {
      v[i] = matrix[i * n + k]!;
      square += v[i]! * v[i]!;
    }
    const length = Math.sqrt(square);
    const first = v[k + 1]!;
    const target = first > 0 ? -length : length;
    beside[k] = target;
    // v = x − target·e, and H = 1 − 2vvᵀ/(vᵀv).
    v[k + 1] = first - target;
    const norm = 2 * (square - first * target);
    if (!(norm > 0)) {
      beside[k] = first;
      continue;
    }
    const scale = 2 / norm;
    let product = 0;
    for (let i = k + 1; i < n; i++) {
      let sum = 0;
      for (let j = k + 1; j < n; j++) sum += matrix[i * n + j]! * v[j]!;
      p[i] = scale * sum;
      product += p[i]! * v[i]!;
    }
    const half = (scale * product) / 2;
    for (let i = k + 1; i < n; i++) p[i] = p[i]! - half * v[i]!;
    for (let i = k + 1; i < n; i++) {
      for (let j = k + 1; j < n; j++) {
        matrix[i * n + j] = matrix[i * n + j]! - v[i]! * p[j]! - p[i]! * v[j]!;
      }
    }
    for (const vector of vectors) {
      let along = 0;
      for (let i = k + 1; i < n; i++) along += v[i]! * vector[i]!;
      along *= scale;
      for (let i = k + 1; i < n; i++) vector[i] = vector[i]! - along * v[i]!;
    }
  }
  if (n > 0) diagonal[n - 1] = matrix[n * n - 1]!;
  return { diagonal, beside };
}
