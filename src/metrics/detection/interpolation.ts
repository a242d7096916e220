/**
 * True positives of one class at one threshold along the ranking: after each, their weight so far
 * and the precision there.
 */
export interface RankedHits {
  /** How many of the columns' values are meant. */
  count: number;
  /** Weight of true positives so far, rising. */
  readonly found: Float64Array;
  /** found / weight of all that count so far, in (0, 1]. */
  readonly precision: Float64Array;
}

/**
 * Sums of weights that are no counts have rounding errors, which must not decide whether a recall is
 * reached: the total is lowered by this share. Counts are exact, and compared as in the reference.
 */
export const ROUNDING = 1e-12;

/** How a precision–recall curve becomes one number. */
export type Interpolation = "points-101" | "points-11" | "area";

const POINTS_101 = Float64Array.from({ length: 101 }, (_, i) => (i === 100 ? 1 : i * 0.01));
// Tenths as decimals, so that 6 of 10 found reach 0.6; COCO's hundredths are products as in NumPy.
const POINTS_11 = Float64Array.from({ length: 11 }, (_, i) => i / 10);

/** Recalls at which an interpolation samples; null for the area under the whole curve. */
export function recallPoints(interpolation: Interpolation): Float64Array | null {
  switch (interpolation) {
    case "points-101":
      return POINTS_101;
    case "points-11":
      return POINTS_11;
    case "area":
      return null;
    default:
      return interpolation satisfies never;
  }
}

/**
 * Average precision in [0, 1]: the mean over recall points r (101 of COCO, 11 of VOC 2007) of the
 * greatest precision at a recall of r or more, or the area under that envelope (VOC 2010 on).
 *
 * Source: cocoapi, `cocoeval.py` (`accumulate`); PASCAL VOC development kits 2007 and 2010,
 * `VOCevaldet.m`. cocoapi adds 2⁻⁵² to the denominator of precision; here nothing is added, so that
 * a figure can differ by that much.
 *
 * @param positives weight of the truths that count, > 0; of weights that are no counts a little less
 *   ({@link ROUNDING})
 */
export function averagePrecision(
  hits: RankedHits,
  positives: number,
  interpolation: Interpolation,
): number {
  const points = recallPoints(interpolation);
  if (points === null) return envelopeArea(hits, positives);
  let sum = 0;
  let point = points.length - 1;
  let envelope = 0;
  for (let i = hits.count - 1; i >= 0; i--) {
    const recall = hits.found[i]! / positives;
    while (point >= 0 && points[point]! > recall) {
      sum += envelope;
      point--;
    }
    if (hits.precision[i]! > envelope) envelope = hits.precision[i]!;
  }
  return (sum + envelope * (point + 1)) / points.length;
}

/** The envelope at each recall point: greatest precision at that recall or more, 0 beyond the last. */
export function interpolatedPrecision(
  hits: RankedHits,
  positives: number,
  points: Float64Array,
): Float64Array {
  const values = new Float64Array(points.length);
  let point = points.length - 1;
  let envelope = 0;
  for (let i = hits.count - 1; i >= -1; i--) {
    const recall = i < 0 ? -1 : hits.found[i]! / positives;
    while (point >= 0 && points[point]! > recall) values[point--] = envelope;
    if (i >= 0) envelope = Math.max(envelope, hits.precision[i]!);
  }
  return values;
}

function envelopeArea(hits: RankedHits, positives: number): number {
  let area = 0;
  let envelope = 0;
  for (let i = hits.count - 1; i >= 0; i--) {
    envelope = Math.max(envelope, hits.precision[i]!);
    const before = i === 0 ? 0 : hits.found[i - 1]!;
    area += (envelope * (hits.found[i]! - before)) / positives;
  }
  return Math.min(1, area);
}
