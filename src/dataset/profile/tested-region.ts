import { type ClusterImages, imagesByCluster, withinTheRest } from "./left-out-edges.js";
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
  const groups = clusters === null ? null : imagesByCluster(clusters);
  const numbers = attributes.flatMap(({ column: { values } }) => (values === null ? [] : [values]));
  const inside = withinTheRest(numbers, groups, n);
  const cell = new Int32Array(n);
  const cellsOf = (of: Cells["attributes"]): Cells => {
    const size = fillCells(attributes, of, cell);
    const cells = countCells(of, cell, size, groups);
    keepTested(cells, cell, groups, inside);
    return cells;
  };
  const singles = attributes.map((_, i) => cellsOf([i]));
  const alone = share(inside);
  const pairs: Cells[] = [];
  for (let a = 0; a < attributes.length; a++) {
    for (let b = a + 1; b < attributes.length; b++) pairs.push(cellsOf([a, b]));
  }
  const together = share(inside);
  const order = pairs.length > 0 && together >= SELF_COVERED ? 2 : 1;
  const selfCoverage = n < LEAST_TEST_IMAGES ? null : order === 2 ? together : alone;
  return { attributes, singles, pairs, order, selfCoverage };
}

/**
 * Cell of each image in the layout of {@link Cells}; −1 outside the bins of the test set.
 *
 * @returns number of cells
 */
function fillCells(
  attributes: readonly BinnedAttribute[],
  [a, b]: Cells["attributes"],
  cell: Int32Array,
): number {
  const rows = attributes[a]!.binned.codes;
  const height = attributes[a]!.bins.names.length;
  if (b === undefined) {
    for (let i = 0; i < cell.length; i++) cell[i] = rows[i]! < height ? rows[i]! : -1;
    return height;
  }
  const columns = attributes[b]!.binned.codes;
  const width = attributes[b]!.bins.names.length;
  for (let i = 0; i < cell.length; i++) {
    const isIn = rows[i]! < height && columns[i]! < width;
    cell[i] = isIn ? rows[i]! * width + columns[i]! : -1;
  }
  return height * width;
}

function countCells(
  of: Cells["attributes"],
  cell: Int32Array,
  size: number,
  groups: ClusterImages | null,
): Cells {
  const n = new Int32Array(size);
  for (let i = 0; i < cell.length; i++) if (cell[i]! >= 0) n[cell[i]!]!++;
  const clusters = groups === null ? null : clustersIn(cell, size, groups);
  const tested = Uint8Array.from(n, (count, at) =>
    count >= LEAST_IMAGES && (clusters === null || clusters[at]! >= LEAST_CLUSTERS) ? 1 : 0,
  );
  return { attributes: of, n, clusters, tested };
}

function clustersIn(cell: Int32Array, size: number, { images, start }: ClusterImages): Int32Array {
  const found = new Int32Array(size);
  const seenBy = new Int32Array(size).fill(-1);
  for (let g = 0; g + 1 < start.length; g++) {
    for (let k = start[g]!; k < start[g + 1]!; k++) {
      const at = cell[images[k]!]!;
      if (at < 0 || seenBy[at] === g) continue;
      seenBy[at] = g;
      found[at]!++;
    }
  }
  return found;
}

/** Takes out those whose cell is no longer tested without their own cluster (or themselves). */
function keepTested(
  { n, clusters }: Cells,
  cell: Int32Array,
  groups: ClusterImages | null,
  inside: Uint8Array,
): void {
  if (groups === null || clusters === null) {
    for (let i = 0; i < cell.length; i++) {
      const at = cell[i]!;
      if (at < 0 || n[at]! - 1 < LEAST_IMAGES) inside[i] = 0;
    }
    return;
  }
  const { images, start } = groups;
  const own = new Int32Array(n.length);
  for (let g = 0; g + 1 < start.length; g++) {
    const from = start[g]!;
    const to = start[g + 1]!;
    for (let k = from; k < to; k++) {
      const at = cell[images[k]!]!;
      if (at >= 0) own[at]!++;
    }
    for (let k = from; k < to; k++) {
      const image = images[k]!;
      const at = cell[image]!;
      const stays =
        at >= 0 && n[at]! - own[at]! >= LEAST_IMAGES && clusters[at]! - 1 >= LEAST_CLUSTERS;
      if (!stays) inside[image] = 0;
    }
    for (let k = from; k < to; k++) {
      const at = cell[images[k]!]!;
      if (at >= 0) own[at] = 0;
    }
  }
}

function share(inside: Uint8Array): number {
  let sum = 0;
  for (const one of inside) sum += one;
  return inside.length === 0 ? 0 : sum / inside.length;
}
