import { log10 } from "../../core/elementary.js";
import { powerOfTen } from "../../core/power-of-ten.js";
import { quantileSorted } from "../../statistics/bootstrap.js";
import { regionOf } from "./open-profile.js";
import type { ProfileAttribute, ProfileBin, ScopeProfile } from "./profile-types.js";
import { MISSING, type ScopeBins } from "./scope-bins.js";
import type { ScopeColumn } from "./scope-columns.js";
import { scopeWarnings } from "./scope-rules.js";
import {
  type BinnedAttribute,
  LEAST_CLUSTERS,
  LEAST_IMAGES,
  type TestClusters,
  testedRegion,
} from "./tested-region.js";
import { countBins, hiddenBins, nextSmallest, type Tell } from "./told-bins.js";

export interface ClosedProfileOptions {
  /** Whether a cluster is a person, so that three and not two must share what is told. */
  readonly people: boolean;
  /** Attributes that speak of people, places or times: their outer edges are kept vaguer. */
  readonly sensitive?: (name: string) => boolean;
}

const OTHER = "other";
/** Rank from either end whose value becomes the outer edge of a sensitive number. */
const SENSITIVE_RANK = 10;
const PERSONAL =
  /age|weight|height|bmi|income|birth|date|time|year|hour|season|day|month|distance|depth|altitude|elevation/i;

/**
 * The region of a test set as a record that is not open may state it: no level, bin or edge that few
 * images or few clusters carry (METHODS §7.6). Self-coverage is that of the data as they are.
 */
export function closedProfile(
  columns: readonly ScopeColumn[],
  clusters: TestClusters | null,
  images: number,
  { people, sensitive = (name) => PERSONAL.test(name) }: ClosedProfileOptions,
): ScopeProfile {
  const exact = regionOf(columns, clusters);
  const least = clusters === null ? 1 : people ? 3 : LEAST_CLUSTERS;
  const tell = { clusters, least };
  const closed = exact.attributes.map((attribute) => {
    if (attribute.column.values === null) return closedLevels(attribute, tell);
    return (
      closedNumbers(attribute, sensitive(attribute.bins.name), tell) ??
      closedLevels(asLevels(attribute), tell)
    );
  });
  const told = closed.flatMap((one) => (one.binned === null ? [] : [one.binned]));
  const { pairs, order } =
    exact.order === 2 ? testedRegion(told, clusters) : { pairs: [], order: 1 as const };
  return {
    form: "closed",
    n: images,
    clusters: clusters?.count ?? null,
    k: LEAST_IMAGES,
    leastClusters: least,
    attributes: closed.map(({ profile }) => profile),
    pairs:
      order === 1
        ? []
        : pairs.map(({ attributes: [a, b = 0], n, clusters: inCell, tested }) => {
            const first = told[a]!;
            const second = told[b]!;
            const width = second.bins.names.length;
            const cells: [number, number][] = [];
            for (let cell = 0; cell < tested.length; cell++) {
              const row = Math.floor(cell / width);
              const column = cell % width;
              const enough =
                n[cell]! >= LEAST_IMAGES && (inCell === null || inCell[cell]! >= least);
              const named = row !== first.other && column !== second.other;
              if (enough && named) cells.push([row, column]);
            }
            return { a: first.bins.name, b: second.bins.name, tested: cells };
          }),
    order,
    selfCoverage: exact.selfCoverage,
    warnings: scopeWarnings(order, closed.length, exact.selfCoverage),
  };
}

interface Closed {
  readonly profile: ProfileAttribute;
  /** With the bins that are told; null where the attribute is withheld. */
  readonly binned: ToldAttribute | null;
}

interface ToldAttribute extends BinnedAttribute {
  /** Bin of what was put together; −1 where nothing was. */
  readonly other: number;
}

/** Levels that too few carry become one, with the next smallest while that one has too few as well. */
function closedLevels(attribute: BinnedAttribute, tell: Tell): Closed {
  const { bins } = attribute;
  const counts = countBins(attribute.binned.codes, bins.names.length, tell);
  const { n } = counts;
  const merged = new Set<number>();
  for (let bin = 0; bin < n.length; bin++) if (!counts.enough([bin])) merged.add(bin);
  while (merged.size > 0 && merged.size < n.length && !counts.enough(merged)) {
    merged.add(nextSmallest(counts, bins.names, merged));
  }
  const kept = bins.names.flatMap((_, bin) => (merged.has(bin) ? [] : [bin]));
  // One level left says nothing, and what it is might.
  const told = kept.length + (merged.size > 0 ? 1 : 0);
  if (told <= 1 && merged.size > 0) return withheld(attribute);
  const names = kept.map((bin) => bins.names[bin]!);
  const profileBins: ProfileBin[] = kept.map((bin) => ({
    name: bins.names[bin]!,
    n: n[bin]!,
    tested: true,
    levels: bin === bins.missing ? [] : [bins.names[bin]!],
  }));
  if (merged.size > 0) {
    let together = 0;
    for (const bin of merged) together += n[bin]!;
    // It mixes kinds that are each too rare to count as tested.
    profileBins.push({ name: OTHER, n: together, tested: false });
    names.push(OTHER);
  }
  const place = Int32Array.from(bins.names, (_, bin) => {
    const at = kept.indexOf(bin);
    return at >= 0 ? at : kept.length;
  });
  const codes = attribute.binned.codes.map((code) => place[code] ?? kept.length);
  const own: ScopeBins = {
    ...bins,
    names,
    binOfLevel: new Map(
      kept.flatMap((bin, at) => (bin === bins.missing ? [] : [[bins.names[bin]!, at]])),
    ),
    missing: kept.indexOf(bins.missing),
  };
  return {
    profile: profileOf(attribute, null, profileBins),
    binned: {
      column: attribute.column,
      bins: own,
      binned: { codes, beyond: [] },
      other: merged.size > 0 ? kept.length : -1,
    },
  };
}

