import { createRandom, drawToFront } from "../../core/random.js";

/**
 * Streams of a seed that draw images, apart from one another, from the one of `--sample` (2⁴⁰) and
 * from those of bootstrap replicates.
 */
export const DRAW_STREAM = {
  /** Files that are looked at for EXIF first. */
  exif: 2 ** 40 + 1,
  /** Images that are measured. */
  measured: 2 ** 40 + 2,
  /** Images to label: stratum k has the stream `toLabel + k`. */
  toLabel: 2 ** 41,
  /** The order in which images to label are listed. */
  labelOrder: 2 ** 40 + 3,
  /** The order in which images are looked at, and scored where somebody watches. */
  lookOrder: 2 ** 40 + 4,
  /** Halves and permutations behind the names that look exchanged. */
  exchanged: 2 ** 40 + 5,
  /** Images and halves behind predictions that look as if they were read wrongly. */
  readings: 2 ** 40 + 6,
  /** Images to label, more often where the model is unsure. */
  byDoubt: 2 ** 40 + 7,
} as const;

/**
 * A simple random sample without replacement of 0 … count − 1, in the order drawn: every ordered
 * sample is equally likely.
 *
 * @param size at most `count` are drawn
 */
export function drawFrom(count: number, size: number, seed: number, stream: number): Int32Array {
  const random = createRandom(seed, stream);
  const order = Int32Array.from({ length: count }, (_, i) => i);
  const drawn = Math.min(size, count);
  drawToFront(order, drawn, random);
  return order.slice(0, drawn);
}
