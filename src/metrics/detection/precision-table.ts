import {
  averagePrecision,
  type Interpolation,
  type RankedHits,
  ROUNDING,
} from "./interpolation.js";
import type { PrecisionPlan } from "./precision-plan.js";

/** Figures of each class at each threshold, row-major classes × thresholds; NaN without truth. */
export interface PrecisionTable {
  /** Average precision. */
  readonly precision: Float64Array;
  /** Share of truths found by the detections that are looked at. */
  readonly recall: Float64Array;
}

/** What of a table is wanted; all else is NaN. */
export interface TableScope {
  /** Null where only recall is wanted. */
  readonly interpolation: Interpolation | null;
  /** 1 for each class that is wanted. */
  readonly classes: Uint8Array;
  /** Indices of the thresholds that are wanted. */
  readonly thresholds: readonly number[];
}

/**
 * A function that evaluates a plan under weights. The table that it returns is overwritten by the
 * next call.
 *
 * @returns a function of weights ≥ 0, one a unit; null for ones. Ties of scores keep their order; a
 *   weight of 2 is the unit twice.
 */
export function createTableKernel(
  plan: PrecisionPlan,
  { interpolation, classes, thresholds }: TableScope,
): (weights: Float64Array | null) => PrecisionTable {
  const { classCount, thresholdCount, unitCount, eventStart } = plan;
  const precision = new Float64Array(classCount * thresholdCount).fill(Number.NaN);
  const recall = new Float64Array(classCount * thresholdCount).fill(Number.NaN);
  // The slot behind the last unit is the weight of rows that do not count.
  const own = new Float64Array(unitCount + 1);
  const walk = createClassWalk(plan);

  function evaluateClass(k: number, positives: number): void {
    const isEmpty = !(positives > 0);
    const hasHits = !isEmpty && eventStart[k]! < eventStart[k + 1]!;
    if (hasHits && interpolation !== null) walk.enter(k, own);
    for (const t of thresholds) {
      const at = k * thresholdCount + t;
      precision[at] = isEmpty || interpolation === null ? Number.NaN : 0;
      recall[at] = isEmpty ? Number.NaN : 0;
      if (!hasHits) continue;
      if (interpolation === null) {
        recall[at] = Math.min(1, foundWeight(plan, k, t, own) / positives);
        continue;
      }
      const hits = walk.hitsAt(t);
      if (hits.count === 0) continue;
      recall[at] = Math.min(1, hits.found[hits.count - 1]! / positives);
      precision[at] = averagePrecision(hits, positives, interpolation);
    }
  }

  return (weights) => {
    if (weights === null) own.fill(1, 0, unitCount);
    else own.set(weights);
    const share = weights === null || weights.every(Number.isInteger) ? 1 : 1 - ROUNDING;
    for (let k = 0; k < classCount; k++) {
      if (classes[k] === 1) evaluateClass(k, share * truthWeight(plan, k, own));
    }
    return { precision, recall };
  };
}

/** Weight of the truths of class k that count. */
export function truthWeight(
  { truthStart, truthUnit }: PrecisionPlan,
  k: number,
  weights: Float64Array,
): number {
  let sum = 0;
  for (let i = truthStart[k]!; i < truthStart[k + 1]!; i++) sum += weights[truthUnit[i]!]!;
  return sum;
}

/** Weight of the true positives of class k at threshold t. */
function foundWeight(plan: PrecisionPlan, k: number, t: number, weights: Float64Array): number {
  const { eventStart, eventMatched, eventUnit } = plan;
  let sum = 0;
  for (let e = eventStart[k]!; e < eventStart[k + 1]!; e++) {
    if (((eventMatched[e]! >> t) & 1) === 1) sum += weights[eventUnit[e]!]!;
  }
  return sum;
}

/** Walks along the detections of a class once, then along its events for each threshold. */
export interface ClassWalk {
  /** @param weights one a unit, and 0 behind the last */
  enter(k: number, weights: Float64Array): void;
  /** The true positives of the class entered; overwritten by the next call. */
  hitsAt(t: number): RankedHits;
}

export function createClassWalk(plan: PrecisionPlan): ClassWalk {
  const { eventStart, eventRow, eventUnit, eventMatched, eventTurned } = plan;
  let most = 0;
  for (let k = 0; k < plan.classCount; k++) {
    most = Math.max(most, eventStart[k + 1]! - eventStart[k]!);
  }
  // Events whose unit weighs anything, its weight, and that of all rows up to it that count at the
  // last threshold.
  const eventOf = new Int32Array(most);
  const weightOf = new Float64Array(most);
  const summed = new Float64Array(most);
  const hits = { count: 0, found: new Float64Array(most), precision: new Float64Array(most) };
  let events = 0;
  return {
    enter(k, weights) {
      events = 0;
      let sum = 0;
      let row = plan.classStart[k]!;
      for (let e = eventStart[k]!; e < eventStart[k + 1]!; e++) {
        const end = eventRow[e]!;
        while (row <= end) sum += weights[plan.rowUnit[row++]!]!;
        const weight = weights[eventUnit[e]!]!;
        if (weight === 0) continue;
        eventOf[events] = e;
        summed[events] = sum;
        weightOf[events++] = weight;
      }
    },
    hitsAt(t) {
      let found = 0;
      let turned = 0;
      let count = 0;
      for (let i = 0; i < events; i++) {
        const weight = weightOf[i]!;
        const e = eventOf[i]!;
        if (((eventTurned[e]! >> t) & 1) === 1) {
          turned += countsAtLast(plan, e) ? -weight : weight;
        }
        if (((eventMatched[e]! >> t) & 1) === 0) continue;
        found += weight;
        hits.found[count] = found;
        // Sums of weights that are no counts can differ in their last digits.
        hits.precision[count++] = Math.min(1, found / (summed[i]! + turned));
      }
      hits.count = count;
      return hits;
    },
  };
}

function countsAtLast({ rowUnit, eventRow, unitCount }: PrecisionPlan, e: number): boolean {
  return rowUnit[eventRow[e]!]! !== unitCount;
}