/** Rounded edges, counted again; null where all values are one and it is told as a level. */
function closedNumbers(
  attribute: BinnedAttribute,
  isSensitive: boolean,
  tell: Tell,
): Closed | null {
  const values = attribute.column.values ?? new Float64Array(0);
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const { edges } = attribute.bins;
  const range = edges === null ? 0 : quantileSorted(sorted, 0.75) - quantileSorted(sorted, 0.25);
  if (edges === null || range === 0) return null;
  const step = roundingStep(range / 10);
  const ends = isSensitive
    ? [
        sorted[Math.min(SENSITIVE_RANK, sorted.length) - 1]!,
        sorted[Math.max(0, sorted.length - SENSITIVE_RANK)]!,
      ]
    : [edges[0]!, edges.at(-1)!];
  if (!(ends[0]! < ends[1]!)) return withheld(attribute);
  const rounded = edges.map((edge, i) => {
    if (i === 0) return floorTo(ends[0]!, step);
    if (i === edges.length - 1) return ceilTo(ends[1]!, step);
    return toStep(Math.floor(edge / step + 0.5), step);
  });
  const distinct = [...new Set(rounded)].sort((a, b) => a - b);
  if (distinct.length < 2) return withheld(attribute);
  const inside = distinct.length - 1;
  const codes = Int32Array.from(values, (value) => {
    if (Number.isNaN(value)) return inside;
    if (value < distinct[0]! || value > distinct.at(-1)!) return inside + 1;
    return Math.max(0, distinct.findIndex((edge) => value <= edge) - 1);
  });
  const counts = countBins(codes, inside + 2, tell);
  const { n } = counts;
  const names = distinct
    .slice(1)
    .map((edge, i) => `${i === 0 ? "" : "above "}${distinct[i]} to ${edge}`);
  const lacks = n[inside]! > 0;
  if (lacks) names.push(MISSING);
  const hidden = hiddenBins(counts, names, inside + 1);
  const profileBins = names.map(
    (name, bin): ProfileBin => ({
      name,
      n: hidden.has(bin) ? null : n[bin]!,
      tested: counts.enough([bin]),
      ...(bin === inside ? { levels: [] } : {}),
    }),
  );
  if (profileBins.every(({ tested }) => !tested)) return withheld(attribute);
  const bins: ScopeBins = {
    ...attribute.bins,
    edges: distinct,
    names,
    missing: lacks ? inside : -1,
  };
  // Outside the rounded edges: no bin of the profile.
  const outside = bins.names.length;
  const own = codes.map((code) => (code > inside || (code === inside && !lacks) ? outside : code));
  return {
    profile: profileOf(attribute, distinct, profileBins),
    binned: { column: attribute.column, bins, binned: { codes: own, beyond: [] }, other: -1 },
  };
}

/** A number that is nearly always one value, told as levels. */
function asLevels(attribute: BinnedAttribute): BinnedAttribute {
  const { column } = attribute;
  const placeOf = new Map<string, number>();
  const codes = Int32Array.from(column.values ?? [], (value) => {
    const level = Number.isNaN(value) ? MISSING : String(value);
    const known = placeOf.get(level);
    if (known === undefined) placeOf.set(level, placeOf.size);
    return known ?? placeOf.size - 1;
  });
  const names = [...placeOf.keys()];
  const bins: ScopeBins = {
    ...attribute.bins,
    edges: null,
    kind: "categorical",
    names,
    binOfLevel: placeOf,
    missing: names.indexOf(MISSING),
  };
  return { column, bins, binned: { codes, beyond: [] } };
}

function withheld(attribute: BinnedAttribute): Closed {
  return { profile: { ...profileOf(attribute, null, []), withheld: true }, binned: null };
}

function profileOf(
  { bins }: BinnedAttribute,
  edges: readonly number[] | null,
  profileBins: readonly ProfileBin[],
): ProfileAttribute {
  const { name, kind, origin } = bins;
  return { name, kind, origin, edges, bins: profileBins, withheld: false };
}

/** The largest of 1, 2, 5 × a power of ten that is at most `most` > 0. */
function roundingStep(most: number): number {
  const exponent = Math.floor(log10(most) + 1e-12);
  const scaled = most / powerOfTen(exponent);
  const digit = scaled >= 5 - 1e-9 ? 5 : scaled >= 2 - 1e-9 ? 2 : 1;
  return Number(`${digit}e${exponent}`);
}

/** `k` steps with as few digits as the step has: 0.3 for 3 × 0.1. */
function toStep(k: number, step: number): number {
  return Number((k * step).toPrecision(12));
}

function floorTo(value: number, step: number): number {
  let k = Math.floor(value / step);
  if (toStep(k + 1, step) <= value) k++;
  return toStep(k, step) > value ? toStep(k - 1, step) : toStep(k, step);
}

function ceilTo(value: number, step: number): number {
  return -floorTo(-value, step) + 0; // never −0
}
