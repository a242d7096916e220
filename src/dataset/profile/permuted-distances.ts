import { createRandom, drawToFront, type Random } from "../../core/random.js";
import { ascendingOrder } from "../../statistics/order.js";
import { type ExcessDistance, excessOf, totalVariation } from "./attribute-distance.js";

/** Two sets side by side: an attribute of all images, those of A first. */
export interface PooledAttribute {
  /** Numbers, NaN where missing; null for levels. */
  readonly values: Float64Array | null;
  /** Bins, missing being one of its own; null for numbers. */
  readonly codes: Int32Array | null;
  readonly bins: number;
}

/** Whole clusters that are divided among two sides, the first `first` of them being A's. */
export interface PooledClusters {
  /** 0 … count − 1 for each image of both sides. */
  readonly cluster: Int32Array;
  readonly count: number;
  readonly first: number;
}

/** All divisions are looked at up to so many; else that many random ones. */
const MOST_EXACT = 5000;
const RANDOM_DIVISIONS = 999;
/** So many divisions make a p value, and a mean. */
const LEAST_FOR_P = 200;
const LEAST_FOR_MEAN = 20;
const SLACK = 1e-12;

/**
 * Distances of attributes with what chance would give: whole clusters change sides, the numbers of
 * clusters kept (METHODS §7.3 step 2). One set of divisions serves all attributes.
 *
 * @param seed of the random divisions, where there are too many to see them all
 * @returns one a attribute, and the number of divisions
 */
export function permutedDistances(
  attributes: readonly PooledAttribute[],
  clusters: PooledClusters,
  seed: number,
): { readonly distances: readonly ExcessDistance[]; readonly divisions: number } {
  const { cluster, count } = clusters;
  return permutedStatistics(
    attributes.map((attribute) => prepare(attribute, cluster, count)),
    clusters,
    seed,
  );
}

/** The same of any statistics of a division; null where a division has none. */
export function permutedStatistics(
  prepared: readonly DistanceOf[],
  { count, first }: Pick<PooledClusters, "count" | "first">,
  seed: number,
): { readonly distances: readonly ExcessDistance[]; readonly divisions: number } {
  const side = new Uint8Array(count);
  side.fill(1, 0, first);
  const observed = prepared.map((distance) => distance(side));
  const exact = divisionsOf(count, first);
  const isExact = exact <= MOST_EXACT;
  const divisions = isExact ? exact : RANDOM_DIVISIONS;
  const sums = new Float64Array(prepared.length);
  const seen = new Float64Array(prepared.length);
  const atLeast = new Float64Array(prepared.length);
  const look = (division: Uint8Array): void => {
    for (const [a, distance] of prepared.entries()) {
      const d = distance(division);
      const own = observed[a] ?? null;
      if (d === null || own === null) continue;
      sums[a]! += d;
      seen[a]!++;
      if (d >= own - SLACK) atLeast[a]!++;
    }
  };
  if (isExact) forEachDivision(count, first, look);
  else {
    const random = createRandom(seed);
    for (let r = 0; r < divisions; r++) look(randomDivision(count, first, random));
  }
  const distances = observed.map((distance, a): ExcessDistance => {
    if (distance === null || seen[a] === 0 || exact < LEAST_FOR_MEAN) {
      return { distance, expected: null, excess: null, p: null };
    }
    const expected = sums[a]! / seen[a]!;
    const p = isExact ? atLeast[a]! / seen[a]! : (1 + atLeast[a]!) / (1 + seen[a]!);
    return {
      distance,
      expected,
      excess: excessOf(distance, expected),
      p: exact < LEAST_FOR_P ? null : p,
    };
  });
  return { distances, divisions };
}

/** C(count, first), as far as it matters whether it is more than {@link MOST_EXACT}. */
function divisionsOf(count: number, first: number): number {
  let product = 1;
  const k = Math.min(first, count - first);
  for (let i = 1; i <= k; i++) {
    product = (product * (count - k + i)) / i;
    if (product > 1e9) return product;
  }
  return Math.round(product);
}

/** Every way to choose `first` of `count`, as 1 for the chosen. */
function forEachDivision(count: number, first: number, look: (side: Uint8Array) => void): void {
  const chosen = Array.from({ length: first }, (_, i) => i);
  const side = new Uint8Array(count);
  for (;;) {
    side.fill(0);
    for (const g of chosen) side[g] = 1;
    look(side);
    let at = first - 1;
    while (at >= 0 && chosen[at] === count - first + at) at--;
    if (at < 0) return;
    chosen[at]!++;
    for (let next = at + 1; next < first; next++) chosen[next] = chosen[next - 1]! + 1;
  }
}

function randomDivision(count: number, first: number, random: Random): Uint8Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  drawToFront(order, first, random);
  const side = new Uint8Array(count);
  for (let i = 0; i < first; i++) side[order[i]!] = 1;
  return side;
}

/** @param side 1 for clusters of A */
type DistanceOf = (side: Uint8Array) => number | null;

function prepare(
  { values, codes, bins }: PooledAttribute,
  cluster: Int32Array,
  count: number,
): DistanceOf {
  if (values !== null) return prepareNumbers(values, cluster);
  // Counts by cluster once, so that a division costs clusters × bins and not images.
  const table = new Float64Array(count * bins);
  const cells = codes ?? new Int32Array(0);
  for (let i = 0; i < cells.length; i++) table[cluster[i]! * bins + cells[i]!]!++;
  const a = new Float64Array(bins);
  const b = new Float64Array(bins);
  return (side) => {
    a.fill(0);
    b.fill(0);
    for (let g = 0; g < count; g++) {
      const into = side[g] === 1 ? a : b;
      for (let j = 0; j < bins; j++) into[j]! += table[g * bins + j]!;
    }
    return totalVariation(a, b);
  };
}

/** Kolmogorov–Smirnov of the present values, sorted once for all divisions. */
function prepareNumbers(values: Float64Array, cluster: Int32Array): DistanceOf {
  const present = Int32Array.from(values.keys()).filter((i) => !Number.isNaN(values[i]!));
  const own = Float64Array.from(present, (i) => values[i]!);
  const order = ascendingOrder(own);
  const sorted = Float64Array.from(order, (i) => own[i]!);
  const clusterOf = Int32Array.from(order, (i) => cluster[present[i]!]!);
  return (side) => {
    let A = 0;
    for (const g of clusterOf) A += side[g]!;
    const B = clusterOf.length - A;
    if (A === 0 || B === 0) return null;
    let a = 0;
    let greatest = 0;
    for (let i = 0; i < sorted.length; i++) {
      a += side[clusterOf[i]!]!;
      if (i + 1 < sorted.length && sorted[i + 1] === sorted[i]) continue;
      const d = Math.abs(a / A - (i + 1 - a) / B);
      if (d > greatest) greatest = d;
    }
    return greatest;
  };
}
