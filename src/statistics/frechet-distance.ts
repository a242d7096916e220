import { hypot } from "../core/elementary.js";
import { checkFinite, checkRange } from "./arguments.js";
import type { Points } from "./set-distances.js";

/**
 * Fréchet distance of the normal laws that fit two sets of points, squared as it is usually given:
 * ‖μ₁ − μ₂‖² + tr(S₁ + S₂ − 2(S₁S₂)^½), S with n − 1 (Heusel and others 2017, from memory). The last
 * trace is the sum of the roots of the eigenvalues of S₁^½ S₂ S₁^½, which also singular S have.
 *
 * @returns null where a set has fewer than two points
 * @throws HomegroundError `argument/out-of-range`, `argument/not-a-number`
 */
export function frechetDistance(x: Points, y: Points): number | null {
  checkRange(x.width === y.width, "y.width", y.width, "that both sets have");
  checkFinite(x.values, "x.values");
  checkFinite(y.values, "y.values");
  if (x.count < 2 || y.count < 2) return null;
  const d = x.width;
  const [first, second] = [momentsOf(x), momentsOf(y)];
  let sum = 0;
  for (let i = 0; i < d; i++) {
    sum += (first.mean[i]! - second.mean[i]!) ** 2;
    sum += first.covariance[i * d + i]! + second.covariance[i * d + i]!;
  }
  const { values, vectors } = eigen(first.covariance, d);
  const root = new Float64Array(d * d);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < d; j++) {
      for (let k = 0; k < d; k++) {
        root[i * d + j]! +=
          vectors[i * d + k]! * vectors[j * d + k]! * Math.sqrt(Math.max(0, values[k]!));
      }
    }
  }
  const product = multiply(multiply(root, second.covariance, d), root, d);
  for (const value of eigen(product, d).values) sum -= 2 * Math.sqrt(Math.max(0, value));
  return sum;
}

function momentsOf({ count, width: d, values }: Points) {
  const mean = new Float64Array(d);
  for (let i = 0; i < values.length; i++) mean[i % d]! += values[i]! / count;
  const covariance = new Float64Array(d * d);
  for (let k = 0; k < count; k++) {
    for (let i = 0; i < d; i++) {
      for (let j = 0; j < d; j++) {
        covariance[i * d + j]! +=
          ((values[k * d + i]! - mean[i]!) * (values[k * d + j]! - mean[j]!)) / (count - 1);
      }
    }
  }
  return { mean, covariance };
}

function multiply(a: Float64Array, b: Float64Array, d: number): Float64Array {
  const product = new Float64Array(d * d);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < d; j++) {
      for (let k = 0; k < d; k++) product[i * d + j]! += a[i * d + k]! * b[k * d + j]!;
    }
  }
  return product;
}

const MOST_SWEEPS = 60;

/**
 * Eigenvalues and vectors (as columns) of a symmetric matrix, by Jacobi's rotations: each makes one pair
 * of entries zero, until all are as good as zero.
 */
function eigen(
  matrix: Float64Array,
  d: number,
): { readonly values: Float64Array; readonly vectors: Float64Array } {
  const a = matrix.slice();
  const vectors = new Float64Array(d * d);
  for (let i = 0; i < d; i++) vectors[i * d + i] = 1;
  let size = 0;
  for (const value of a) size += value * value;
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let off = 0;
    for (let p = 0; p < d; p++) for (let q = p + 1; q < d; q++) off += a[p * d + q]! ** 2;
    if (off <= 1e-32 * size) break;
    for (let p = 0; p < d; p++) for (let q = p + 1; q < d; q++) rotate(a, vectors, d, p, q);
  }
  return { values: Float64Array.from({ length: d }, (_, i) => a[i * d + i]!), vectors };
}

/** Makes the entry at p, q zero. */
function rotate(a: Float64Array, vectors: Float64Array, d: number, p: number, q: number): void {
  const entry = a[p * d + q]!;
  if (entry === 0) return;
  const theta = (a[q * d + q]! - a[p * d + p]!) / (2 * entry);
  const sign = theta >= 0 ? 1 : -1;
  const tangent = sign / (Math.abs(theta) + hypot(theta, 1));
  const cosine = 1 / hypot(tangent, 1);
  const sine = tangent * cosine;
  for (let k = 0; k < d; k++) {
    const [left, right] = [a[k * d + p]!, a[k * d + q]!];
    a[k * d + p] = cosine * left - sine * right;
    a[k * d + q] = sine * left + cosine * right;
  }
  for (let k = 0; k < d; k++) {
    const [upper, lower] = [a[p * d + k]!, a[q * d + k]!];
    a[p * d + k] = cosine * upper - sine * lower;
    a[q * d + k] = sine * upper + cosine * lower;
    const [left, right] = [vectors[k * d + p]!, vectors[k * d + q]!];
    vectors[k * d + p] = cosine * left - sine * right;
    vectors[k * d + q] = sine * left + cosine * right;
  }
}
