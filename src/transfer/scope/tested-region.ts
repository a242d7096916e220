import { quantileSorted } from "../../statistics/bootstrap.js";
import type { BinnedColumn, ScopeBins } from "./scope-bins.js";
import type { ScopeColumn } from "./scope-columns.js";

/** An attribute of the test set with the bin of each of its images. */
export interface BinnedAttribute {
  readonly column: ScopeColumn;
  readonly bins: ScopeBins;
  /** Bin of each test image; all are bins of `bins`, but those outside a moved outer edge. */
  readonly binned: BinnedColumn;
}

/** Which test images belong together; null where each stands for itself. */
export interface TestClusters {
  /** 0 … count − 1 for each test image. */
  readonly cluster: Int32Array;
  readonly count: number;
}

/** Cells of one attribute, or of a pair (row-major, the first attribute's bins are rows). */
export interface Cells {
  readonly attributes: readonly [number] | readonly [number, number];
  /** Test images in each. */
  readonly n: Int32Array;
  /** Clusters in each; null without clusters. */
  readonly clusters: Int32Array | null;
  readonly tested: Uint8Array;
}

/** Test images that make a cell tested (METHODS §7.1 step 3). */
export const LEAST_IMAGES = 10;
export const LEAST_CLUSTERS = 2;
/** Pairs count as well where the test set so covers itself (step 4). */
const SELF_COVERED = 0.8;
/** Fewer test images say nothing about how well they cover themselves (step 6). */
const LEAST_TEST_IMAGES = 30;

export interface TestedRegion {
  readonly attributes: readonly BinnedAttribute[];
  readonly singles: readonly Cells[];
  readonly pairs: readonly Cells[];
  readonly order: 1 | 2;
  /** At `order`; null for fewer than 30 test images. */
  readonly selfCoverage: number | null;
}

/**
 * The tested region of a test set: every attribute alone, and every pair where the test set still
 * covers itself to 80 % then (METHODS §7.1 steps 3 and 4).
 */
export function testedRegion(
  attributes: readonly BinnedAttribute[],
  clusters: TestClusters | null,
): TestedRegion {
  const n = attributes[0]?.binned.codes.length ?? 0;
  const singles = attributes.map((_, i) => cellsOf(attributes, [i], clusters));
  const pairs: Cells[] = [];
  for (let a = 0; a < attributes.length; a++) {
    for (let b = a + 1; b < attributes.length; b++)
      pairs.push(cellsOf(attributes, [a, b], clusters));
  }
  const inside = withinTheRest(attributes, clusters, n);
  stayTested(attributes, singles, clusters, inside);
  const alone = share(inside);
  stayTested(attributes, pairs, clusters, inside);
  const together = share(inside);
  const order = pairs.length > 0 && together >= SELF_COVERED ? 2 : 1;
  const selfCoverage = n < LEAST_TEST_IMAGES ? null : order === 2 ? together : alone;
  return { attributes, singles, pairs, order, selfCoverage };
}

/** Cell of an image in the layout of {@link Cells}; −1 outside the bins of the test set. */
export function cellOf(
  attributes: readonly { readonly bins: ScopeBins; readonly binned: BinnedColumn }[],
  [a, b]: Cells["attributes"],
  image: number,
): number {
  const first = attributes[a]!;
  const row = first.binned.codes[image]!;
  if (row >= first.bins.names.length) return -1;
  if (b === undefined) return row;
  const second = attributes[b]!;
  const column = second.binned.codes[image]!;
  const width = second.bins.names.length;
  return column >= width ? -1 : row * width + column;
}

function cellsOf(
  attributes: readonly BinnedAttribute[],
  of: Cells["attributes"],
  clusters: TestClusters | null,
): Cells {
  const size = of.reduce((product, i) => product * attributes[i]!.bins.names.length, 1);
  const images = attributes[of[0]]!.binned.codes.length;
  const n = new Int32Array(size);
  for (let i = 0; i < images; i++) {
    const cell = cellOf(attributes, of, i);
    if (cell >= 0) n[cell]!++;
  }
  const inClusters = clusters === null ? null : clustersIn(attributes, of, size, clusters);
  const tested = Uint8Array.from(n, (count, cell) =>
    count >= LEAST_IMAGES && (inClusters === null || inClusters[cell]! >= LEAST_CLUSTERS) ? 1 : 0,
  );
  return { attributes: of, n, clusters: inClusters, tested };
}

function clustersIn(
  attributes: readonly BinnedAttribute[],
  of: Cells["attributes"],
  size: number,
  clusters: TestClusters,
): Int32Array {
  const found = new Int32Array(size);
  const seenBy = new Int32Array(size).fill(-1);
  forEachOfClusters(clusters, (image, cluster) => {
    const cell = cellOf(attributes, of, image);
    if (cell < 0 || seenBy[cell] === cluster) return;
    seenBy[cell] = cluster;
    found[cell]!++;
  });
  return found;
}

/** Images cluster by cluster. */
function forEachOfClusters(
  { cluster, count }: TestClusters,
  see: (image: number, cluster: number) => void,
): void {
  const order = imagesByCluster({ cluster, count });
  for (const image of order.images) see(image, cluster[image]!);
}

/** Images of cluster g: `images[start[g]]` … `images[start[g + 1] − 1]`. */
function imagesByCluster({ cluster, count }: TestClusters): {
  readonly images: Int32Array;
  readonly start: Int32Array;
} {
  const start = new Int32Array(count + 1);
  for (const g of cluster) start[g + 1]!++;
  for (let g = 0; g < count; g++) start[g + 1]! += start[g]!;
  const next = start.slice();
  const images = new Int32Array(cluster.length);
  for (let i = 0; i < cluster.length; i++) images[next[cluster[i]!]!++] = i;
  return { images, start };
}

