/** How the objects of two maps of one image overlap. */
export interface InstanceOverlap {
  /** Ids that occur, ascending, without 0. */
  readonly truthIds: readonly number[];
  readonly predictedIds: readonly number[];
  /** Pixels of each. */
  readonly truthArea: Float64Array;
  readonly predictedArea: Float64Array;
  /** Pixels that two share, row-major truths × predictions. */
  readonly shared: Float64Array;
  /** Pixels of each prediction on 0 of the truth. */
  readonly onNothing: Float64Array;
}

/** @param truth id of the object on each pixel; 0 for none */
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
  const onNothing = new Float64Array(width);
  for (let i = 0; i < truth.length; i++) {
    const t = truthAt.get(truth[i]!);
    const p = predictedAt.get(predicted[i]!);
    if (t !== undefined) truthArea[t]!++;
    if (p === undefined) continue;
    predictedArea[p]!++;
    if (t === undefined) onNothing[p]!++;
    else shared[t * width + p]!++;
  }
  return { truthIds, predictedIds, truthArea, predictedArea, shared, onNothing };
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
  const { truthIds, predictedIds, truthArea, predictedArea, shared, onNothing } = of;
  const counts = new Map<number, { -readonly [K in keyof PanopticCounts]: PanopticCounts[K] }>();
  const countsOf = (category: number) => {
    let found = counts.get(category);
    if (found === undefined) {
      found = { truePositives: 0, falsePositives: 0, falseNegatives: 0, overlaps: 0 };
      counts.set(category, found);
    }
    return found;
  };
  const isMatched = new Uint8Array(predictedIds.length);
  for (const [t, id] of truthIds.entries()) {
    const category = truthCategory(id);
    const into = countsOf(category);
    let best = 0;
    for (const [p, other] of predictedIds.entries()) {
      if (predictedCategory(other) !== category) continue;
      const both = shared[t * predictedIds.length + p]!;
      const iou = both / (truthArea[t]! + predictedArea[p]! - both - onNothing[p]!);
      if (!(iou > 0.5)) continue;
      best = iou;
      isMatched[p] = 1;
    }
    if (best > 0) {
      into.truePositives++;
      into.overlaps += best;
    } else into.falseNegatives++;
  }
  for (const [p, id] of predictedIds.entries()) {
    const into = countsOf(predictedCategory(id));
    if (isMatched[p] === 1 || onNothing[p]! > predictedArea[p]! / 2) continue;
    into.falsePositives++;
  }
  return counts;
}

/** Sums behind an aggregated Jaccard index; those of images add up. */
export interface AggregatedJaccard {
  readonly intersection: number;
  readonly union: number;
}

/**
 * Sums of AJI: each truth takes the prediction of the greatest IoU (of equal ones the first), which may
 * be taken again; areas of predictions that none took, and of truths without any, add to the union.
 * Source: Kumar et al. 2017.
 */
export function aggregatedJaccard(of: InstanceOverlap): AggregatedJaccard {
  const { truthIds, predictedIds, truthArea, predictedArea, shared } = of;
  const isTaken = new Uint8Array(predictedIds.length);
  let intersection = 0;
  let union = 0;
  for (let t = 0; t < truthIds.length; t++) {
    let best = -1;
    let bestIou = 0;
    for (let p = 0; p < predictedIds.length; p++) {
      const iou = instanceIou(of, t, p);
      if (iou > bestIou) [best, bestIou] = [p, iou];
    }
    union += truthArea[t]!;
    if (best < 0) continue;
    const both = shared[t * predictedIds.length + best]!;
    isTaken[best] = 1;
    intersection += both;
    union += predictedArea[best]! - both;
  }
  for (let p = 0; p < isTaken.length; p++) if (isTaken[p] === 0) union += predictedArea[p]!;
  return { intersection, union };
}
