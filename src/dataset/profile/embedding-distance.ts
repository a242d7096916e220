import { createRandom, drawToFront } from "../../core/random.js";
import { quantileSorted } from "../../statistics/bootstrap.js";
import type { ExcessDistance } from "./attribute-distance.js";
import { permutedStatistics } from "./permuted-distances.js";

/** Feature vectors of images, row-major count × width. */
export interface Embeddings {
  readonly count: number;
  readonly width: number;
  readonly values: Float32Array;
  /** Cluster of each image; null where each is one. */
  readonly cluster: Int32Array | null;
}

/** How far images are from those of a test set in the model's own features (METHODS §7.4). */
export interface EmbeddingDistance {
  /** Images here that were looked at, and those of them beyond the limit. */
  readonly images: number;
  readonly beyond: number;
  /** beyond/images; 0.05 is what images like the test set would give. */
  readonly share: number;
  /** 95 % quantile of the test images' own scores. */
  readonly limit: number;
  /** Mean distance to the 5 nearest test images, of each image looked at. */
  readonly scores: Float64Array;
  /** Index of each image looked at, ascending. */
  readonly looked: Int32Array;
  /** Test images that were looked at, ascending, and their scores: to those of other clusters. */
  readonly reference: Int32Array;
  readonly own: Float64Array;
  /** Those beyond the limit that are furthest, the furthest first. */
  readonly least: readonly LeastAlike[];
  /** The share with what chance gives, whole clusters dealt anew to both sides (METHODS §7.3 step 2). */
  readonly chance: ExcessDistance;
  /** How many ways to deal them were looked at. */
  readonly divisions: number;
}

/** An image that is far from every test image, with what is nearest to it. */
export interface LeastAlike {
  readonly image: number;
  readonly score: number;
  readonly test: number;
  /** Of the images here that are not beyond the limit; null where all are. */
  readonly here: number | null;
}

const NEAREST = 5;
const MOST_SHOWN = 12;
export const MOST_A_SIDE = 2000;
export const LEAST_TEST_IMAGES = 100;
const EXPECTED_INSIDE = 0.95;

/**
 * @param test images of an open record
 * @param seed of the samples where a side has more than 2,000 images, and of random divisions
 * @returns null where the test set has fewer than 100 images, or too few outside a cluster
 *   (`scope/no-embedding`)
 */
export function embeddingDistance(
  test: Embeddings,
  here: Embeddings,
  seed: number,
): EmbeddingDistance | null {
  if (test.count < LEAST_TEST_IMAGES || here.count === 0) return null;
  const reference = sampleRows(test.count, seed, 1);
  const looked = sampleRows(here.count, seed, 2);
  const clusters = pooledClusters(test, reference, here, looked);
  const pooled = [...pickRows(test, reference), ...pickRows(here, looked)];
  const neighbours = sortedNeighbours(pooled, clusters.cluster);
  const scored = scoresOf(neighbours, clusters.cluster);
  const side = new Uint8Array(clusters.count).fill(1, 0, clusters.first);
  const found = scored(side);
  if (found === null) return null;
  const { limit, beyond } = found;
  const own = found.scores.slice(0, reference.length);
  const scores = found.scores.slice(reference.length);
  const { distances, divisions } = permutedStatistics(
    [
      (division) => {
        const one = scored(division);
        return one === null ? null : one.beyond / one.there;
      },
    ],
    clusters,
    seed,
  );
  const tested = reference.length;
  const rows = { a: pooled.slice(0, tested), b: pooled.slice(tested) };
  const furthest = Array.from(scores.keys())
    .filter((i) => scores[i]! > limit)
    .sort((i, j) => scores[j]! - scores[i]! || i - j)
    .slice(0, MOST_SHOWN);
  const least = furthest.map((i): LeastAlike => {
    const inside = nearestTo(rows.b[i]!, rows.b, (other) => scores[other]! <= limit);
    return {
      image: looked[i]!,
      score: scores[i]!,
      test: reference[nearestTo(rows.b[i]!, rows.a, () => true)]!,
      here: looked[inside] ?? null,
    };
  });
  return {
    images: looked.length,
    beyond,
    share: beyond / looked.length,
    limit,
    scores,
    looked,
    reference,
    own,
    least,
    chance: distances[0]!,
    divisions,
  };
}

/** Up to {@link MOST_A_SIDE} of `count` rows, drawn without replacement, ascending. */
function sampleRows(count: number, seed: number, stream: number): Int32Array {
  const rows = Int32Array.from({ length: count }, (_, i) => i);
  if (count <= MOST_A_SIDE) return rows;
  const random = createRandom(seed, stream);
  drawToFront(rows, MOST_A_SIDE, random);
  return rows.slice(0, MOST_A_SIDE).sort();
}

function pickRows({ values, width }: Embeddings, rows: Int32Array): Float32Array[] {
  return Array.from(rows, (row) => values.subarray(row * width, (row + 1) * width));
}

