import type { ImageFeatures, PlacedFeatures } from "../../dataset/image-features.js";
import {
  type AttributeDifference,
  type ComparedSide,
  compareClosed,
  compareOpen,
} from "../../dataset/profile/compare-attributes.js";
import type { ComparedAttribute } from "../../dataset/profile/compared-attribute.js";
import type { ConceptSupportReport } from "../../dataset/profile/concept-support.js";
import { scopeCoverage } from "../../dataset/profile/coverage.js";
import { failsOf, type ScopeRegion } from "../../dataset/profile/known-to-fail.js";
import type { ScopeColumn } from "../../dataset/profile/scope-columns.js";
import { mapCells, nameOf, type ScopeMap, scopeMap } from "../../dataset/profile/scope-map.js";
import type { TestClusters } from "../../dataset/profile/tested-region.js";
import type { TransparencyRecord } from "../../records/record/record-types.js";
import type {
  ResultScope,
  ResultScopeAttribute,
  ResultScopeRegion,
} from "../../results/scope-result.js";
import { proportionInterval } from "../../statistics/proportion.js";
import { clusterProportionInterval } from "../../statistics/wilson-cluster.js";
import { type ComparedFeatures, compareFeatures } from "./compare-features.js";

/** The record of a comparison, and how it was named. */
export interface ScopeRecord {
  readonly source: string;
  readonly record: TransparencyRecord;
  /** Its test images one by one; null where it tells counts alone. */
  readonly side: ComparedSide | null;
  /** Features of its test images, which are those of `side`; absent or null where there are none. */
  readonly features?: PlacedFeatures | null;
}

export interface CompareScopeOptions {
  /** Whether the images here are all there are; else they are a sample. */
  readonly isWhole: boolean;
  readonly level: number;
  /** Of random divisions and samples. */
  readonly seed: number;
  /** Classes here against what was trained on; null where that is not known. */
  readonly concepts: ConceptSupportReport | null;
  /** Features of the images here; null where there are none. */
  readonly features: ImageFeatures | null;
}

/** A comparison, and where each image here lies. */
export interface ComparedImages {
  readonly scope: ResultScope;
  /** Place in the cells of the map; null without a map. */
  readonly cells: Int32Array | null;
  /**
   * To put images in order by how like the test set they are, least first: what is outside the tested
   * region, then what is inside, each by the test images in its square of the map. Null without a profile.
   */
  readonly likeness: Float64Array | null;
}

/** More than the test images of any square. */
const INSIDE = 2 ** 40;

function likenessOf(
  inside: Uint8Array,
  { cells }: Pick<ScopeMap, "cells">,
  cellOf: Int32Array,
): Float64Array {
  return Float64Array.from(inside, (is, image) => {
    const cell = cells[cellOf[image] ?? -1];
    return (is === 1 ? INSIDE : 0) + (cell?.there ?? 0);
  });
}

/**
 * Holds images against the scope of a record: what share is like its test images, what is not, how
 * different each attribute is (METHODS §7), and where each image lies.
 */
export function compareImages(
  { source, record, side: given, features: published = null }: ScopeRecord,
  here: ComparedSide,
  { isWhole, level, seed, concepts, features }: CompareScopeOptions,
): ComparedImages {
  const { profile } = record;
  const base = {
    record: {
      source,
      id: record.id,
      title: record.title,
      hasProfile: profile !== null,
      oneByOne: given !== null,
      images: profile?.n ?? record.counts.scored,
      clusters: profile?.clusters ?? null,
    },
    images: here.images,
    isWhole,
    level,
    clusters: here.clusters?.count ?? null,
    regions: regionsOf(record.scope, here),
    concepts,
  };
  const conceptWarnings = concepts?.warnings ?? [];
  if (profile === null) {
    const scope: ResultScope = {
      ...base,
      covered: 0,
      coverage: null,
      low: null,
      high: null,
      method: "none",
      selfCoverage: null,
      order: null,
      k: null,
      uncovered: [],
      without: [],
      attributes: [],
      notCompared: here.columns.map(({ name }) => ({ name, only: "here" as const })),
      map: null,
      embedding: null,
      warnings: conceptWarnings,
    };
    return { scope, cells: null, likeness: null };
  }
  const fails = record.scope.knownToFail;
  const found = scopeCoverage(profile, here.columns, fails, here.images, given?.columns);
  const known = new Set(given?.columns.map(({ name }) => name));
  // A profile may name what the manifest does not tell: then its counts are what there is.
  const side = found.attributes.every(({ bins }) => known.has(bins.name)) ? given : null;
  const differences =
    side === null
      ? compareClosed(here, found.attributes)
      : compareOpen(side, here, found.attributes, seed);
  const { embedding, warnings: ofFeatures } = byFeatures(given, here, published, {
    ...{ isWhole, level, seed, features },
  });
  const isCompared = found.attributes.length > 0 && here.images > 0;
  const share = isCompared && !isWhole ? interval(found.inside, here.clusters, level) : null;
  const { covered, selfCoverage, order, k, uncovered, without, notCompared } = found;
  const map = scopeMap(profile, found.attributes, side?.clusters ?? null);
  const scope: ResultScope = {
    ...base,
    covered,
    coverage: isCompared ? covered / here.images : null,
    low: share?.low ?? null,
    high: share?.high ?? null,
    method: share?.method ?? "none",
    selfCoverage,
    order,
    k,
    uncovered,
    without,
    notCompared,
    attributes: differences.attributes.flatMap((one) => attributeOf(one, found.attributes, here)),
    map,
    embedding,
    warnings: [
      ...new Set([
        ...found.warnings,
        ...(isCompared ? differences.warnings : []),
        ...(share?.warnings.filter((code) => code.startsWith("clusters/")) ?? []),
        ...ofFeatures,
        ...conceptWarnings,
      ]),
    ],
  };
  const cells = map === null ? null : mapCells(map, found.attributes);
  const likeness = likenessOf(found.inside, map ?? { cells: [] }, cells ?? new Int32Array(0));
  return { scope, cells, likeness: isCompared ? likeness : null };
}

