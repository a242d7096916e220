import { bestAssignment } from "../../statistics/assignment.js";

/** How the objects of the ground truth and of a prediction overlap on one image. */
export interface InstanceOverlap {
  /** Of maps the ids that occur, ascending, without 0. */
  readonly truthIds: readonly number[];
  readonly predictedIds: readonly number[];
  /** Pixels of each. */
  readonly truthArea: Float64Array;
  readonly predictedArea: Float64Array;
  /** Pixels that two share, row-major truths × predictions. */
  readonly shared: Float64Array;
  /** Pixels of each prediction that are void: of which the ground truth says nothing. */
  readonly onVoid: Float64Array;
  /** Those of them that count to no union of a pair: all but crowds of the label. Default: all. */
  readonly outOfUnion?: Float64Array;
}

/**
 * Overlap of two maps.
 *
 * @param truth id of the object on each pixel; 0 for none, which is void
 */
export function overlapInstances(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
): InstanceOverlap {
  const truthIds = idsOf(truth);
  const predictedIds = idsOf(predicted);
  const truthAt = new Map(truthIds.map((id, i) => [id, i]));
  const predictedAt = new Map(predictedIds.map((id, i) => [id, i]));
  const width = predictedIds.length;
  const truthArea = new Float64Array(truthIds.length);
  const predictedArea = new Float64Array(width);
  const shared = new Float64Array(truthIds.length * width);
  const onVoid = new Float64Array(width);
  for (let i = 0; i < truth.length; i++) {
    const t = truthAt.get(truth[i]!);
    const p = predictedAt.get(predicted[i]!);
    if (t !== undefined) truthArea[t]!++;
    if (p === undefined) continue;
    predictedArea[p]!++;
    if (t === undefined) onVoid[p]!++;
    else shared[t * width + p]!++;
  }
  return { truthIds, predictedIds, truthArea, predictedArea, shared, onVoid };
}

function idsOf(map: ArrayLike<number>): number[] {
  const ids = new Set<number>();
  for (let i = 0; i < map.length; i++) if (map[i] !== 0) ids.add(map[i]!);
  return [...ids].sort((a, b) => a - b);
}

/** Intersection over union of a truth and a prediction. */
export function instanceIou(of: InstanceOverlap, t: number, p: number): number {
  const both = of.shared[t * of.predictedIds.length + p]!;
  return both / (of.truthArea[t]! + of.predictedArea[p]! - both);
}

/** Truths that have a prediction with an overlap above a threshold of at least 0.5, where pairs are unique. */
export function matchedInstances(of: InstanceOverlap, threshold: number): number {
  let count = 0;
  for (let t = 0; t < of.truthIds.length; t++) {
    for (let p = 0; p < of.predictedIds.length; p++) {
      if (instanceIou(of, t, p) > threshold) count++;
    }
  }
  return count;
}

/** A truth and a prediction of an IoU above 0.5. */
interface InstancePair {
  readonly t: number;
  readonly p: number;
  readonly iou: number;
}

/**
 * Truths and predictions of an IoU above 0.5, where void pixels count to no union. Of maps such pairs are
 * unique; of outlines that lie on each other the pair of greater IoU comes first.
 *
 * @param isOfLabel whether a truth and a prediction may be paired
 */
export function matchedPairs(
  { truthIds, predictedIds, truthArea, predictedArea, shared, ...voids }: InstanceOverlap,
  isOfLabel: (t: number, p: number) => boolean = () => true,
) {
  const { onVoid, outOfUnion = onVoid } = voids;
  const candidates: InstancePair[] = [];
  for (let t = 0; t < truthIds.length; t++) {
    for (let p = 0; p < predictedIds.length; p++) {
      const both = shared[t * predictedIds.length + p]!;
      if (both === 0 || !isOfLabel(t, p)) continue;
      const union = truthArea[t]! + predictedArea[p]! - both - outOfUnion[p]!;
      const iou = both / Math.max(union, truthArea[t]!);
      if (iou > 0.5) candidates.push({ t, p, iou });
    }
  }
  candidates.sort((a, b) => b.iou - a.iou);
  const isFound = new Uint8Array(truthIds.length);
  const isMatched = new Uint8Array(predictedIds.length);
  const pairs = candidates.filter(({ t, p }) => {
    if (isFound[t] === 1 || isMatched[p] === 1) return false;
    isFound[t] = 1;
    isMatched[p] = 1;
    return true;
  });
  return { pairs, isFound, isMatched };
}

/** What panoptic quality counts of a category in an image: sums are over images. */
export interface PanopticCounts {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  /** Σ IoU of the true positives. */
  readonly overlaps: number;
}

/**
 * Panoptic quality's counts by category: a match has the same category and an IoU above 0.5, where void
 * pixels of the truth (0) count to no union; an unmatched prediction that is void for more than half is
 * dropped. Source: Kirillov et al. 2019.
 *
 * @param categories of the truths and of the predictions, by id
 */
