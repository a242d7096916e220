import { HASH_WORDS } from "../../images/perceptual-hash.js";

/** Hashes of 256 bits, {@link HASH_WORDS} words each; those without `known` are nobody's neighbour. */
export interface HashColumn {
  readonly words: Uint32Array;
  /** 1 where there is a hash. */
  readonly known: Uint8Array;
}

/** Finds every hash of a set within a number of bits of another one. */
export interface HashSearch {
  /**
   * Calls with each item of the set whose hash is within the limit, once, in no order.
   *
   * @param words the hash starts at word {@link HASH_WORDS} · item
   * @param end items of the set from here on are left out
   */
  near(
    words: Uint32Array,
    item: number,
    end: number,
    found: (other: number, bits: number) => void,
  ): void;
}

const CHUNKS = 16;
const BUCKETS = 1 << 16;
/** Two hashes within fewer bits than twice the chunks share a chunk to one bit. */
export const MOST_BITS = 2 * CHUNKS - 1;

/**
 * Multi-index search: a hash is 16 chunks of 16 bits, and of two that differ in at most 31 bits one
 * chunk differs in at most one (in none, up to 15 bits): the set is looked up by each chunk, and what
 * is found there is counted bit by bit. So nothing within the limit is missed. M. Norouzi, A. Punjani,
 * D. J. Fleet, "Fast search in Hamming space with multi-index hashing", CVPR 2012, from memory.
 *
 * @param limit 0 to {@link MOST_BITS} bits
 */
export function createHashSearch({ words, known }: HashColumn, limit: number): HashSearch {
  const count = known.length;
  // A table a chunk, one behind the other: items of bucket b of chunk c are from start[c · BUCKETS + b] to the next.
  const start = new Int32Array(CHUNKS * BUCKETS + 1);
  for (let c = 0; c < CHUNKS; c++) {
    const table = c * BUCKETS + 1;
    for (let i = 0; i < count; i++) if (known[i] === 1) start[table + chunk(words, i, c)]!++;
  }
  for (let b = 0; b < CHUNKS * BUCKETS; b++) start[b + 1]! += start[b]!;
  const next = start.slice();
  const items = new Int32Array(start[CHUNKS * BUCKETS]!);
  for (let c = 0; c < CHUNKS; c++) {
    const table = c * BUCKETS;
    for (let i = 0; i < count; i++) {
      if (known[i] === 1) items[next[table + chunk(words, i, c)]!++] = i;
    }
  }
  const flips = Int32Array.from({ length: limit < CHUNKS ? 1 : 17 }, (_, f) => (1 << f) >> 1);
  const seen = new Int32Array(count).fill(-1);
  let query = -1;
  return {
    near(of, item, end, found) {
      query++;
      for (let c = 0; c < CHUNKS; c++) {
        const own = c * BUCKETS + chunk(of, item, c);
        for (let f = 0; f < flips.length; f++) {
          const bucket = own ^ flips[f]!;
          const next = start[bucket + 1]!;
          for (let at = start[bucket]!; at < next; at++) {
            const other = items[at]!;
            if (other >= end) break; // they rise within a bucket
            if (seen[other] === query) continue;
            seen[other] = query;
            const bits = distanceWithin(limit, of, item, words, other);
            if (bits <= limit) found(other, bits);
          }
        }
      }
    },
  };
}

function chunk(words: Uint32Array, item: number, c: number): number {
  return (words[item * HASH_WORDS + (c >> 1)]! >>> ((c & 1) << 4)) & 0xffff;
}

/** Bits in which two hashes differ; where they are more than the limit, as many as were counted when that was known. */
function distanceWithin(
  limit: number,
  a: Uint32Array,
  i: number,
  b: Uint32Array,
  j: number,
): number {
  const [from, other] = [i * HASH_WORDS, j * HASH_WORDS];
  let bits = 0;
  for (let w = 0; w < HASH_WORDS && bits <= limit; w++) bits += ones(a[from + w]! ^ b[other + w]!);
  return bits;
}

function ones(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
