import type { Share } from "../../core/json-values.js";
import { createRandom } from "../../core/random.js";
import { quantileSorted } from "../../statistics/bootstrap.js";
import { holm } from "../../statistics/multiplicity.js";
import {
  type ClusteredCounts,
  type ExcessDistance,
  jensenShannonDistance,
  raoScottDistance,
  wassersteinDistance,
} from "./attribute-distance.js";
import type { ComparedAttribute } from "./compared-attribute.js";
import { type PooledAttribute, permutedDistances } from "./permuted-distances.js";
import { binned } from "./scope-bins.js";
import type { ScopeColumn } from "./scope-columns.js";
import type { TestClusters } from "./tested-region.js";

/** How an attribute differs between the test set and the images here (METHODS §7.3). */
export interface AttributeDifference extends ExcessDistance {
  readonly name: string;
  /** Of all attributes together (Holm); null where p is. */
  readonly adjustedP: Share | null;
  /** Holm p ≤ 0.05 and an excess of at least 0.1. */
  readonly differs: boolean;
  /** Jensen–Shannon distance in base 2, for levels; null for numbers and where it does not exist. */
  readonly jensenShannon: number | null;
  /** Wasserstein distance in the attribute's unit, and over the test set's interquartile range. */
  readonly wasserstein: number | null;
  readonly wassersteinOverRange: number | null;
}

export interface AttributeDifferences {
  /** By falling excess, those without one last. */
  readonly attributes: readonly AttributeDifference[];
  readonly warnings: readonly (
    | "scope/few-clusters"
    | "scope/clusters-one-side"
    | "clusters/not-used"
  )[];
}

/** Images of one side of a comparison. */
export interface ComparedSide {
  readonly columns: readonly ScopeColumn[];
  readonly clusters: TestClusters | null;
  readonly images: number;
  /** Name of each image, where they are told. */
  readonly names?: readonly string[];
}

const DIFFERS_P = 0.05;
const DIFFERS_EXCESS = 0.1;
/** Above so many images a side, whole clusters are drawn until there are that many. */
const MOST_IMAGES = 20_000;

/**
 * Differences where both sides are known image by image: an open record.
 *
 * @param names attributes to compare; both sides have them
 * @param seed of divisions and of the sample of large sets
 */
export function compareOpen(
  record: ComparedSide,
  here: ComparedSide,
  attributes: readonly ComparedAttribute[],
  seed: number,
): AttributeDifferences {
  const oneSided = (record.clusters === null) !== (here.clusters === null);
  if (oneSided) return compareOneSided(record, here, attributes);
  const a = sampled(record, seed, 1);
  const b = sampled(here, seed, 2);
  const pooled = attributes.map(({ bins }) => pooledOf(bins.name, a, b));
  const clusters = pooledClusters(a, b);
  const { distances, divisions } = permutedDistances(pooled, clusters, seed);
  const details = attributes.map(({ bins }) => detailOf(bins.name, record, here));
  const rows = attributes.map(({ bins }, i) => ({
    name: bins.name,
    ...distances[i]!,
    ...details[i]!,
  }));
  return {
    attributes: judged(rows),
    warnings: [
      ...(divisions < 200 ? (["scope/few-clusters"] as const) : []),
      ...(record.clusters === null ? (["clusters/not-used"] as const) : []),
    ],
  };
}

/** Differences where the record says bins with counts alone: METHODS §7.3 step 3. */
export function compareClosed(
  here: ComparedSide,
  attributes: readonly ComparedAttribute[],
): AttributeDifferences {
  const rows = attributes.map((attribute) => {
    const { plain, codes } = knownCounts(attribute);
    const counts = clusteredCounts(codes, plain.length, here);
    const { delta: _delta, ...distance } = raoScottDistance(plain, counts);
    return { name: attribute.bins.name, ...distance, ...levelDetail(plain, totals(counts)) };
  });
  return { attributes: judged(rows), warnings: oneSidedWarnings(here) };
}

/** @param clustered the side whose clusters say what chance does */
function oneSidedWarnings({ clusters, images }: ComparedSide): AttributeDifferences["warnings"] {
  const few = (clusters?.count ?? images) < 2;
  return [...(few ? (["scope/few-clusters"] as const) : []), "scope/clusters-one-side"];
}

/**
 * Bins whose test images are not known one by one as a single one: those that the record withholds, its
 * rarer levels that it puts together, and what may be among them here.
 */
