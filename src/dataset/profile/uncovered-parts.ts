import type { Count } from "../../core/json-values.js";
import type { ComparedAttribute } from "./compared-attribute.js";

/** A cell that is not tested, with all images of it on both sides. */
export interface UncoveredPart {
  /** `camera model = X` as attribute and bin, one or two. */
  readonly cell: readonly { readonly attribute: string; readonly bin: string }[];
  readonly here: Count;
  /** Test images in it; null where the record does not tell the count. */
  readonly there: Count | null;
}

/** A pair of compared attributes with a 1 for each tested cell, row-major. */
export interface PairCells {
  readonly a: number;
  readonly b: number;
  readonly tested: Uint8Array;
  /** Test images of the cells that are not tested; null where the record withholds them. */
  readonly few: ReadonlyMap<number, number> | null;
}

const MOST_PARTS = 5;
const LEAST_REMAINING = 3;
const LEAST_SHARE = 0.01;

/**
 * The largest cells that are not tested, each without the images of those before (METHODS §7.2).
 *
 * @param inside 1 for images of the tested region
 */
export function uncoveredParts(
  attributes: readonly ComparedAttribute[],
  pairs: readonly PairCells[],
  inside: Uint8Array,
  images: number,
): UncoveredPart[] {
  const remaining = Uint8Array.from(inside, (one) => 1 - one);
  const least = Math.max(LEAST_REMAINING, LEAST_SHARE * images);
  const parts: UncoveredPart[] = [];
  while (parts.length < MOST_PARTS) {
    const largest = largestCell(attributes, pairs, remaining);
    if (largest === null || largest.n < least) break;
    parts.push(partOf(largest, attributes));
    const isIn = membership(largest, attributes);
    for (let i = 0; i < images; i++) if (isIn(i)) remaining[i] = 0;
  }
  return parts;
}

/** A cell of an attribute (`pair` null) or of a pair that is not tested. */
interface UntestedCell {
  /** Images of it that no line before has spoken of. */
  readonly n: number;
  readonly a: number;
  readonly row: number;
  readonly pair: PairCells | null;
  readonly column: number;
}

/** Singles before pairs and in the order of attributes where several are as large. */
function largestCell(
  attributes: readonly ComparedAttribute[],
  pairs: readonly PairCells[],
  remaining: Uint8Array,
): UntestedCell | null {
  let best: UntestedCell | null = null;
  for (const [a, { binned: own, here, isTested }] of attributes.entries()) {
    const n = new Int32Array(here.length);
    for (let i = 0; i < remaining.length; i++) n[own.codes[i]!]! += remaining[i]!;
    for (let row = 0; row < n.length; row++) {
      if (isTested[row] === true || n[row]! <= (best?.n ?? 0)) continue;
      best = { n: n[row]!, a, row, pair: null, column: 0 };
    }
  }
  for (const pair of pairs) {
    const first = attributes[pair.a]!;
    const second = attributes[pair.b]!;
    const width = second.here.length;
    const n = new Int32Array(first.here.length * width);
    const rows = first.binned.codes;
    const columns = second.binned.codes;
    for (let i = 0; i < remaining.length; i++) {
      n[rows[i]! * width + columns[i]!]! += remaining[i]!;
    }
    for (let cell = 0; cell < n.length; cell++) {
      if (n[cell]! <= (best?.n ?? 0)) continue;
      const row = Math.floor(cell / width);
      const column = cell % width;
      if (!isTestedPair(pair, attributes, row, column)) {
        best = { n: n[cell]!, a: pair.a, row, pair, column };
      }
    }
  }
  return best;
}

function isTestedPair(
  { a, b, tested }: PairCells,
  attributes: readonly ComparedAttribute[],
  row: number,
  column: number,
): boolean {
  const width = attributes[b]!.bins.names.length;
  const known = row < attributes[a]!.bins.names.length && column < width;
  return known && tested[row * width + column] === 1;
}

function membership(
  { a, row, pair, column }: UntestedCell,
  attributes: readonly ComparedAttribute[],
): (image: number) => boolean {
  const rows = attributes[a]!.binned.codes;
  if (pair === null) return (image) => rows[image] === row;
  const columns = attributes[pair.b]!.binned.codes;
  return (image) => rows[image] === row && columns[image] === column;
}

function partOf(cell: UntestedCell, attributes: readonly ComparedAttribute[]): UncoveredPart {
  const { a, row, pair, column } = cell;
  const first = attributes[a]!;
  const nameOf = ({ bins, binned: { beyond } }: ComparedAttribute, bin: number) => ({
    attribute: bins.name,
    bin: bins.names[bin] ?? beyond[bin - bins.names.length] ?? "",
  });
  if (pair === null) {
    const there = first.tested[row] ?? null;
    return { cell: [nameOf(first, row)], here: first.here[row]!, there };
  }
  const second = attributes[pair.b]!;
  return {
    cell: [nameOf(first, row), nameOf(second, column)],
    here: countPair(first.binned.codes, second.binned.codes, row, column),
    there: testImagesOf(cell, first, second, pair),
  };
}

function testImagesOf(
  { row, column }: UntestedCell,
  first: ComparedAttribute,
  second: ComparedAttribute,
  { few }: PairCells,
): number | null {
  if (first.testCodes !== undefined && second.testCodes !== undefined) {
    return countPair(first.testCodes, second.testCodes, row, column);
  }
  const width = second.bins.names.length;
  if (row >= first.bins.names.length || column >= width) {
    return first.tested[row] === 0 || second.tested[column] === 0 ? 0 : null;
  }
  return few === null ? null : (few.get(row * width + column) ?? 0);
}

function countPair(rows: Int32Array, columns: Int32Array, row: number, column: number): number {
  let count = 0;
  for (let i = 0; i < rows.length; i++) count += rows[i] === row && columns[i] === column ? 1 : 0;
  return count;
}
