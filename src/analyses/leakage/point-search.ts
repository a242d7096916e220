import { createRandom, shuffle } from "../../core/random.js";
import { DESCRIPTION_WORDS, descriptionBits, type Keypoints } from "../../images/keypoints.js";
import { SAME_POINT_BITS } from "./place-points.js";

/** Which pictures of a set have many points of another picture. */
export interface PointSearch {
  /** Those with at least {@link LEAST_VOTES}, in no order. */
  likely(points: Keypoints): readonly { readonly item: number; readonly votes: number }[];
}

const TABLES = 8;
const CHUNK_BITS = 16;
const BUCKETS = 1 << CHUNK_BITS;
/** Points of a picture that look like points of another. */
const LEAST_VOTES = 4;
/** A point has the voice of the nearest one, and of those that are hardly further. */
const MORE_BITS = 8;
const MOST_NEAR = 4096;
/** Buckets with more points than this tell nothing: what looks so is everywhere. */
const MOST_IN_BUCKET = 400;

/** Which bits of a description make the key of each table: the same draw for ever. */
const KEY_BITS = (() => {
  const bits = Int32Array.from({ length: 32 * DESCRIPTION_WORDS }, (_, i) => i);
  shuffle(bits, createRandom(1));
  return bits;
})();

/**
 * Points by their bits in 8 tables of 16 drawn ones: two descriptions of one point, about 30 of 256 bits apart, share
 * a key in most cases. A. Gionis, P. Indyk, R. Motwani, "Similarity search in high dimensions via hashing", VLDB 1999,
 * from memory. What is found is counted bit by bit.
 */
export function createPointSearch(set: readonly (Keypoints | null)[]): PointSearch {
  const total = set.reduce((sum, points) => sum + (points?.count ?? 0), 0);
  const item = new Int32Array(total);
  const words = new Uint32Array(total * DESCRIPTION_WORDS);
  let at = 0;
  for (const [i, points] of set.entries()) {
    if (points === null) continue;
    item.fill(i, at, at + points.count);
    words.set(points.words, at * DESCRIPTION_WORDS);
    at += points.count;
  }
  const tables = Array.from({ length: TABLES }, (_, table) => {
    const start = new Int32Array(BUCKETS + 1);
    const keys = new Uint16Array(total);
    for (let k = 0; k < total; k++) {
      keys[k] = keyOf(words, k, table);
      start[keys[k]! + 1]!++;
    }
    for (let b = 0; b < BUCKETS; b++) start[b + 1]! += start[b]!;
    const next = start.slice();
    const points = new Int32Array(total);
    for (let k = 0; k < total; k++) points[next[keys[k]!]!++] = k;
    return { start, points };
  });
  const near = { item: new Int32Array(MOST_NEAR), bits: new Int32Array(MOST_NEAR) };
  /** The last query in which a point, and an item, was met. */
  const met = new Int32Array(total).fill(-1);
  const lastPoint = new Int32Array(set.length).fill(-1);
  const votes = new Int32Array(set.length);
  let query = -1;
  return {
    likely(points) {
      const voted: number[] = [];
      for (let p = 0; p < points.count; p++) {
        query++;
        let count = 0;
        let least = SAME_POINT_BITS - MORE_BITS;
        for (let table = 0; table < TABLES; table++) {
          const { start, points: listed } = tables[table]!;
          const key = keyOf(points.words, p, table);
          const first = start[key]!;
          const last = start[key + 1]!;
          if (last - first > MOST_IN_BUCKET) continue;
          for (let k = first; k < last; k++) {
            const other = listed[k]!;
            if (met[other] === query) continue;
            met[other] = query;
            const bits = descriptionBits(points.words, p, words, other);
            if (bits > least + MORE_BITS || count === MOST_NEAR) continue;
            least = Math.min(least, bits);
            near.item[count] = item[other]!;
            near.bits[count++] = bits;
          }
        }
        for (let k = 0; k < count; k++) {
          const of = near.item[k]!;
          if (near.bits[k]! > least + MORE_BITS || lastPoint[of] === query) continue;
          lastPoint[of] = query;
          if (votes[of]!++ === 0) voted.push(of);
        }
      }
      const likely = voted
        .filter((of) => votes[of]! >= LEAST_VOTES)
        .map((of) => ({ item: of, votes: votes[of]! }));
      for (const of of voted) votes[of] = 0;
      return likely;
    },
  };
}

function keyOf(words: Uint32Array, point: number, table: number): number {
  let key = 0;
  for (let k = 0; k < CHUNK_BITS; k++) {
    const bit = KEY_BITS[table * CHUNK_BITS + k]!;
    key |= ((words[point * DESCRIPTION_WORDS + (bit >> 5)]! >>> (bit & 31)) & 1) << k;
  }
  return key;
}
