import { HomegroundError } from "../core/errors.js";
import { type Random, shuffle } from "../core/random.js";

/** Images of the first look at the readings of a card, and of the second where it is taken. */
export const SANITY_LOOKS = [20, 100] as const;

/** Below so many usable images no reading could be told from another. */
export const SANITY_LEAST = 12;

/** How often all looks and readings together may say something false of readings that are equal. */
export const SANITY_ALPHA = 0.01;

/** A reading must answer this much more right: than the card's, and than one prediction for all. */
const SANITY_GAIN = 0.2;

/** What one other reading came to, on the images that both answered. */
export interface ReadingTally {
  readonly n: number;
  /** Images right as the card says, and by the other reading. */
  readonly cardRight: number;
  readonly otherRight: number;
  /** Images right by the other reading alone, and as the card says alone. */
  readonly better: number;
  readonly worse: number;
  /** One-sided exact sign test of `better` against `worse`. */
  readonly p: number;
  /** Whether the other reading does clearly better. */
  readonly isBetter: boolean;
  /** Whether more images could show that it does. */
  readonly isPromising: boolean;
}

/**
 * Judges whether another reading of a card does clearly better than the card's on the same labelled
 * images. All of these must hold:
 *
 * 1. the exact sign test on the images that only one of them gets right has
 *    p ≤ {@link SANITY_ALPHA} / (looks × readings), so that with readings that are equally right the
 *    whole check speaks up in at most 1 of 100 runs (Bonferroni; at least 8 such images);
 * 2. it is right {@link SANITY_GAIN} of all images more often;
 * 3. and that much more often than the commonest label of these images, as a prediction for all, would
 *    be: on images unlike its training a model may be right less often than a constant.
 *
 * Source of the test: McNemar, Psychometrika 1947, in its exact form.
 *
 * @param card 1 where the card's reading is right, else 0
 * @param other the same of the other reading
 * @param truth the label of each image, as a number; only equality matters
 * @param readings how many other readings there are
 */
export function judgeReading(
  card: ArrayLike<number>,
  other: ArrayLike<number>,
  truth: ArrayLike<number>,
  readings: number,
): ReadingTally {
  const n = card.length;
  if (other.length !== n || truth.length !== n) {
    throw new HomegroundError("argument/length-mismatch", {
      what: `${n}, ${other.length} and ${truth.length} images`,
      where: "judgeReading",
      fix: "Give the same images to both readings",
    });
  }
  let [cardRight, otherRight, better, worse] = [0, 0, 0, 0];
  const counts = new Map<number, number>();
  for (let i = 0; i < n; i++) {
    const [a, b] = [card[i]!, other[i]!];
    cardRight += a;
    otherRight += b;
    if (b > a) better++;
    if (a > b) worse++;
    counts.set(truth[i]!, (counts.get(truth[i]!) ?? 0) + 1);
  }
  const constantRight = Math.max(0, ...counts.values());
  const lead = otherRight - Math.max(cardRight, constantRight);
  const p = signTest(better, worse);
  return {
    n,
    cardRight,
    otherRight,
    better,
    worse,
    p,
    isBetter: p <= SANITY_ALPHA / (SANITY_LOOKS.length * readings) && lead >= SANITY_GAIN * n,
    // Half the gain: a reading that gains 20 points is above that in 20 images nearly always.
    isPromising: better - worse >= 2 && lead >= (SANITY_GAIN / 2) * n,
  };
}

/** P(X ≥ better) for X ~ Binomial(better + worse, 1/2), summed from the smallest term. */
export function signTest(better: number, worse: number): number {
  const m = better + worse;
  let term = 2 ** -m; // at most 100 of them: far from underflow
  let sum = 0;
  for (let k = m; k >= better; k--) {
    sum += term;
    term *= k / (m - k + 1);
  }
  return Math.min(1, sum);
}

/**
 * The order in which images are looked at: one of each class after the other, so that every
 * beginning of it is as balanced as the classes allow; drawn at random inside each class.
 *
 * @param classOf class of each image, 0 or above
 * @param most of so many images at most
 * @returns indices into `classOf`
 */
export function balancedOrder(
  classOf: ArrayLike<number>,
  most: number,
  random: Random,
): Int32Array {
  const byClass = new Map<number, number[]>();
  for (let i = 0; i < classOf.length; i++) {
    const members = byClass.get(classOf[i]!) ?? [];
    if (members.length === 0) byClass.set(classOf[i]!, members);
    members.push(i);
  }
  const classes = shuffled(
    [...byClass.keys()].sort((a, b) => a - b),
    random,
  );
  const queues = classes.map((one) => shuffled(byClass.get(one)!, random));
  const order: number[] = [];
  for (let round = 0; order.length < most; round++) {
    const before = order.length;
    for (const queue of queues) {
      const image = queue[round];
      if (image !== undefined && order.length < most) order.push(image);
    }
    if (order.length === before) break;
  }
  return Int32Array.from(order);
}

function shuffled(items: readonly number[], random: Random): readonly number[] {
  const order = [...items];
  shuffle(order, random);
  return order;
}

/**
 * Whether the raw outputs of a model are probabilities already: for every image numbers from 0 to 1
 * that add up to 1. An activation on top of that would make all predictions look unsure.
 *
 * @param outputs of several images, two labels or more each
 */
export function arePlainProbabilities(outputs: readonly ArrayLike<number>[]): boolean {
  for (const values of outputs) {
    if (values.length < 2) return false;
    let sum = 0;
    for (let i = 0; i < values.length; i++) {
      if (!(values[i]! >= -1e-4 && values[i]! <= 1 + 1e-4)) return false;
      sum += values[i]!;
    }
    if (Math.abs(sum - 1) > 0.02) return false; // 8-bit models add up to 1 only roughly
  }
  return outputs.length > 0;
}
