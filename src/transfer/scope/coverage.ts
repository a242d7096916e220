import { failsOf, type ScopeRegion } from "./known-to-fail.js";
import type { ScopeProfile } from "./profile-types.js";
import { type BinnedColumn, binned, binsOfProfile, type ScopeBins } from "./scope-bins.js";
import { presence, type ScopeColumn } from "./scope-columns.js";
import { LEAST_PRESENT, MOST_ATTRIBUTES, type ScopeWarning, scopeWarnings } from "./scope-rules.js";

/** A set of images held against the tested region of a record (METHODS §7.1, §7.2). */
export interface ScopeCoverage {
  readonly images: number;
  /** Images inside the tested region, and which: 1 for inside. */
  readonly covered: number;
  readonly inside: Uint8Array;
  /** Images that the record's words mark as known to fail. */
  readonly knownToFail: number;
  readonly order: 1 | 2;
  readonly k: number;
  readonly selfCoverage: number | null;
  /** Attributes that were compared, in their order. */
  readonly attributes: readonly ComparedAttribute[];
  /** Attributes that one side alone has, or too few of its images. */
  readonly notCompared: readonly {
    readonly name: string;
    readonly only: "record" | "here" | "few";
  }[];
  readonly uncovered: readonly UncoveredPart[];
  /** An attribute that alone puts half or more outside, with the images covered without it. */
  readonly without: readonly { readonly attribute: string; readonly covered: number }[];
  readonly warnings: readonly ScopeWarning[];
}

export interface ComparedAttribute {
  readonly bins: ScopeBins;
  readonly binned: BinnedColumn;
  /** Images whose own cell of this attribute alone is tested. */
  readonly insideAlone: number;
  /** Of each bin, then of each bin beyond: images here, and test images (null: withheld; beyond: 0). */
  readonly here: Int32Array;
  readonly tested: readonly (number | null)[];
  /** Whether the record calls each of its bins tested. */
  readonly isTested: readonly boolean[];
}

/** A cell that is not tested, with all images of it on both sides. */
export interface UncoveredPart {
  /** `camera model = X` as attribute and bin, one or two. */
  readonly cell: readonly { readonly attribute: string; readonly bin: string }[];
  readonly here: number;
  /** Test images in it; null where the record withholds the count. */
  readonly there: number | null;
}

const MOST_PARTS = 5;
const LEAST_REMAINING = 3;
const LEAST_SHARE = 0.01;

/**
 * What share of the images is like those behind a claim, and what is not, in words.
 *
 * @param profile of the record
 * @param columns attributes of the images here, as `scopeColumns` gives them
 * @param fails regions that the record says are known to fail
 * @param images number of images here
 */
export function scopeCoverage(
  profile: ScopeProfile,
  columns: readonly ScopeColumn[],
  fails: readonly ScopeRegion[],
  images: number,
): ScopeCoverage {
  const { attributes, notCompared } = compare(profile, columns);
  const alone = attributes.map(({ bins, binned: { codes } }, a) => {
    const tested = attributes[a]!.isTested;
    return Uint8Array.from(codes, (code) => (code < bins.names.length && tested[code] ? 1 : 0));
  });
  const pairs = profile.order === 2 ? testedPairs(profile, attributes) : [];
  const failing = failsOf(fails, columns, images);
  const inside = insideWithout(-1, alone, pairs, attributes, failing, images);
  const covered = sum(inside);
  return {
    ...{ images, covered, inside, knownToFail: sum(failing), attributes, notCompared },
    order: profile.order,
    k: profile.k,
    selfCoverage: profile.selfCoverage,
    uncovered: uncoveredParts(attributes, pairs, inside, images),
    without: attributes.flatMap(({ bins, insideAlone }, a) =>
      attributes.length > 1 && images > 0 && images - insideAlone >= images / 2
        ? [
            {
              attribute: bins.name,
              covered: sum(insideWithout(a, alone, pairs, attributes, failing, images)),
            },
          ]
        : [],
    ),
    warnings: scopeWarnings(profile.order, profile.attributes.length, profile.selfCoverage),
  };
}

