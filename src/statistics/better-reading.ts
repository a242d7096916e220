import { type Random, shuffle } from "../core/random.js";
import { betaCdf } from "./quantiles.js";

/** A way of understanding data under which they fit far better than as they are. */
export interface BetterReading {
  /** Its place among those that were tried. */
  readonly reading: number;
  /** Mean fit of all units as they are, and under the reading. */
  readonly now: number;
  readonly better: number;
  /** Of the sign test in the half that did not choose; null where too few units were there for one. */
  readonly p: number | null;
}

/** Why no better reading is given: the units fit as they are, or are too few to tell. */
export type NoBetterReading = "none" | "too-few";

/** Fewer units say nothing: half of them cannot reach the level of the test with one against. */
const LEAST_UNITS = 24;
/** The least gain in mean fit, and the least mean fit that is a fit at all. */
const LEAST_GAIN = 0.15;
const LEAST_FIT = 0.35;
const MOST_P = 0.001;
/** Of fewer units than a test needs a reading has to be unmistakable, and those have to be so many. */
const FEWEST_UNITS = 5;
const UNMISTAKABLE_GAIN = 0.3;
/** Mean fit that can be no accident: of a reading of few units, or of these as they are. */
const PLAIN_FIT = 0.5;
/** Fits that differ by less are alike. */
const ALIKE = 0.02;

/**
 * Whether units fit far better under another reading than under their own. A half of the units chooses
 * the reading (largest mean fit), the other half tests it, so that the number of readings costs nothing:
 * more units gain than lose (sign test, p < 0.001), the mean gains {@link LEAST_GAIN} in both halves, and
 * then it is a fit: at least {@link LEAST_FIT}.
 *
 * Of {@link FEWEST_UNITS} to 23 units, which are too few for the test, a reading is given whose mean fit is
 * at least {@link PLAIN_FIT} and {@link UNMISTAKABLE_GAIN} better. Otherwise they are `too-few`, unless they fit as
 * plainly as they are and no reading gains {@link LEAST_GAIN}.
 *
 * @param now fit of each unit in [0, 1]
 * @param readings the same under each reading that is tried
 * @param random of the halves
 */
export function findBetterReading(
  now: Float64Array,
  readings: readonly Float64Array[],
  random: Random,
): BetterReading | NoBetterReading {
  const units = now.length;
  if (readings.length === 0) return "none";
  if (units < LEAST_UNITS) return plainlyBetter(now, readings);
  const drawn = Int32Array.from(now.keys());
  shuffle(drawn, random);
  const half = units >> 1;
  const [choosing, testing] = [drawn.subarray(0, half), drawn.subarray(half)];
  const chosen = readings.map((fit) => meanOf(fit, choosing));
  const reading = chosen.indexOf(Math.max(...chosen));
  const fit = readings[reading]!;
  const tested = meanOf(fit, testing);
  const gains = [chosen[reading]! - meanOf(now, choosing), tested - meanOf(now, testing)];
  if (gains.some((gain) => gain < LEAST_GAIN) || tested < LEAST_FIT) return "none";
  const p = signP(now, fit, testing);
  if (p >= MOST_P) return "none";
  return { reading, now: meanOf(now, drawn), better: meanOf(fit, drawn), p };
}

/** {@link findBetterReading} of few units. */
function plainlyBetter(
  now: Float64Array,
  readings: readonly Float64Array[],
): BetterReading | NoBetterReading {
  const all = Int32Array.from(now.keys());
  if (all.length === 0) return "too-few";
  const fits = readings.map((fit) => meanOf(fit, all));
  const better = Math.max(...fits);
  const asIs = meanOf(now, all);
  const gain = better - asIs;
  if (all.length >= FEWEST_UNITS && better >= PLAIN_FIT && gain >= UNMISTAKABLE_GAIN) {
    return { reading: fits.indexOf(better), now: asIs, better, p: null };
  }
  return asIs >= PLAIN_FIT && gain < LEAST_GAIN ? "none" : "too-few";
}

function meanOf(values: Float64Array, units: Int32Array): number {
  let sum = 0;
  for (const unit of units) sum += values[unit]!;
  return sum / units.length;
}

/** P of so many units or more that gain among those that gain or lose, if half do. */
function signP(now: Float64Array, other: Float64Array, units: Int32Array): number {
  let [gains, losses] = [0, 0];
  for (const unit of units) {
    if (other[unit]! > now[unit]! + ALIKE) gains++;
    else if (other[unit]! < now[unit]! - ALIKE) losses++;
  }
  return gains === 0 ? 1 : betaCdf(0.5, gains, losses + 1);
}
