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
  const turned = new Uint32Array(TURNS * HASH_WORDS);
  for (let turn = 1; turn <= TURNS; turn++) {
    turned.set(bitsOf(turnedBy(turn, frequencies)), (turn - 1) * HASH_WORDS);
  }
  const words = bitsOf(frequencies);
  return { words, turned, strength: median(frequencies.map(Math.abs)) / UNIT };
}

function bitsOf(frequencies: Float64Array): Uint32Array {
  const middle = median(frequencies);
  const words = new Uint32Array(HASH_WORDS);
  for (let i = 0; i < frequencies.length; i++) {
    if (frequencies[i]! > middle) words[i >> 5]! |= 1 << (i & 31);
  }
  return words;
}

/**
 * Frequencies of the picture with rows for columns (bit 2), then mirrored across (bit 1) and down (bit 0): a mirror
 * turns the sign of every odd cosine round.
 */
function turnedBy(turn: number, frequencies: Float64Array): Float64Array {
  const [across, down] = [(turn & 2) !== 0, (turn & 1) !== 0];
  return frequencies.map((_, i) => {
    const v = Math.floor(i / KEPT);
    const u = i % KEPT;
    const value = frequencies[(turn & 4) === 0 ? i : u * KEPT + v]!;
    // Row 0 is frequency 1.
    const isTurned = (across && u % 2 === 0) !== (down && v % 2 === 0);
    return isTurned ? -value : value;
  });
}

/** Rows 1 … 16 of the cosine transform of 64 values, as whole numbers: round(2¹² cos(π(2x + 1)u/128)). */
const COSINES = Int32Array.from({ length: KEPT * SIDE }, (_, i) => {
  const u = 1 + Math.floor(i / SIDE);
  const x = i % SIDE;
  return Math.round(2 ** BITS_OF_SCALE * cos((Math.PI * (2 * x + 1) * u) / (2 * SIDE)));
});
/** What an orthonormal transform divides by: 2¹² · 2¹² · 64/2. */
const UNIT = 2 ** (2 * BITS_OF_SCALE) * (SIDE / 2);

/** Exact: |sums| stay below 255 · 2¹² · 64 · 2¹² · 64 < 2⁴⁵. */
function lowFrequencies(grey: Float64Array): Float64Array {
  const rows = new Float64Array(SIDE * KEPT);
  for (let y = 0; y < SIDE; y++) {
    for (let u = 0; u < KEPT; u++) {
      let sum = 0;
      for (let x = 0; x < SIDE; x++) sum += COSINES[u * SIDE + x]! * grey[y * SIDE + x]!;
      rows[y * KEPT + u] = sum;
    }
  }
  const out = new Float64Array(KEPT * KEPT);
  for (let v = 0; v < KEPT; v++) {
    for (let u = 0; u < KEPT; u++) {
      let sum = 0;
      for (let y = 0; y < SIDE; y++) sum += COSINES[v * SIDE + y]! * rows[y * KEPT + u]!;
      out[v * KEPT + u] = sum;
    }
  }
  return out;
}

/** The lower of the two in the middle. */
function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  return sorted[(sorted.length - 1) >> 1]!;
}