function knownCounts({ bins, binned: { codes }, tested, withheld = 0 }: ComparedAttribute): {
  readonly plain: readonly number[];
  readonly codes: Int32Array;
} {
  const named = new Set([...bins.binOfLevel.values(), bins.missing]);
  const isTogether = (bin: number): boolean =>
    bins.edges === null && bin < bins.names.length && !named.has(bin);
  const plain = [withheld];
  const place = Int32Array.from(tested, (n, bin) => {
    if (n !== null && !isTogether(bin)) return plain.push(n) - 1;
    plain[0]! += n ?? 0;
    return 0;
  });
  return { plain, codes: codes.map((bin) => place[bin]!) };
}

/** One side alone has clusters; bins of the test set on both. */
function compareOneSided(
  record: ComparedSide,
  here: ComparedSide,
  attributes: readonly ComparedAttribute[],
): AttributeDifferences {
  const rows = attributes.map(({ bins, binned: own, tested }) => {
    const width = tested.length;
    const local = clusteredCounts(own.codes, width, here);
    const detail = detailOf(bins.name, record, here);
    if (here.clusters !== null) {
      const test = binned(columnOf(record, bins.name), bins).codes;
      const plain = totals(clusteredCounts(test, width, { ...record, clusters: null }));
      const { delta: _delta, ...distance } = raoScottDistance(plain, local);
      return { name: bins.name, ...distance, ...detail };
    }
    const { codes } = binned(columnOf(record, bins.name), bins);
    const { delta: _delta, ...distance } = raoScottDistance(
      totals(local),
      clusteredCounts(codes, width, record),
    );
    return { name: bins.name, ...distance, ...detail };
  });
  const clustered = here.clusters === null ? record : here;
  return { attributes: judged(rows), warnings: oneSidedWarnings(clustered) };
}

type Row = Omit<AttributeDifference, "adjustedP" | "differs">;

function judged(rows: readonly Row[]): AttributeDifference[] {
  const tested = rows.flatMap(({ p }, i) => (p === null ? [] : [i]));
  const adjusted = holm(tested.map((i) => rows[i]!.p!));
  const byRow = new Map(tested.map((row, i) => [row, adjusted[i]!]));
  return rows
    .map((row, i): AttributeDifference => {
      const adjustedP = byRow.get(i) ?? null;
      const differs =
        adjustedP !== null && adjustedP <= DIFFERS_P && (row.excess ?? 0) >= DIFFERS_EXCESS;
      return { ...row, adjustedP, differs };
    })
    .map((row, i) => ({ row, i }))
    .sort((a, b) => (b.row.excess ?? -1) - (a.row.excess ?? -1) || a.i - b.i)
    .map(({ row }) => row);
}

/** Images of whole clusters drawn at random until there are enough of them. */
function sampled(
  side: ComparedSide,
  seed: number,
  stream: number,
): ComparedSide & { readonly rows: Int32Array } {
  const all = Int32Array.from({ length: side.images }, (_, i) => i);
  if (side.images <= MOST_IMAGES) return { ...side, rows: all };
  const random = createRandom(seed, stream);
  const { cluster, count } = side.clusters ?? { cluster: all, count: side.images };
  const size = new Int32Array(count);
  for (const g of cluster) size[g]!++;
  const order = Int32Array.from({ length: count }, (_, g) => g);
  const taken = new Uint8Array(count);
  let images = 0;
  for (let i = 0; i < count && images < MOST_IMAGES; i++) {
    const at = i + random.below(count - i);
    const g = order[at]!;
    order[at] = order[i]!;
    taken[g] = 1;
    images += size[g]!;
  }
  return { ...side, rows: all.filter((i) => taken[cluster[i]!] === 1) };
}

type Sampled = ReturnType<typeof sampled>;

