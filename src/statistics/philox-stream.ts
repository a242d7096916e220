import { checkRange } from "./arguments.js";

/**
 * One replicate's source of randomness, METHODS §2.6: stream b of Philox4x32-10 with key = the two
 * 32-bit halves of the seed (the lower first) and counter (j, 0, b, 0), j = 0, 1, 2, …, whose four
 * words are used in order. Replicates share nothing, so threads change nothing.
 */
export interface PhiloxStream {
  /** The next 32 random bits, from 0 to 2³² − 1. */
  word(): number;
  /** Uniform on the multiples of 2⁻⁵³ in [0, 1): the upper 27 bits of a word, the upper 26 of the next. */
  uniform(): number;
  /**
   * Uniform on 0 … n − 1 by multiply-shift with rejection: x·n = h·2³² + l gives h, unless
   * l < 2³² mod n, when the next word is taken.
   *
   * Source: Lemire, "Fast random integer generation in an interval", 2019 (from memory).
   *
   * @param n whole, from 1 to 2³²; not checked here, because it is called for each draw
   */
  below(n: number): number;
}

/**
 * @param seed whole, from 0 to 2⁵³ − 1
 * @param stream b, whole, from 0 to 2³² − 1
 * @throws HomegroundError `argument/out-of-range`
 */
export function philoxStream(seed: number, stream: number): PhiloxStream {
  checkWhole(seed, Number.MAX_SAFE_INTEGER, "seed");
  checkWhole(stream, 0xffff_ffff, "stream");
  const key0 = (seed % TWO_32) | 0;
  const key1 = Math.floor(seed / TWO_32) | 0;
  const words = new Int32Array(4);
  let block = 0;
  let used = 4;

  const word = (): number => {
    if (used === 4) {
      philoxBlock(block++, stream, key0, key1, words);
      used = 0;
    }
    return words[used++]! >>> 0;
  };
  return {
    word,
    uniform() {
      const upper27 = word() >>> 5;
      const lower26 = word() >>> 6;
      return (upper27 * 2 ** 26 + lower26) / 2 ** 53;
    },
    below(n) {
      let x = word();
      let low = Math.imul(x, n) >>> 0;
      if (low < n) {
        const rejected = (TWO_32 - n) % n;
        while (low < rejected) {
          x = word();
          low = Math.imul(x, n) >>> 0;
        }
      }
      return highOfProduct(x, n, low);
    },
  };
}

/**
 * 0 … n − 1 in random order by Fisher and Yates: for i from the last to the second, swap i with a place
 * drawn below i + 1.
 *
 * @param n whole, ≥ 0
 */
export function shuffledOrder(n: number, stream: PhiloxStream): Uint32Array {
  const order = new Uint32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  for (let i = n - 1; i > 0; i--) {
    const j = stream.below(i + 1);
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
  }
  return order;
}

const TWO_32 = 0x1_0000_0000;
const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;

/** The four words of counter (block, 0, stream, 0), as `philox4x32` of core makes them, without an allocation. */
function philoxBlock(
  block: number,
  stream: number,
  key0: number,
  key1: number,
  into: Int32Array,
): void {
  let c0 = block | 0;
  let c1 = Math.floor(block / TWO_32) | 0;
  let c2 = stream | 0;
  let c3 = 0;
  let k0 = key0;
  let k1 = key1;
  for (let round = 0; round < 10; round++) {
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  into[0] = c0;
  into[1] = c1;
  into[2] = c2;
  into[3] = c3;
}

/** The upper 32 bits of the product of two 32-bit words, by halves: all in integers, so the fastest. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = (Math.imul(aHigh, bLow) >>> 0) + (Math.imul(aLow, bLow) >>> 16); // < 2³²
  const carry = (Math.imul(aLow, bHigh) >>> 0) + (middle & 0xffff); // < 2³²
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (carry >>> 16)) | 0;
}

/**
 * The upper 32 bits of a·b, whose lower 32 bits are known. The double a·b is at most 2¹⁰ off, so
 * that (a·b − low)/2³², a whole number if it were exact, is next to it.
 */
function highOfProduct(a: number, b: number, low: number): number {
  return ((a * b - low) / TWO_32 + 0.5) >>> 0;
}

function checkWhole(value: number, max: number, where: string): void {
  const holds = Number.isInteger(value) && value >= 0 && value <= max;
  checkRange(holds, where, value, `that is whole, from 0 to ${max}`);
}
