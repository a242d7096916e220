import { exp } from "../core/elementary.js";
import { bisect } from "./bisection.js";

/** Sightings at a point, by their distances. */
export interface Sighted {
  /** How many. */
  readonly count: number;
  /** Σr², in the square of the unit of the furthest distance. */
  readonly squares: number;
}

/**
 * Sightings for each area that is effectively seen, n/(π w² P): distances up to w with a half-normal chance
 * exp(−r²/2σ²) of being seen, so that r² is exponential and cut at w²; P = (2σ²/w²)(1 − exp(−w²/2σ²)) by the σ that is
 * likeliest. Where sightings do not thin out P is 1.
 *
 * Source: Buckland et al. 2001, chapter 5; Howe et al., Methods in Ecology and Evolution 8:1558, 2017, for cameras (from
 * memory).
 *
 * @param furthest w, above 0
 * @returns null without a sighting
 */
export function sightingsPerArea({ count, squares }: Sighted, furthest: number): number | null {
  if (count === 0) return null;
  return count / (Math.PI * furthest * furthest * seenShare(squares / count / furthest ** 2));
}

/**
 * P of a mean of (r/w)²: the mean of an exponential of scale s cut at 1 is s − 1/(e^(1/s) − 1), which rises to ½.
 *
 * @param mean in [0, 1]
 */
function seenShare(mean: number): number {
  if (mean >= MOST_MEAN) return 1;
  const s = bisect((scale) => scale - 1 / (exp(1 / scale) - 1) < mean, LEAST_SCALE, MOST_SCALE);
  return s * (1 - exp(-1 / s));
}

/** Beyond, s is so large that P is 1 to four digits. */
const MOST_MEAN = 0.4999;
const LEAST_SCALE = 1 / 700;
const MOST_SCALE = 1e4;
