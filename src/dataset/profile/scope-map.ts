import type { Count } from "../../core/json-values.js";
import type { ComparedAttribute } from "./compared-attribute.js";
import type { ScopeProfile } from "./profile-types.js";
import { LEAST_IMAGES, type TestClusters } from "./tested-region.js";

/** Images of both sides by two attributes together: the pair that leaves most images uncovered. */
export interface ScopeMap {
  readonly a: string;
  readonly b: string;
  /** Bins of `a` and `b`, in order; those beyond the test set's that nobody has are left out. */
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** Row by row. */
  readonly cells: readonly ScopeMapCell[];
  /** Images here in cells that are not tested. */
  readonly untested: Count;
}

export interface ScopeMapCell {
  readonly here: Count;
  /** Test images; null where the record does not tell. */
  readonly there: Count | null;
  readonly tested: boolean;
}

/** Attributes with more bins make no map that can be read. */
const MOST_BINS = 14;

/**
 * The map of the two attributes whose combinations leave most images uncovered; the first in order of
 * several. Combinations are tested by the rule for pairs, also where the region is told by single
 * attributes alone.
 *
 * @param clusters of the test images, where the record tells images one by one
 * @returns null where the record tells no combination of two attributes
 */
export function scopeMap(
  profile: ScopeProfile,
  attributes: readonly ComparedAttribute[],
  clusters: TestClusters | null,
): ScopeMap | null {
  let best: { readonly grid: PairGrid; readonly a: number; readonly b: number } | null = null;
  for (let a = 0; a < attributes.length; a++) {
    for (let b = a + 1; b < attributes.length; b++) {
      if (widthOf(attributes[a]!) > MOST_BINS || widthOf(attributes[b]!) > MOST_BINS) continue;
      const grid = pairGrid(profile, attributes[a]!, attributes[b]!, null);
      if (grid === null) continue;
      if (best === null || grid.untested > best.grid.untested) best = { grid, a, b };
    }
  }
  if (best === null) return null;
  const [first, second] = [attributes[best.a]!, attributes[best.b]!];
  // Groups of test images are looked at once the pair is chosen: they take long to tell apart.
  const grid = clusters === null ? best.grid : pairGrid(profile, first, second, clusters);
  return grid === null ? null : mapOf(grid, first, second);
}

interface PairGrid {
  readonly width: number;
  readonly here: Int32Array;
  /** Null where the record does not tell the counts of all cells. */
  readonly there: readonly (number | null)[];
  readonly tested: Uint8Array;
  readonly untested: number;
}

function widthOf({ here }: ComparedAttribute): number {
  return here.length;
}

function pairGrid(
  profile: ScopeProfile,
  first: ComparedAttribute,
  second: ComparedAttribute,
  clusters: TestClusters | null,
): PairGrid | null {
  const width = widthOf(second);
  const size = widthOf(first) * width;
  const here = new Int32Array(size);
  const [rows, columns] = [first.binned.codes, second.binned.codes];
  for (let i = 0; i < rows.length; i++) here[rows[i]! * width + columns[i]!]!++;
  const told = testCells(profile, first, second, clusters) ?? toldCells(profile, first, second);
  if (told === null) return null;
  let untested = 0;
  for (let cell = 0; cell < size; cell++) untested += told.tested[cell] === 1 ? 0 : here[cell]!;
  return { width, here, ...told, untested };
}

type TestCells = Pick<PairGrid, "there" | "tested">;

/** Counted from the test images; null where the record does not tell them one by one. */
function testCells(
  { leastClusters }: ScopeProfile,
  first: ComparedAttribute,
  second: ComparedAttribute,
  clusters: TestClusters | null,
): TestCells | null {
  const [rows, columns] = [first.testCodes, second.testCodes];
  if (rows === undefined || columns === undefined) return null;
  const width = widthOf(second);
  const size = widthOf(first) * width;
  const there = new Array<number>(size).fill(0);
  const groups = clusters === null ? null : there.map(() => new Set<number>());
  for (let i = 0; i < rows.length; i++) {
    const cell = rows[i]! * width + columns[i]!;
    there[cell]!++;
    if (clusters !== null) groups?.[cell]?.add(clusters.cluster[i]!);
  }
  const tested = new Uint8Array(size);
  for (let row = 0; row < first.bins.names.length; row++) {
    for (let column = 0; column < second.bins.names.length; column++) {
      const cell = row * width + column;
      const enough = groups === null || groups[cell]!.size >= leastClusters;
      tested[cell] = there[cell]! >= LEAST_IMAGES && enough ? 1 : 0;
    }
  }
  return { there, tested };
}