/** Clusters of both sides in one numbering, those of the test set first. */
function pooledClusters(
  test: Embeddings,
  reference: Int32Array,
  here: Embeddings,
  looked: Int32Array,
): { readonly cluster: Int32Array; readonly count: number; readonly first: number } {
  const cluster = new Int32Array(reference.length + looked.length);
  let count = 0;
  const fill = ({ cluster: own }: Embeddings, rows: Int32Array, from: number): number => {
    const placeOf = new Map<number, number>();
    for (const [i, row] of rows.entries()) {
      const g = own?.[row] ?? row;
      const place = placeOf.get(g) ?? count++;
      placeOf.set(g, place);
      cluster[from + i] = place;
    }
    return count;
  };
  const first = fill(test, reference, 0);
  fill(here, looked, reference.length);
  return { cluster, count, first };
}

/** Of each image all those of other clusters, the nearest first. */
interface Neighbours {
  readonly count: number;
  /** Row-major; of row i the first `length[i]` are neighbours. */
  readonly order: Uint16Array;
  readonly distance: Float32Array;
  readonly length: Int32Array;
}

const BLOCK = 64;
/** More than the images of both sides: distance and place go into one number, which sorts by both. */
const PLACES = 4096;

function sortedNeighbours(rows: readonly Float32Array[], cluster: Int32Array): Neighbours {
  const count = rows.length;
  const squares = new Float32Array(count * count);
  // By blocks, so that the rows of both stay in the cache.
  for (let i0 = 0; i0 < count; i0 += BLOCK) {
    for (let j0 = i0; j0 < count; j0 += BLOCK) {
      const [i1, j1] = [Math.min(count, i0 + BLOCK), Math.min(count, j0 + BLOCK)];
      for (let i = i0; i < i1; i++) {
        const a = rows[i]!;
        for (let j = Math.max(j0, i + 1); j < j1; j++) {
          const square = squaredDistance(a, rows[j]!);
          squares[i * count + j] = square;
          squares[j * count + i] = square;
        }
      }
    }
  }
  const bits = new Uint32Array(squares.buffer); // floats that are not negative sort as their bits
  const order = new Uint16Array(count * count);
  const length = new Int32Array(count);
  const keys = new Float64Array(count);
  const asFloat = new Float32Array(1);
  const asBits = new Uint32Array(asFloat.buffer);
  for (let i = 0; i < count; i++) {
    let n = 0;
    for (let j = 0; j < count; j++) {
      if (cluster[j] !== cluster[i]) keys[n++] = bits[i * count + j]! * PLACES + j;
    }
    keys.subarray(0, n).sort();
    for (let k = 0; k < n; k++) {
      const key = keys[k]!;
      order[i * count + k] = key % PLACES;
      asBits[0] = Math.floor(key / PLACES);
      squares[i * count + k] = Math.sqrt(asFloat[0]!);
    }
    length[i] = n;
  }
  return { count, order, distance: squares, length };
}

/** Place of the nearest row; −1 where none may be taken. */
function nearestTo(
  own: Float32Array,
  rows: readonly Float32Array[],
  may: (other: number) => boolean,
): number {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (const [other, row] of rows.entries()) {
    if (!may(other)) continue;
    const square = squaredDistance(own, row);
    if (square >= least) continue;
    least = square;
    best = other;
  }
  return best;
}

/** In four sums, which the processor adds side by side; their order is always the same. */
function squaredDistance(a: Float32Array, b: Float32Array): number {
  const width = a.length;
  const whole = width - (width % 4);
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let d = 0; d < whole; d += 4) {
    const d0 = a[d]! - b[d]!;
    const d1 = a[d + 1]! - b[d + 1]!;
    const d2 = a[d + 2]! - b[d + 2]!;
    const d3 = a[d + 3]! - b[d + 3]!;
    s0 += d0 * d0;
    s1 += d1 * d1;
    s2 += d2 * d2;
    s3 += d3 * d3;
  }
  for (let d = whole; d < width; d++) s0 += (a[d]! - b[d]!) ** 2;
  return s0 + s1 + (s2 + s3);
}

interface ScoredDivision {
  readonly limit: number;
  /** Images that are not of the test side, and those of them beyond the limit. */
  readonly there: number;
  readonly beyond: number;
  /** Of every image of both sides; one array for all divisions. */
  readonly scores: Float64Array;
}

/** Scores every image against the test side of a division; null where an image has too few to be held against. */
function scoresOf(
  { count, order, distance, length }: Neighbours,
  cluster: Int32Array,
): (side: Uint8Array) => ScoredDivision | null {
  const scores = new Float64Array(count);
  const own = new Float64Array(count);
  const sideOf = new Uint8Array(count);
  return (side) => {
    for (let i = 0; i < count; i++) sideOf[i] = side[cluster[i]!]!;
    let tested = 0;
    for (let i = 0; i < count; i++) {
      let taken = 0;
      let sum = 0;
      const from = i * count;
      const to = from + length[i]!;
      for (let at = from; at < to && taken < NEAREST; at++) {
        if (sideOf[order[at]!] === 0) continue;
        sum += distance[at]!;
        taken++;
      }
      if (taken < NEAREST) return null;
      scores[i] = sum / NEAREST;
      if (sideOf[i] === 1) own[tested++] = scores[i]!;
    }
    if (tested === 0 || tested === count) return null;
    const limit = quantileSorted(own.slice(0, tested).sort(), EXPECTED_INSIDE);
    let beyond = 0;
    for (let i = 0; i < count; i++) beyond += sideOf[i] === 0 && scores[i]! > limit ? 1 : 0;
    return { limit, there: count - tested, beyond, scores };
  };
}
