import type { Code, Count, Level } from "../core/json-values.js";
import { createRandom, drawToFront } from "../core/random.js";
import { quantileSorted } from "../statistics/bootstrap.js";
import type { Points } from "../statistics/set-distances.js";
import { isSaturated } from "./h-score.js";
import { everyImage, type PreparedMeasure } from "./labelled-features.js";
import { leepFloor } from "./leep.js";
import { type MeasureId, SHORTLIST_MEASURES } from "./measures.js";

/** Candidates in order of how well their features fit the classes; the JSON Schema is `schemas/shortlist.schema.json`. */
export interface Shortlist {
  readonly schema: "homeground.shortlist/1";
  /** In order of `rank`; those without one are last. */
  readonly scores: readonly ShortlistScore[];
  /** Images that were looked at. */
  readonly n: Count;
  /** Groups that were drawn again as wholes; null where images were. */
  readonly clusters: Count | null;
  /** Names of the classes, each with its images. */
  readonly classes: readonly { readonly name: string; readonly images: Count }[];
  /** Of the ranks' intervals, which hold together for all candidates of one measure. */
  readonly level: Level;
  /** Random halves of the images that the intervals are from. */
  readonly halves: Count;
  readonly seed: Count;
  /** LEEP of a candidate that says the same of every image. */
  readonly leepFloor: number;
  readonly warnings: readonly Code[];
}

export interface ShortlistScore {
  readonly name: string;
  /** Of the model file; null for features of a table. */
  readonly sha256: string | null;
  /** Features an image. */
  readonly features: Count;
  readonly parc: number | null;
  readonly leep: number | null;
  readonly logme: number | null;
  readonly hscore: number | null;
  readonly knn: number | null;
  /** 1 is the best, by PARC; null where that is undefined. */
  readonly rank: Count | null;
  readonly rankLow: Count | null;
  readonly rankHigh: Count | null;
  /** Ranks by each measure; null where the candidate has no value of it. */
  readonly ranks: ShortlistRanks;
}

export interface ShortlistRanks {
  readonly parc: ShortlistRank | null;
  readonly leep: ShortlistRank | null;
  readonly logme: ShortlistRank | null;
  readonly hscore: ShortlistRank | null;
  readonly knn: ShortlistRank | null;
}

export interface ShortlistRank {
  readonly rank: Count;
  /** Null: no halves give the measure. */
  readonly low: Count | null;
  readonly high: Count | null;
}

/** A candidate model, with its features of the images. */
export interface ShortlistCandidate {
  readonly name: string;
  readonly sha256: string | null;
  readonly features: Points;
  readonly sourceScores: Points | null;
}

export interface ShortlistRequest {
  /** Class of each image, from 0. */
  readonly classes: Int32Array;
  /** Every one has an image. */
  readonly classNames: readonly string[];
  /** Group of each image, from 0; null where images were drawn one by one. */
  readonly cluster: Int32Array | null;
  /** In (0, 1). */
  readonly level: number;
  readonly seed: number;
  readonly halves: number;
  /** What else is to be said of the images. */
  readonly warnings?: readonly Code[];
  readonly onProgress?: (done: number, total: number) => void;
}

/** Random halves that the ranks' intervals are from. */
export const HALVES = 200;

/** Images beyond which nothing is gained that labels would not tell better. */
export const MOST_IMAGES = 500;

/** Fewer images, or groups, give intervals that are too narrow. */
const FEW_UNITS = 20;

/** The streams of a seed that draw halves, apart from samples and replicates. */
const STREAM = 2 ** 43;

/**
 * Ranks candidate models by how well their features of some labelled images fit the classes, before any of
 * them is fine-tuned. A rank's interval counts who is told ahead and who behind: differences of each pair against
 * their spread over random halves of the images (or groups), at one common error. A half drawn without replacement
 * spreads as the whole does, and holds no image twice, which pairs and neighbours would take for a perfect fit.
 *
 * @param candidates two or more, of the same images in the same order
 */