function byFeatures(
  record: ComparedSide | null,
  here: ComparedSide,
  published: PlacedFeatures | null,
  { features, isWhole, level, seed }: Omit<CompareScopeOptions, "concepts">,
): ComparedFeatures {
  if (record === null || published === null) {
    return { embedding: null, warnings: ["scope/no-embedding"] };
  }
  if (features === null) return { embedding: null, warnings: ["scope/no-own-features"] };
  return compareFeatures(
    record,
    here,
    { test: published, here: features },
    { isWhole, seed },
    (beyond, clusters) => interval(beyond, clusters, level),
  );
}

/** Of the share inside, as of any share (METHODS §1). */
function interval(inside: Uint8Array, clusters: TestClusters | null, level: number) {
  if (clusters === null) {
    const covered = inside.reduce((sum, one) => sum + one, 0);
    return { ...proportionInterval(covered, inside.length, level), method: "wilson" };
  }
  const size = new Float64Array(clusters.count);
  const hits = new Float64Array(clusters.count);
  for (let i = 0; i < inside.length; i++) {
    size[clusters.cluster[i]!]!++;
    hits[clusters.cluster[i]!]! += inside[i]!;
  }
  return clusterProportionInterval(size, hits, level);
}

function regionsOf(
  { expected, knownToFail, notTested }: TransparencyRecord["scope"],
  { columns, images }: ComparedSide,
): ResultScope["regions"] {
  const known = new Set(columns.map(({ name }) => name));
  const count = (regions: readonly ScopeRegion[]): number =>
    failsOf(regions, columns, images).reduce((sum, one) => sum + one, 0);
  const region = (one: ScopeRegion): ResultScopeRegion => {
    const isTold = one.where.length > 0 && one.where.every(({ attribute }) => known.has(attribute));
    return { words: one.words, images: isTold ? count([one]) : null };
  };
  return {
    expected: expected.map(region),
    knownToFail: knownToFail.map(region),
    notTested,
    failing: count(knownToFail),
  };
}

function attributeOf(
  difference: AttributeDifference,
  attributes: readonly ComparedAttribute[],
  { columns }: ComparedSide,
): ResultScopeAttribute[] {
  const attribute = attributes.find(({ bins }) => bins.name === difference.name);
  if (attribute === undefined) return [];
  const { bins, here, tested, isTested, insideAlone } = attribute;
  const column = columns.find(({ name }) => name === difference.name);
  const own = {
    ...difference,
    kind: bins.kind,
    inside: insideAlone,
    testedRange: testedRange(attribute),
    hereRange: bins.edges === null || column === undefined ? null : rangeOf(column),
    bins: Array.from(here, (count, bin) => ({
      name: nameOf(attribute, bin),
      here: count,
      there: tested[bin] ?? null,
      tested: isTested[bin] === true,
    })).filter(({ here: count, there, tested: is }) => count > 0 || there !== 0 || is),
  };
  return [own];
}

/** From the first to the last edge of tested bins; null for levels, and where none is tested. */
function testedRange({ bins, isTested }: ComparedAttribute): readonly [number, number] | null {
  const { edges } = bins;
  if (edges === null) return null;
  const inside = isTested.slice(0, Math.max(1, edges.length - 1));
  const first = inside.indexOf(true);
  const last = inside.lastIndexOf(true);
  const [low, high] = [edges[first], edges[edges.length === 1 ? 0 : last + 1]];
  return first < 0 || low === undefined || high === undefined ? null : [low, high];
}

function rangeOf({ values, codes, levels }: ScopeColumn): readonly [number, number] | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const see = (value: number): void => {
    if (value < low) low = value;
    if (value > high) high = value;
  };
  if (values !== null) for (const value of values) see(value);
  else for (const code of codes ?? []) see(Number(levels[code] ?? Number.NaN));
  return low <= high && Number.isFinite(low) && Number.isFinite(high) ? [low, high] : null;
}
