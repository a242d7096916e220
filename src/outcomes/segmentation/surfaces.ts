import { squaredDistances } from "../../core/masks/distance-transform.js";

/** Distances between the boundaries of two masks of one grid. */
export interface SurfaceDistances {
  /** From each place of the boundary of the first to that of the second, in no order; and back. */
  readonly forward: Float64Array;
  readonly back: Float64Array;
}

/**
 * The boundary of a mask: its places beside one that is not in it, or at the edge of the grid
 * (neighbours that share a side).
 *
 * @param inside 1 for places of the mask; row-major, last axis fastest
 */
export function boundaryOf(inside: Uint8Array, sides: readonly number[]): Uint8Array {
  const boundary = new Uint8Array(inside.length);
  let stride = 1;
  for (let axis = sides.length - 1; axis >= 0; axis--) {
    const side = sides[axis]!;
    const block = stride * side;
    for (let start = 0; start < inside.length; start += block) {
      for (let k = start; k < start + block; k++) {
        if (inside[k] === 0 || boundary[k] === 1) continue;
        const isFirst = k < start + stride;
        const isLast = k >= start + block - stride;
        if (isFirst || isLast || inside[k - stride] === 0 || inside[k + stride] === 0)
          boundary[k] = 1;
      }
    }
    stride = block;
  }
  return boundary;
}

/**
 * Exact Euclidean distances between the boundaries of two masks; null where one is empty.
 *
 * @param spacing of places along each axis
 */
export function surfaceDistances(
  first: Uint8Array,
  second: Uint8Array,
  sides: readonly number[],
  spacing: readonly number[],
): SurfaceDistances | null {
  const [a, b] = [boundaryOf(first, sides), boundaryOf(second, sides)];
  const [countA, countB] = [countOf(a), countOf(b)];
  if (countA === 0 || countB === 0) return null;
  return {
    forward: distancesAt(a, countA, squaredDistances(b, sides, spacing)),
    back: distancesAt(b, countB, squaredDistances(a, sides, spacing)),
  };
}

function countOf(bits: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < bits.length; i++) count += bits[i]!;
  return count;
}

function distancesAt(boundary: Uint8Array, count: number, squares: Float64Array): Float64Array {
  const distances = new Float64Array(count);
  for (let i = 0, to = 0; i < boundary.length; i++) {
    if (boundary[i] === 1) distances[to++] = Math.sqrt(squares[i]!);
  }
  return distances;
}

/** Share of ranks below which `hd95` looks. */
const P95 = 0.95;

/** The greater of the 95th percentiles (linear between ranks) of the two directions. */
export function hausdorff95({ forward, back }: SurfaceDistances): number {
  return Math.max(quantileOf(forward, P95), quantileOf(back, P95));
}

/** Quantile of numbers, linear between ranks. @param share in [0, 1] @param values at least one */
export function quantileOf(values: Float64Array, share: number): number {
  const sorted = values.slice().sort();
  const at = (sorted.length - 1) * share;
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!);
}

/** Mean of all distances of both directions. */
export function averageDistance({ forward, back }: SurfaceDistances): number {
  return (sumOf(forward) + sumOf(back)) / (forward.length + back.length);
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}

/** Rounding of a distance. */
const SLIVER = 1e-9;

/** Places of a boundary that are within a tolerance of the other. */
export function within(distances: Float64Array, tolerance: number): number {
  let count = 0;
  for (let i = 0; i < distances.length; i++) if (distances[i]! <= tolerance + SLIVER) count++;
  return count;
}

/** The share of both boundaries that is within a tolerance of the other. */
export function surfaceDice({ forward, back }: SurfaceDistances, tolerance: number): number {
  return (within(forward, tolerance) + within(back, tolerance)) / (forward.length + back.length);
}