function pooledOf(name: string, a: Sampled, b: Sampled): PooledAttribute {
  const first = columnOf(a, name);
  const second = columnOf(b, name);
  if (first.values !== null && second.values !== null) {
    const values = new Float64Array(a.rows.length + b.rows.length);
    for (let i = 0; i < a.rows.length; i++) values[i] = first.values[a.rows[i]!]!;
    for (let i = 0; i < b.rows.length; i++) values[a.rows.length + i] = second.values[b.rows[i]!]!;
    return { values, codes: null, bins: 0 };
  }
  const placeOf = new Map<string, number>();
  const codes = new Int32Array(a.rows.length + b.rows.length);
  const fill = (column: ScopeColumn, rows: Int32Array, from: number): void => {
    for (let i = 0; i < rows.length; i++) {
      const level = levelOf(column, rows[i]!);
      const known = placeOf.get(level);
      if (known === undefined) placeOf.set(level, placeOf.size);
      codes[from + i] = known ?? placeOf.size - 1;
    }
  };
  fill(first, a.rows, 0);
  fill(second, b.rows, a.rows.length);
  return { values: null, codes, bins: placeOf.size };
}

/** A cell as text; a missing one is a level of its own that no text equals. */
function levelOf({ values, codes, levels }: ScopeColumn, row: number): string {
  if (values !== null) return Number.isNaN(values[row]!) ? "\0" : String(values[row]!);
  return levels[codes?.[row] ?? -1] ?? "\0";
}

function pooledClusters(a: Sampled, b: Sampled) {
  const placeOf = new Map<number, number>();
  const cluster = new Int32Array(a.rows.length + b.rows.length);
  const fill = (side: Sampled, from: number, key: (g: number) => number): void => {
    for (let i = 0; i < side.rows.length; i++) {
      const row = side.rows[i]!;
      const g = key(side.clusters === null ? row : side.clusters.cluster[row]!);
      const known = placeOf.get(g);
      if (known === undefined) placeOf.set(g, placeOf.size);
      cluster[from + i] = known ?? placeOf.size - 1;
    }
  };
  fill(a, 0, (g) => 2 * g);
  const first = placeOf.size;
  fill(b, a.rows.length, (g) => 2 * g + 1);
  return { cluster, count: placeOf.size, first };
}

function clusteredCounts(codes: Int32Array, bins: number, side: ComparedSide): ClusteredCounts {
  const { cluster, count } = side.clusters ?? { cluster: null, count: codes.length };
  const counts = new Float64Array(count * bins);
  for (let i = 0; i < codes.length; i++) {
    const g = cluster === null ? i : cluster[i]!;
    counts[g * bins + codes[i]!]!++;
  }
  return { clusters: count, bins, counts };
}

function totals({ clusters, bins, counts }: ClusteredCounts): number[] {
  const sums = new Array<number>(bins).fill(0);
  for (let g = 0; g < clusters; g++) {
    for (let j = 0; j < bins; j++) sums[j]! += counts[g * bins + j]!;
  }
  return sums;
}

function columnOf(side: ComparedSide, name: string): ScopeColumn {
  return side.columns.find((column) => column.name === name)!;
}

type Detail = Pick<AttributeDifference, "jensenShannon" | "wasserstein" | "wassersteinOverRange">;

function levelDetail(a: ArrayLike<number>, b: ArrayLike<number>): Detail {
  return {
    jensenShannon: jensenShannonDistance(a, b),
    wasserstein: null,
    wassersteinOverRange: null,
  };
}

function detailOf(name: string, record: ComparedSide, here: ComparedSide): Detail {
  const a = columnOf(record, name);
  const b = columnOf(here, name);
  if (a.values !== null && b.values !== null) {
    const first = a.values.filter((value) => !Number.isNaN(value)).sort();
    const second = b.values.filter((value) => !Number.isNaN(value)).sort();
    const wasserstein = wassersteinDistance(first, second);
    const range =
      first.length === 0 ? 0 : quantileSorted(first, 0.75) - quantileSorted(first, 0.25);
    return {
      jensenShannon: null,
      wasserstein,
      wassersteinOverRange: wasserstein === null || range === 0 ? null : wasserstein / range,
    };
  }
  const placeOf = new Map<string, number>();
  const counts: [number[], number[]] = [[], []];
  for (const [side, column] of [a, b].entries()) {
    const n = (column.values ?? column.codes)?.length ?? 0;
    for (let i = 0; i < n; i++) {
      const level = levelOf(column, i);
      const at = placeOf.get(level) ?? placeOf.size;
      placeOf.set(level, at);
      const own = counts[side]!;
      own[at] = (own[at] ?? 0) + 1;
    }
  }
  const filled = counts.map((own) => Array.from({ length: placeOf.size }, (_, i) => own[i] ?? 0));
  return levelDetail(filled[0]!, filled[1]!);
}