export function panopticCounts(
  of: InstanceOverlap,
  truthCategory: (id: number) => number,
  predictedCategory: (id: number) => number,
): ReadonlyMap<number, PanopticCounts> {
  const { truthIds, predictedIds, predictedArea, onVoid } = of;
  const counts = new Map<number, { -readonly [K in keyof PanopticCounts]: PanopticCounts[K] }>();
  const countsOf = (category: number) => {
    let found = counts.get(category);
    if (found === undefined) {
      found = { truePositives: 0, falsePositives: 0, falseNegatives: 0, overlaps: 0 };
      counts.set(category, found);
    }
    return found;
  };
  const { pairs, isFound, isMatched } = matchedPairs(
    of,
    (t, p) => truthCategory(truthIds[t]!) === predictedCategory(predictedIds[p]!),
  );
  for (const { t, iou } of pairs) {
    const into = countsOf(truthCategory(truthIds[t]!));
    into.truePositives++;
    into.overlaps += iou;
  }
  for (const [t, id] of truthIds.entries()) {
    const into = countsOf(truthCategory(id));
    if (isFound[t] === 0) into.falseNegatives++;
  }
  for (const [p, id] of predictedIds.entries()) {
    const into = countsOf(predictedCategory(id));
    if (isMatched[p] === 1 || onVoid[p]! > predictedArea[p]! / 2) continue;
    into.falsePositives++;
  }
  return counts;
}

/** Sums of pixels whose quotient is an index; those of images add up. */
export interface QuotientParts {
  readonly numerator: number;
  readonly denominator: number;
}

/**
 * Sums of AJI: each truth takes the prediction of the greatest IoU (of equal ones the first), which may
 * be taken again; areas of predictions that none took, and of truths without any, add to the union. Void pixels
 * of predictions count to nothing where the maps have any.
 * Source: Kumar et al. 2017.
 */
export function aggregatedJaccard(of: InstanceOverlap, hasVoid = false): QuotientParts {
  const { truthIds, predictedIds, truthArea, shared } = of;
  const areas = countedAreas(of, hasVoid);
  const isTaken = new Uint8Array(predictedIds.length);
  let numerator = 0;
  let denominator = 0;
  for (let t = 0; t < truthIds.length; t++) {
    let best = -1;
    let [bestBoth, bestUnion] = [0, 1];
    for (let p = 0; p < predictedIds.length; p++) {
      const both = shared[t * predictedIds.length + p]!;
      if (both === 0) continue;
      const union = truthArea[t]! + areas[p]! - both;
      if (both / union > bestBoth / bestUnion) [best, bestBoth, bestUnion] = [p, both, union];
    }
    numerator += bestBoth;
    denominator += best < 0 ? truthArea[t]! : bestUnion;
    if (best >= 0) isTaken[best] = 1;
  }
  for (let p = 0; p < isTaken.length; p++) if (isTaken[p] === 0) denominator += areas[p]!;
  return { numerator, denominator };
}

/**
 * Sums of AJI+: truths and predictions are paired one to one so that the sum of IoU is greatest; areas of those
 * without a partner add to the union. Source: Graham et al. 2019 (HoVer-Net).
 */
export function aggregatedJaccardPlus(of: InstanceOverlap, hasVoid = false): QuotientParts {
  const { truthIds, predictedIds, truthArea, shared } = of;
  const areas = countedAreas(of, hasVoid);
  const width = predictedIds.length;
  const n = Math.max(truthIds.length, width);
  const weights = new Float64Array(n * n);
  for (let t = 0; t < truthIds.length; t++) {
    for (let p = 0; p < width; p++) {
      const both = shared[t * width + p]!;
      if (both > 0) weights[t * n + p] = both / (truthArea[t]! + areas[p]! - both);
    }
  }
  const partner = bestAssignment(weights, n);
  let numerator = 0;
  let denominator = 0;
  for (const area of truthArea) denominator += area;
  for (const area of areas) denominator += area;
  for (let t = 0; t < truthIds.length; t++) {
    const p = partner[t]!;
    const both = p < width ? shared[t * width + p]! : 0;
    numerator += both;
    denominator -= both;
  }
  return { numerator, denominator };
}

/**
 * Sums of object Dice: Dice of each truth with the prediction that shares most pixels with it, weighted by area; and of
 * each prediction with a truth likewise. Source: Sirinukunwattana et al. 2015.
 */
export function objectDice(
  of: InstanceOverlap,
  hasVoid = false,
): { readonly ofTruths: QuotientParts; readonly ofPredictions: QuotientParts } {
  const { truthIds, predictedIds, truthArea, shared } = of;
  const areas = countedAreas(of, hasVoid);
  const width = predictedIds.length;
  const side = (
    own: Float64Array,
    others: Float64Array,
    at: (i: number, j: number) => number,
  ): QuotientParts => {
    let numerator = 0;
    let denominator = 0;
    for (let i = 0; i < own.length; i++) {
      let [most, area] = [0, 0];
      for (let j = 0; j < others.length; j++) {
        if (at(i, j) > most) [most, area] = [at(i, j), others[j]!];
      }
      if (most > 0) numerator += (own[i]! * 2 * most) / (own[i]! + area);
      denominator += own[i]!;
    }
    return { numerator, denominator };
  };
  return {
    ofTruths: side(truthArea.subarray(0, truthIds.length), areas, (t, p) => shared[t * width + p]!),
    ofPredictions: side(areas, truthArea, (p, t) => shared[t * width + p]!),
  };
}

/** Pixels of predictions that are not void. */
function countedAreas({ predictedArea, onVoid }: InstanceOverlap, hasVoid: boolean): Float64Array {
  return hasVoid ? predictedArea.map((area, p) => area - onVoid[p]!) : predictedArea;
}
