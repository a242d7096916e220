import type { Count } from "../../core/json-values.js";
import type { ComparedAttribute } from "./compared-attribute.js";
import { failsOf, type ScopeRegion } from "./known-to-fail.js";
import type { ScopeProfile } from "./profile-types.js";
import { binned, binsOfProfile, MISSING, type ScopeBins } from "./scope-bins.js";
import { presence, type ScopeColumn } from "./scope-columns.js";
import { LEAST_PRESENT, MOST_ATTRIBUTES, type ScopeWarning, scopeWarnings } from "./scope-rules.js";
import { type PairCells, type UncoveredPart, uncoveredParts } from "./uncovered-parts.js";

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
  /** What alone puts half or more outside, with the images covered without it; at last all of these. */
  readonly without: readonly UncoveredWithout[];
  readonly warnings: readonly ScopeWarning[];
}

export interface UncoveredWithout {
  /** One attribute, or several that each leave half or more outside. */
  readonly attributes: readonly string[];
  readonly covered: Count;
}

/**
 * What share of the images is like those behind a claim, and what is not, in words.
 *
 * @param profile of the record
 * @param columns attributes of the images here, as `scopeColumns` gives them
 * @param fails regions that the record says are known to fail
 * @param images number of images here
 * @param test attributes of the test images, where the record tells them one by one: counts alone do
 *   not say how many lie beyond the outer edges, and on which side
 */
export function scopeCoverage(
  profile: ScopeProfile,
  columns: readonly ScopeColumn[],
  fails: readonly ScopeRegion[],
  images: number,
  test: readonly ScopeColumn[] = [],
): ScopeCoverage {
  const { attributes, notCompared } = compare(profile, columns, test);
  const alone = attributes.map(({ bins, binned: { codes } }, a) => {
    const tested = attributes[a]!.isTested;
    return Uint8Array.from(codes, (code) => (code < bins.names.length && tested[code] ? 1 : 0));
  });
  const pairs = profile.order === 2 ? testedPairs(profile, attributes) : [];
  const failing = failsOf(fails, columns, images);
  const inside = insideWithout(NONE, alone, pairs, attributes, failing, images);
  const covered = sum(inside);
  return {
    images,
    covered,
    inside,
    knownToFail: sum(failing),
    attributes,
    notCompared,
    order: profile.order,
    k: profile.k,
    selfCoverage: profile.selfCoverage,
    uncovered: uncoveredParts(attributes, pairs, inside, images),
    without: withoutAttributes(attributes, images, (left) =>
      sum(insideWithout(left, alone, pairs, attributes, failing, images)),
    ),
    warnings: scopeWarnings(profile.order, profile.attributes.length, profile.selfCoverage),
  };
}

const NONE: ReadonlySet<number> = new Set();

/** @param coveredWithout images inside, these attributes left out */
function withoutAttributes(
  attributes: readonly ComparedAttribute[],
  images: number,
  coveredWithout: (left: ReadonlySet<number>) => number,
): UncoveredWithout[] {
  if (attributes.length < 2 || images === 0) return [];
  const deciding = [...attributes.keys()].filter(
    (a) => images - attributes[a]!.insideAlone >= images / 2,
  );
  const groups = deciding.map((a) => [a]);
  const isAll = deciding.length === attributes.length;
  if (deciding.length > 1 && !isAll) groups.push(deciding);
  return groups.map((left) => ({
    attributes: left.map((a) => attributes[a]!.bins.name),
    covered: coveredWithout(new Set(left)),
  }));
}

function compare(
  profile: ScopeProfile,
  columns: readonly ScopeColumn[],
  test: readonly ScopeColumn[],
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
    } else {
      const own = test.find(({ name }) => name === attribute.name);
      attributes.push(compared(column, bins, attribute.bins, profile.n, own));
    }
  }
  const known = new Set(profile.attributes.map(({ name }) => name));
  for (const { name } of columns) if (!known.has(name)) notCompared.push({ name, only: "here" });
  return { attributes, notCompared };
}

function compared(
  column: ScopeColumn,
  bins: ScopeBins,
  profile: ScopeProfile["attributes"][number]["bins"],
  testImages: number,
  test: ScopeColumn | undefined,
): ComparedAttribute {
  const own = binned(column, bins);
  const width = bins.names.length + own.beyond.length;
  const here = countsOf(own.codes, width);
  const isTested = profile.map(({ tested }) => tested);
  const base = {
    bins,
    binned: own,
    here,
    isTested,
    insideAlone: isTested.reduce((count, tested, bin) => count + (tested ? here[bin]! : 0), 0),
  };
  if (test !== undefined) {
    const { codes } = binned(test, bins);
    return { ...base, tested: [...countsOf(codes, width)], testCodes: codes, withheld: 0 };
  }
  const counts = profile.map(({ n }) => n);
  const withheld = testImages - counts.reduce<number>((sum, n) => sum + (n ?? 0), 0);
  return {
    ...base,
    tested: [...counts, ...beyondCounts(bins, own.beyond, profile, withheld)],
    withheld,
  };
}

function countsOf(codes: Int32Array, width: number): Int32Array {
  const counts = new Int32Array(width);
  for (const code of codes) if (code < width) counts[code]!++;
  return counts;
}

/**
 * Test images beyond the bins, as far as the counts of the bins tell: none where they add up to all,
 * and of a level that may be among the others it is not known.
 */
function beyondCounts(
  { edges }: ScopeBins,
  beyond: readonly string[],
  profile: ScopeProfile["attributes"][number]["bins"],
  withheld: number,
): (0 | null)[] {
  const none =
    edges === null ? profile.every(({ levels }) => levels !== undefined) : withheld === 0;
  return beyond.map((name) => (none || (edges !== null && name === MISSING) ? 0 : null));
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

/** 1 for each image whose cells are all tested, some attributes left out. */
function insideWithout(
  left: ReadonlySet<number>,
  alone: readonly Uint8Array[],
  pairs: readonly PairCells[],
  attributes: readonly ComparedAttribute[],
  failing: Uint8Array,
  images: number,
): Uint8Array {
  const inside = new Uint8Array(images);
  // Nothing to compare by: nothing is known to be like the test set.
  if (alone.length === left.size) return inside;
  for (let i = 0; i < images; i++) inside[i] = failing[i] === 1 ? 0 : 1;
  for (const [a, own] of alone.entries()) {
    if (left.has(a)) continue;
    for (let i = 0; i < images; i++) inside[i]! &= own[i]!;
  }
  for (const { a, b, tested } of pairs) {
    if (left.has(a) || left.has(b)) continue;
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

function sum(ones: Uint8Array): number {
  let total = 0;
  for (const one of ones) total += one;
  return total;
}