export function shortlist(
  candidates: readonly ShortlistCandidate[],
  request: ShortlistRequest,
): Shortlist {
  const { classes, classNames, cluster, level, seed, halves, onProgress } = request;
  const n = classes.length;
  const classCount = classNames.length;
  const drawn = drawHalves(cluster ?? Int32Array.from(classes.keys()), halves, seed);
  const units = cluster === null ? n : Math.max(-1, ...cluster) + 1;
  const of = SHORTLIST_MEASURES.map(() => [] as Measured[]);
  let done = 0;
  for (const { features, sourceScores } of candidates) {
    const data = { features, classes, classCount, sourceScores };
    for (const [m, measure] of SHORTLIST_MEASURES.entries()) {
      of[m]!.push(measured(measure.prepare(data), everyImage(data), drawn));
      onProgress?.(++done, candidates.length * SHORTLIST_MEASURES.length);
    }
  }
  // Of an odd number of units the half is less than a half, and spreads more than the whole.
  const half = Math.floor(units / 2);
  const narrower = Math.sqrt(half / (units - half));
  const ranks = of.map((values) => ranksOf(values, level, narrower));
  const scores = candidates.map(({ name, sha256, features }, c): ShortlistScore => {
    const by = <T>(values: readonly (readonly T[])[]) =>
      Object.fromEntries(SHORTLIST_MEASURES.map(({ id }, m) => [id, values[m]![c]!])) as Record<
        MeasureId,
        T
      >;
    const own = ranks[0]![c]!;
    return {
      name,
      sha256,
      features: features.width,
      ...by(of.map((values) => values.map(({ value }) => value))),
      rank: own?.rank ?? null,
      rankLow: own?.low ?? null,
      rankHigh: own?.high ?? null,
      ranks: by(ranks),
    };
  });
  const sizes = new Int32Array(classCount);
  for (const c of classes) sizes[c]!++;
  return {
    schema: "homeground.shortlist/1",
    scores: scores.toSorted((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || 0),
    n,
    clusters: cluster === null ? null : units,
    classes: classNames.map((name, c) => ({ name, images: sizes[c]! })),
    level,
    halves,
    seed,
    leepFloor: leepFloor(classes, classCount),
    warnings: [
      ...(request.warnings ?? []),
      ...(units < FEW_UNITS ? ["shortlist/few-units"] : []),
      ...(sizes.some((size) => size < 5) ? ["shortlist/small-class"] : []),
      ...(candidates.some(({ features }) => isSaturated(n, features.width))
        ? ["shortlist/h-score-saturated"]
        : []),
      ...(candidates.some(({ sourceScores }) => sourceScores === null)
        ? ["shortlist/no-leep"]
        : []),
      ...(scores.some(({ parc }) => parc === null) ? ["shortlist/no-parc"] : []),
      ...(scores.some(({ logme }) => logme === null) ? ["shortlist/no-logme"] : []),
    ],
  };
}

/** A measure of one candidate, on all images and on each half. */
interface Measured {
  readonly value: number | null;
  /** NaN where it is undefined. */
  readonly halves: Float64Array;
}

function measured(
  measure: PreparedMeasure,
  all: Int32Array,
  halves: readonly Int32Array[],
): Measured {
  const value = measure(all);
  const ofHalf = (half: Int32Array) =>
    value === null ? Number.NaN : (measure(half) ?? Number.NaN);
  return { value, halves: Float64Array.from(halves, ofHalf) };
}

/** Images of random halves of the units, ascending. */
function drawHalves(unit: Int32Array, count: number, seed: number): Int32Array[] {
  const units = Math.max(-1, ...unit) + 1;
  const order = new Int32Array(units);
  const isDrawn = new Uint8Array(units);
  return Array.from({ length: count }, (_, h) => {
    for (let u = 0; u < units; u++) order[u] = u;
    drawToFront(order, Math.floor(units / 2), createRandom(seed, STREAM + h));
    isDrawn.fill(0);
    for (const u of order.subarray(0, Math.floor(units / 2))) isDrawn[u] = 1;
    const images = Int32Array.from(unit.keys());
    return images.filter((image) => isDrawn[unit[image]!] === 1);
  });
}

/**
 * Ranks with their intervals. A pair is told apart where its difference is more than so many of its own
 * standard deviations as the largest of all pairs reaches in a share `level` of the halves (Romano and Wolf 2005).
 */
function ranksOf(
  values: readonly Measured[],
  level: number,
  narrower: number,
): (ShortlistRank | null)[] {
  const known = values.flatMap(({ value }, c) => (value === null ? [] : [c]));
  // A half on which a measure is undefined for one candidate compares none.
  const all = values[0]?.halves.length ?? 0;
  const usable = Array.from({ length: all }, (_, h) => h).filter((h) =>
    known.every((c) => !Number.isNaN(values[c]!.halves[h]!)),
  );
  const isEnough = usable.length >= all / 2 && usable.length > 1;
  const ahead = new Map(known.map((c) => [c, new Set<number>()]));
  if (isEnough) {
    const pairs = known.flatMap((a, i) => known.slice(i + 1).map((b) => pairOf(a, b)));
    function pairOf(a: number, b: number) {
      const difference = values[a]!.value! - values[b]!.value!;
      const spread = Float64Array.from(
        usable,
        (h) => values[a]!.halves[h]! - values[b]!.halves[h]!,
      );
      const mean = spread.reduce((sum, value) => sum + value, 0) / spread.length;
      const square = spread.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      const deviation = Math.sqrt(square / (spread.length - 1));
      return { a, b, difference, spread, mean, deviation };
    }
    const varying = pairs.filter(({ deviation }) => deviation > 0);
    const largest = Float64Array.from(usable, (_, at) =>
      Math.max(
        0,
        ...varying.map(({ spread, mean, deviation }) => Math.abs(spread[at]! - mean) / deviation),
      ),
    );
    const most = quantileSorted(largest.sort(), level);
    for (const { a, b, difference, deviation } of varying) {
      if (Math.abs(difference) <= most * deviation * narrower) continue;
      ahead.get(difference > 0 ? b : a)!.add(difference > 0 ? a : b);
    }
  }
  return values.map(({ value }, c) => {
    if (value === null) return null;
    const better = known.filter((other) => values[other]!.value! > value).length;
    if (!isEnough) return { rank: better + 1, low: null, high: null };
    const behind = known.filter((other) => ahead.get(other)!.has(c)).length;
    return { rank: better + 1, low: ahead.get(c)!.size + 1, high: known.length - behind };
  });
}