function compare(
  profile: ScopeProfile,
  columns: readonly ScopeColumn[],
): Pick<ScopeCoverage, "attributes" | "notCompared"> {
  const attributes: ComparedAttribute[] = [];
  const notCompared: { name: string; only: "record" | "here" | "few" }[] = [];
  const byName = new Map(columns.map((column) => [column.name, column]));
  for (const attribute of profile.attributes) {
    const column = byName.get(attribute.name);
    const bins = binsOfProfile(attribute);
    if (column === undefined) notCompared.push({ name: attribute.name, only: "record" });
    else if (
      bins === null ||
      presence(column) < LEAST_PRESENT ||
      attributes.length === MOST_ATTRIBUTES
    ) {
      notCompared.push({ name: attribute.name, only: "few" });
    } else attributes.push(compared(column, bins, attribute.bins));
  }
  const known = new Set(profile.attributes.map(({ name }) => name));
  for (const { name } of columns) if (!known.has(name)) notCompared.push({ name, only: "here" });
  return { attributes, notCompared };
}

function compared(
  column: ScopeColumn,
  bins: ScopeBins,
  profile: ScopeProfile["attributes"][number]["bins"],
): ComparedAttribute {
  const own = binned(column, bins);
  const here = new Int32Array(bins.names.length + own.beyond.length);
  for (const code of own.codes) here[code]!++;
  const isTested = profile.map(({ tested }) => tested);
  const insideAlone = isTested.reduce((count, tested, bin) => count + (tested ? here[bin]! : 0), 0);
  return {
    ...{ bins, binned: own, insideAlone, here, isTested },
    tested: [...profile.map(({ n }) => n), ...own.beyond.map(() => 0)],
  };
}

/** A pair of compared attributes with a 1 for each tested cell, row-major. */
interface PairCells {
  readonly a: number;
  readonly b: number;
  readonly tested: Uint8Array;
  /** Test images of the cells that are not tested; null where the record withholds them. */
  readonly few: ReadonlyMap<number, number> | null;
}

function testedPairs(
  { pairs }: ScopeProfile,
  attributes: readonly ComparedAttribute[],
): PairCells[] {
  const placeOf = new Map(attributes.map(({ bins }, i) => [bins.name, i]));
  return pairs.flatMap(({ a, b, tested, few }) => {
    const first = placeOf.get(a);
    const second = placeOf.get(b);
    if (first === undefined || second === undefined) return [];
    const width = attributes[second]!.bins.names.length;
    const cells = new Uint8Array(attributes[first]!.bins.names.length * width);
    for (const [row, column] of tested) cells[row * width + column] = 1;
    const counts =
      few === undefined ? null : new Map(few.map(([row, column, n]) => [row * width + column, n]));
    return [{ a: first, b: second, tested: cells, few: counts }];
  });
}

/** 1 for each image whose cells are all tested, an attribute left out. */
function insideWithout(
  left: number,
  alone: readonly Uint8Array[],
  pairs: readonly PairCells[],
  attributes: readonly ComparedAttribute[],
  failing: Uint8Array,
  images: number,
): Uint8Array {
  const inside = new Uint8Array(images);
  // Nothing to compare by: nothing is known to be like the test set.
  if (alone.length === 0 || (alone.length === 1 && left === 0)) return inside;
  for (let i = 0; i < images; i++) inside[i] = failing[i] === 1 ? 0 : 1;
  for (const [a, own] of alone.entries()) {
    if (a === left) continue;
    for (let i = 0; i < images; i++) inside[i]! &= own[i]!;
  }
  for (const { a, b, tested } of pairs) {
    if (a === left || b === left) continue;
    const width = attributes[b]!.bins.names.length;
    const height = attributes[a]!.bins.names.length;
    const rows = attributes[a]!.binned.codes;
    const columns = attributes[b]!.binned.codes;
    for (let i = 0; i < images; i++) {
      const row = rows[i]!;
      const column = columns[i]!;
      if (row >= height || column >= width || tested[row * width + column] === 0) inside[i] = 0;
    }
  }
  return inside;
}

/** The largest cells that are not tested, each without the images of those before (METHODS §7.2). */
function uncoveredParts(
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
  const isIn = membership(cell, attributes);
  let here = 0;
  for (let i = 0; i < first.binned.codes.length; i++) here += isIn(i) ? 1 : 0;
  return {
    cell: [nameOf(first, row), nameOf(second, column)],
    here,
    there: pair.few === null ? null : (pair.few.get(row * second.bins.names.length + column) ?? 0),
  };
}

function sum(ones: Uint8Array): number {
  let total = 0;
  for (const one of ones) total += one;
  return total;
}
