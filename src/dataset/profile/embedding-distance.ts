import { createRandom, drawToFront } from "../../core/random.js";
import { quantileSorted } from "../../statistics/bootstrap.js";

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
}

const NEAREST = 5;
const MOST_A_SIDE = 2000;
const LEAST_TEST_IMAGES = 100;
const EXPECTED_INSIDE = 0.95;

/**
 * @param test images of an open record
 * @param seed of the samples where a side has more than 2,000 images
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
  const clusterOf = (image: number): number => test.cluster?.[image] ?? image;
  const own = new Float64Array(reference.length);
  for (const [i, image] of reference.entries()) {
    own[i] = meanNearest(
      test,
      image,
      test,
      reference,
      (other) => clusterOf(other) !== clusterOf(image),
    );
  }
  if (own.some(Number.isNaN)) return null;
  const limit = quantileSorted(own.slice().sort(), EXPECTED_INSIDE);
  const scores = Float64Array.from(looked, (image) =>
    meanNearest(here, image, test, reference, () => true),
  );
  let beyond = 0;
  for (const score of scores) beyond += score > limit ? 1 : 0;
  return {
    images: looked.length,
    beyond,
    share: beyond / looked.length,
    limit,
    scores,
    looked,
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

/** Mean Euclidean distance to the nearest images of a set; NaN where fewer than five may be taken. */
function meanNearest(
  from: Embeddings,
  image: number,
  to: Embeddings,
  among: Int32Array,
  mayTake: (other: number) => boolean,
): number {
  const { width } = to;
  const nearest = new Float64Array(NEAREST).fill(Number.POSITIVE_INFINITY);
  const start = image * width;
  for (const other of among) {
    if (!mayTake(other)) continue;
    let square = 0;
    const at = other * width;
    for (let d = 0; d < width; d++) {
      const difference = from.values[start + d]! - to.values[at + d]!;
      square += difference * difference;
    }
    if (square >= nearest[NEAREST - 1]!) continue;
    let place = NEAREST - 1;
    while (place > 0 && nearest[place - 1]! > square) {
      nearest[place] = nearest[place - 1]!;
      place--;
    }
    nearest[place] = square;
  }
  if (nearest[NEAREST - 1] === Number.POSITIVE_INFINITY) return Number.NaN;
  let sum = 0;
  for (const square of nearest) sum += Math.sqrt(square);
  return sum / NEAREST;
}