/** As the profile states pairs; null where it states none of these two. */
function toldCells(
  { pairs }: ScopeProfile,
  first: ComparedAttribute,
  second: ComparedAttribute,
): TestCells | null {
  const pair = pairs.find(({ a, b }) => a === first.bins.name && b === second.bins.name);
  if (pair === undefined) return null;
  const width = widthOf(second);
  const size = widthOf(first) * width;
  const tested = new Uint8Array(size);
  for (const [row, column] of pair.tested) tested[row * width + column] = 1;
  const there = new Array<number | null>(size).fill(null);
  if (pair.few !== undefined) {
    for (let row = 0; row < first.bins.names.length; row++) {
      for (let column = 0; column < second.bins.names.length; column++) {
        if (tested[row * width + column] === 0) there[row * width + column] = 0;
      }
    }
    for (const [row, column, n] of pair.few) there[row * width + column] = n;
  }
  for (let cell = 0; cell < size; cell++) {
    const empty = first.tested[Math.floor(cell / width)] === 0 || second.tested[cell % width] === 0;
    if (empty) there[cell] = 0;
  }
  return { there, tested };
}

function mapOf(grid: PairGrid, first: ComparedAttribute, second: ComparedAttribute): ScopeMap {
  const rows = shownBins(first);
  const columns = shownBins(second);
  return {
    a: first.bins.name,
    b: second.bins.name,
    untested: grid.untested,
    rows: rows.map((bin) => nameOf(first, bin)),
    columns: columns.map((bin) => nameOf(second, bin)),
    cells: rows.flatMap((row) =>
      columns.map((column) => {
        const cell = row * grid.width + column;
        return {
          here: grid.here[cell]!,
          there: grid.there[cell] ?? null,
          tested: grid.tested[cell] === 1,
        };
      }),
    ),
  };
}

/** Cell of a map for each image here: the place in its `cells`. */
export function mapCells(
  { a, b, columns }: ScopeMap,
  attributes: readonly ComparedAttribute[],
): Int32Array {
  const [first, second] = [a, b].map((name) => attributes.find(({ bins }) => bins.name === name));
  if (first === undefined || second === undefined) return new Int32Array(0);
  const rowOf = placesOf(shownBins(first), widthOf(first));
  const columnOf = placesOf(shownBins(second), widthOf(second));
  const { codes } = second.binned;
  return first.binned.codes.map(
    (bin, image) => rowOf[bin]! * columns.length + columnOf[codes[image]!]!,
  );
}

function placesOf(bins: readonly number[], width: number): Int32Array {
  const places = new Int32Array(width).fill(-1);
  for (const [place, bin] of bins.entries()) places[bin] = place;
  return places;
}

/** Bins in the order of their values: what lies below the test set's comes first. */
function shownBins({ bins, here, tested }: ComparedAttribute): number[] {
  const own = bins.names.length;
  const order = Array.from(here.keys()).filter(
    (bin) => bin < own || here[bin]! > 0 || (tested[bin] ?? 0) > 0,
  );
  if (bins.edges === null) return order;
  const place = (bin: number): number => {
    if (bin === own) return -1;
    return bin === bins.missing || bin === own + 2 ? own + 2 : bin;
  };
  return order.sort((a, b) => place(a) - place(b));
}

/** The name of a bin, of those of the test set or beyond. */
export function nameOf({ bins, binned }: ComparedAttribute, bin: number): string {
  return bins.names[bin] ?? binned.beyond[bin - bins.names.length] ?? "";
}