/** Takes out those whose cell is no longer tested without their own cluster (or themselves). */
function stayTested(
  attributes: readonly BinnedAttribute[],
  groups: readonly Cells[],
  clusters: TestClusters | null,
  inside: Uint8Array,
): void {
  for (const { attributes: of, n, clusters: inCell } of groups) {
    if (clusters === null || inCell === null) {
      for (let i = 0; i < inside.length; i++) {
        const cell = cellOf(attributes, of, i);
        if (cell < 0 || n[cell]! - 1 < LEAST_IMAGES) inside[i] = 0;
      }
      continue;
    }
    const own = new Int32Array(n.length);
    const { images, start } = imagesByCluster(clusters);
    for (let g = 0; g < clusters.count; g++) {
      const members = images.subarray(start[g]!, start[g + 1]!);
      for (const i of members) {
        const cell = cellOf(attributes, of, i);
        if (cell >= 0) own[cell]!++;
      }
      for (const i of members) {
        const cell = cellOf(attributes, of, i);
        const stays =
          cell >= 0 && n[cell]! - own[cell]! >= LEAST_IMAGES && inCell[cell]! - 1 >= LEAST_CLUSTERS;
        if (!stays) inside[i] = 0;
      }
      for (const i of members) {
        const cell = cellOf(attributes, of, i);
        if (cell >= 0) own[cell] = 0;
      }
    }
  }
}

/** 1 for images that lie within the outer edges of the test set without their own cluster. */
function withinTheRest(
  attributes: readonly BinnedAttribute[],
  clusters: TestClusters | null,
  n: number,
): Uint8Array {
  const inside = new Uint8Array(n).fill(1);
  const groups = clusters === null ? null : imagesByCluster(clusters);
  for (const { column } of attributes) {
    if (column.values === null) continue;
    const rest = createRest(column.values);
    const groupCount = clusters?.count ?? n;
    for (let g = 0; g < groupCount; g++) {
      const members =
        groups === null
          ? Int32Array.of(g)
          : groups.images.subarray(groups.start[g]!, groups.start[g + 1]!);
      const edges = rest.edgesWithout(members);
      for (const i of members) {
        const value = column.values[i]!;
        if (Number.isNaN(value)) continue;
        if (edges === null || value < edges[0] || value > edges[1]) inside[i] = 0;
      }
    }
  }
  return inside;
}

interface Rest {
  /** Outer edges (METHODS §7.1 step 2) of all values but those of `members`; null if none is left. */
  edgesWithout(members: Int32Array): readonly [number, number] | null;
}

/** Values sorted once, so that leaving a few out costs as many steps as they are. */
function createRest(values: Float64Array): Rest {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  return {
    edgesWithout(members) {
      const out = Float64Array.from(members, (i) => values[i]!)
        .filter((value) => !Number.isNaN(value))
        .sort();
      const left = sorted.length - out.length;
      if (left === 0) return null;
      const q = (share: number): number => quantileWithout(sorted, out, share);
      const range = q(0.75) - q(0.25);
      let low = orderWithout(sorted, out, 0);
      let high = orderWithout(sorted, out, left - 1);
      if (range > 0) {
        const countWithin = (from: number, to: number): number =>
          upperBound(sorted, to) -
          lowerBound(sorted, from) -
          (upperBound(out, to) - lowerBound(out, from));
        const near = (value: number): number => nearCount(value, range, countWithin);
        while (low < high && near(low) < 3) low = nextAbove(sorted, out, low);
        while (high > low && near(high) < 3) high = nextBelow(sorted, out, high);
      }
      return [low, high];
    },
  };
}

/** Values v with |v − value| ≤ range, as the difference is rounded. */
function nearCount(
  value: number,
  range: number,
  countWithin: (from: number, to: number) => number,
): number {
  return countWithin(value - range, value + range);
}

/** r-th smallest (from 0) of `sorted` without the values of `out`, which it holds. */
function orderWithout(sorted: Float64Array, out: Float64Array, r: number): number {
  // Place p in `sorted` so that p − (values of out before it) = r, ties given to `out` first.
  let at = r;
  let gone = 0;
  while (gone < out.length) {
    const before = lowerBound(sorted, out[gone]!);
    const equalBefore = gone - lowerBound(out, out[gone]!);
    if (before + equalBefore > at) break;
    gone++;
    at++;
  }
  return sorted[at]!;
}

function quantileWithout(sorted: Float64Array, out: Float64Array, share: number): number {
  if (out.length === 0) return quantileSorted(sorted, share);
  const h = (sorted.length - out.length - 1) * share;
  const floor = Math.floor(h);
  const low = orderWithout(sorted, out, floor);
  const weight = h - floor;
  if (weight === 0) return low;
  return low + weight * (orderWithout(sorted, out, floor + 1) - low);
}

/** The next greater value that is left; the same where there is none. */
function nextAbove(sorted: Float64Array, out: Float64Array, value: number): number {
  let at = upperBound(sorted, value);
  while (at < sorted.length) {
    const next = sorted[at]!;
    const end = upperBound(sorted, next);
    if (end - at > upperBound(out, next) - lowerBound(out, next)) return next;
    at = end;
  }
  return value;
}

function nextBelow(sorted: Float64Array, out: Float64Array, value: number): number {
  let at = lowerBound(sorted, value) - 1;
  while (at >= 0) {
    const next = sorted[at]!;
    const start = lowerBound(sorted, next);
    if (at + 1 - start > upperBound(out, next) - lowerBound(out, next)) return next;
    at = start - 1;
  }
  return value;
}

function lowerBound(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function upperBound(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function share(inside: Uint8Array): number {
  let sum = 0;
  for (const one of inside) sum += one;
  return inside.length === 0 ? 0 : sum / inside.length;
}
