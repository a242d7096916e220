import { cos } from "../core/elementary.js";
import { toEightBit } from "./depth.js";
import { luma } from "./gray.js";
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
  const grey = new Float64Array(SIDE * SIDE);
  for (let i = 0, at = 0; i < grey.length; i++, at += small.channels) {
    grey[i] =
      small.channels === 1
        ? small.data[at]!
        : luma(small.data[at]!, small.data[at + 1]!, small.data[at + 2]!);
  }
  const frequencies = lowFrequencies(grey);
  const mirrors = MIRRORS.map((mirror) => bitsOf(mirrored(mirror, frequencies)));
  const turned = new Uint32Array(TURNS * HASH_WORDS);
  for (let turn = 1; turn <= TURNS; turn++) {
    const [down, across] = [turn & 1, (turn & 2) >> 1];
    // Of the picture with rows for columns what is mirrored down was mirrored across.
    const words = turn < 4 ? mirrors[turn]! : transposed(mirrors[(down << 1) | across]!);
    turned.set(words, (turn - 1) * HASH_WORDS);
  }
  const strength = median(frequencies.map(Math.abs)) / UNIT;
  return { words: mirrors[0]!, turned, strength };
}

/** Neither mirrored, down, across, both: see {@link mirrored}. */
const MIRRORS = [0, 1, 2, 3] as const;

/** 1 where a frequency is above their median. */
function bitsOf(frequencies: Float64Array): Uint32Array {
  const middle = median(frequencies.slice());
  const words = new Uint32Array(HASH_WORDS);
  for (let i = 0; i < frequencies.length; i++) {
    if (frequencies[i]! > middle) words[i >> 5]! |= 1 << (i & 31);
  }
  return words;
}

/**
 * Frequencies of the picture mirrored across (bit 1) and down (bit 0): a mirror turns the sign of every odd cosine
 * round.
 */
function mirrored(mirror: number, frequencies: Float64Array): Float64Array {
  const [across, down] = [(mirror & 2) >> 1, mirror & 1];
  const out = new Float64Array(frequencies.length);
  for (let v = 0, at = 0; v < KEPT; v++) {
    for (let u = 0; u < KEPT; u++, at++) {
      // Row 0 is frequency 1.
      const isTurned = (across & (u + 1)) ^ (down & (v + 1));
      out[at] = isTurned === 1 ? -frequencies[at]! : frequencies[at]!;
    }
  }
  return out;
}

/** Bits with rows for columns. */
function transposed(words: Uint32Array): Uint32Array {
  const out = new Uint32Array(HASH_WORDS);
  for (let v = 0, i = 0; v < KEPT; v++) {
    for (let u = 0; u < KEPT; u++, i++) {
      const to = u * KEPT + v;
      out[to >> 5]! |= ((words[i >> 5]! >>> (i & 31)) & 1) << (to & 31);
    }
  }
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
  const rows = new Float64Array(SIDE * KEPT);
  for (let y = 0; y < SIDE; y++) transform(grey, y * SIDE, 1, rows, y * KEPT, 1);
  const out = new Float64Array(KEPT * KEPT);
  for (let u = 0; u < KEPT; u++) transform(rows, u, KEPT, out, u, KEPT);
  return out;
}

const HALF = SIDE / 2;
const QUARTER = SIDE / 4;
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

/** The lower of the two in the middle, by halving what it lies among; the values are put into another order. */
function median(values: Float64Array): number {
  const wanted = (values.length - 1) >> 1;
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const value = values[i]!;
      values[i++] = values[j]!;
      values[j--] = value;
    }
    if (wanted <= j) high = j;
    else if (wanted >= i) low = i;
    else break;
  }
  return values[wanted]!;
}
