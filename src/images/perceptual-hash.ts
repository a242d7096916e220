import { cos } from "../core/elementary.js";
import { toEightBit } from "./depth.js";
import { luma8 } from "./gray.js";
import type { DecodedImage } from "./pixel-decoder.js";
import { resizePillow } from "./resize-pillow.js";
import { uprightPixels } from "./thumbnail.js";
import { withoutAlpha } from "./transparency.js";

/** Words of 32 bits of a hash: 256 bits. */
export const HASH_WORDS = 8;

/** What a picture looks like in 256 bits, and whether there is enough in it for them to mean it. */
export interface PerceptualHash {
  /** {@link HASH_WORDS} words; bit 32·w + b is bit b of word w. */
  readonly words: Uint32Array;
  /** The hashes of the picture turned and mirrored, in the {@link TURNS} ways, one behind the other. */
  readonly turned: Uint32Array;
  /**
   * Half of the frequencies are at least so strong, in levels of grey of an orthonormal transform.
   * Below {@link PLAIN_BELOW} noise decides the bits.
   */
  readonly strength: number;
}

/** Ways to turn a picture by quarters, mirrored or not, but for the one that leaves it. */
export const TURNS = 7;

/**
 * Of a picture this weak, such as one of an empty sky or of darkness, the hash says nothing.
 * Rounding to whole levels alone makes frequencies of 0.29, JPEG of a few times that; our own.
 */
export const PLAIN_BELOW = 2;

/**
 * Hashes within so many of 256 bits are those of nearly the same picture. The limit of PDQ, whose
 * frequencies and bits these are too; measured on pictures of our own in docs/leakage.md.
 */
export const NEAR_BITS = 31;

const SIDE = 64;
const KEPT = 16;
const BITS_OF_SCALE = 12;

/**
 * A hash that stays nearly the same when a picture is compressed again, made smaller or brighter: the
 * signs, around their median, of the 16 × 16 lowest frequencies without the constant ones of the
 * cosine transform of its luma at 64 × 64. Turned and mirrored pictures have other hashes, which are those of
 * {@link PerceptualHash.turned}; so have cropped ones.
 *
 * The form is that of PDQ (Facebook, "The TMK+PDQF video-hashing algorithm and the PDQ image-hashing
 * algorithm", 2019, from memory), after C. Zauner, "Implementation and benchmarking of perceptual
 * image hash functions", 2010; its blur is left out and sums are of whole numbers, so that every
 * machine gives the same bits, which are not PDQ's.
 */
export function perceptualHash(decoded: DecodedImage): PerceptualHash {
  const upright = withoutAlpha(toEightBit(uprightPixels(decoded)), "white");
  const small = resizePillow(upright, SIDE, SIDE, "bilinear");
  for (let i = 0, at = 0; i < grey.length; i++, at += small.channels) {
    grey[i] =
      small.channels === 1
        ? small.data[at]!
        : luma8(small.data[at]!, small.data[at + 1]!, small.data[at + 2]!);
  }
  const frequencies = lowFrequencies(grey);
  const order = byStrength(frequencies);
  const mirrors = MIRRORS.map((mirror) => bitsOf(mirror, frequencies, order));
  const turned = new Uint32Array(TURNS * HASH_WORDS);
  for (let turn = 1; turn <= TURNS; turn++) {
    const [down, across] = [turn & 1, (turn & 2) >> 1];
    // Of the picture with rows for columns what is mirrored down was mirrored across.
    const words = turn < 4 ? mirrors[turn]! : transposed(mirrors[(down << 1) | across]!);
    turned.set(words, (turn - 1) * HASH_WORDS);
  }
  const strength = Math.abs(frequencies[order[MIDDLE]!]!) / UNIT;
  return { words: mirrors[0]!, turned, strength };
}

/** Neither mirrored, down (bit 0), across (bit 1), both. */
const MIRRORS = [0, 1, 2, 3] as const;

/** Which frequencies a mirror turns the sign of: every odd cosine's. 1 where it does, of each mirror. */
const IS_TURNED = MIRRORS.map((mirror) =>
  Uint8Array.from({ length: KEPT * KEPT }, (_, i) => {
    // Row 0 is frequency 1.
    const [u, v] = [1 + (i % KEPT), 1 + Math.floor(i / KEPT)];
    return ((mirror >> 1) & u) ^ (mirror & v & 1) ? 1 : 0;
  }),
);

/** The lower of the two in the middle, counted from 0. */
const MIDDLE = (KEPT * KEPT - 1) >> 1;

/** Places of the frequencies, the weakest first: one order serves all mirrors, which turn signs alone. */
function byStrength(frequencies: Float64Array): Uint8Array {
  // Whole numbers below 2⁴⁵, which leave room for a place.
  const keys = new Float64Array(frequencies.length);
  for (let i = 0; i < keys.length; i++) keys[i] = Math.abs(frequencies[i]!) * keys.length + i;
  keys.sort();
  const order = new Uint8Array(keys.length);
  for (let i = 0; i < keys.length; i++) {
    order[i] = keys[i]! - Math.floor(keys[i]! / keys.length) * keys.length;
  }
  return order;
}

/** 1 where a frequency of the mirrored picture is above their median. */
function bitsOf(mirror: number, frequencies: Float64Array, order: Uint8Array): Uint32Array {
  const isTurned = IS_TURNED[mirror]!;
  const words = new Uint32Array(HASH_WORDS);
  let below = 0;
  for (let i = 0; i < frequencies.length; i++) {
    if (isTurned[i] === 1 ? frequencies[i]! > 0 : frequencies[i]! < 0) below++;
  }
  // Those below 0 come first, the strongest of them at their head.
  const isBelow = below > MIDDLE;
  let left = isBelow ? below - 1 - MIDDLE : MIDDLE - below;
  let middle = 0;
  for (const i of order) {
    const value = isTurned[i] === 1 ? -frequencies[i]! : frequencies[i]!;
    if (value < 0 !== isBelow || left-- > 0) continue;
    middle = value;
    break;
  }
  for (let i = 0; i < frequencies.length; i++) {
    const value = isTurned[i] === 1 ? -frequencies[i]! : frequencies[i]!;
    if (value > middle) words[i >> 5]! |= 1 << (i & 31);
  }
  return words;
}

/** Bits with rows for columns: 16 rows of 16, of which ever smaller squares change places. */
function transposed(words: Uint32Array): Uint32Array {
  const rows = new Int32Array(KEPT);
  for (let v = 0; v < KEPT; v++) rows[v] = (words[v >> 1]! >>> ((v & 1) << 4)) & 0xffff;
  for (let side = 8, mask = 0x00ff; side > 0; side >>= 1, mask ^= (mask << side) & 0xffff) {
    for (let v = 0; v < KEPT; v = ((v | side) + 1) & ~side) {
      const swapped = ((rows[v]! >>> side) ^ rows[v + side]!) & mask;
      rows[v]! ^= swapped << side;
      rows[v + side]! ^= swapped;
    }
  }
  const out = new Uint32Array(HASH_WORDS);
  for (let w = 0; w < HASH_WORDS; w++) out[w] = rows[2 * w]! | (rows[2 * w + 1]! << 16);
  return out;
}

/** Rows 1 … 16 of the cosine transform of 64 values, as whole numbers: round(2¹² cos(π(2x + 1)u/128)). */
const COSINES = Float64Array.from({ length: KEPT * SIDE }, (_, i) => {
  const u = 1 + Math.floor(i / SIDE);
  const x = i % SIDE;
  return Math.round(2 ** BITS_OF_SCALE * cos((Math.PI * (2 * x + 1) * u) / (2 * SIDE)));
});
/** What an orthonormal transform divides by: 2¹² · 2¹² · 64/2. */
const UNIT = 2 ** (2 * BITS_OF_SCALE) * (SIDE / 2);

function lowFrequencies(grey: Float64Array): Float64Array {
  for (let y = 0; y < SIDE; y++) transform(grey, y * SIDE, 1, rows, y * KEPT, 1);
  const out = new Float64Array(KEPT * KEPT);
  for (let u = 0; u < KEPT; u++) transform(rows, u, KEPT, out, u, KEPT);
  return out;
}

const HALF = SIDE / 2;
const QUARTER = SIDE / 4;
// One picture's memory serves the next: new memory is cleared, and collected.
const grey = new Float64Array(SIDE * SIDE);
const rows = new Float64Array(SIDE * KEPT);
const sums = new Float64Array(HALF);
const differences = new Float64Array(HALF);
const sumsOfSums = new Float64Array(QUARTER);
const differencesOfSums = new Float64Array(QUARTER);

/**
 * Frequencies 1 … 16 of 64 values, each so many values behind the one before.
 *
 * Of values and their mirror image every even cosine is the same and every odd one turned round: sums of what lies
 * opposite serve the even ones and differences the odd ones, half as many products; so do sums and differences of those
 * sums for every fourth and the ones between. Exact: |sums| stay below 255 · 2¹² · 64 · 2¹² · 64 < 2⁴⁵.
 */
function transform(
  values: Float64Array,
  from: number,
  step: number,
  out: Float64Array,
  to: number,
  outStep: number,
): void {
  for (let x = 0; x < HALF; x++) {
    const near = values[from + x * step]!;
    const opposite = values[from + (SIDE - 1 - x) * step]!;
    sums[x] = near + opposite;
    differences[x] = near - opposite;
  }
  for (let x = 0; x < QUARTER; x++) {
    sumsOfSums[x] = sums[x]! + sums[HALF - 1 - x]!;
    differencesOfSums[x] = sums[x]! - sums[HALF - 1 - x]!;
  }
  // Row 0 is frequency 1.
  fourFrequencies(differences, 0, 2, out, to, outStep);
  fourFrequencies(differences, 8, 2, out, to, outStep);
  fourFrequencies(differencesOfSums, 1, 4, out, to, outStep);
  fourFrequencies(sumsOfSums, 3, 4, out, to, outStep);
}

/** Four at once, so many rows apart: each addition of one of them waits for the one before. */
function fourFrequencies(
  folded: Float64Array,
  row: number,
  apart: number,
  out: Float64Array,
  to: number,
  outStep: number,
): void {
  const between = apart * SIDE;
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let x = 0, at = row * SIDE; x < folded.length; x++, at++) {
    const value = folded[x]!;
    a += COSINES[at]! * value;
    b += COSINES[at + between]! * value;
    c += COSINES[at + 2 * between]! * value;
    d += COSINES[at + 3 * between]! * value;
  }
  const first = to + row * outStep;
  out[first] = a;
  out[first + apart * outStep] = b;
  out[first + 2 * apart * outStep] = c;
  out[first + 3 * apart * outStep] = d;
}
