import { exp } from "../../../core/elementary.js";
import type { Candidates } from "./candidates.js";
import type { BoxArea, NmsRule } from "./detector-types.js";

/** Candidates that are left, surest first. */
export interface Kept {
  /** Positions in the candidates. */
  readonly index: Int32Array;
  /** Of each of them; below its own where a soft method lowered it. */
  readonly score: Float64Array;
}

/**
 * Non-maximum suppression: of boxes that overlap, the surest is kept and the others go (greedy) or
 * lose score (soft). Equal scores are taken in the order of the candidates. Greedy suppression of
 * its own result changes nothing.
 *
 * Soft-NMS: Bodla, Singh, Chellappa & Davis, ICCV 2017, equations 2 (linear: s·(1 − IoU) from the
 * threshold on) and 3 (gaussian: s·e^(−IoU²/σ)).
 *
 * @param candidates corners with x1 ≤ x2 and y1 ≤ y2, finite
 * @param most kept at most; nothing is computed for those beyond
 */
export function suppress(candidates: Candidates, rule: NmsRule, most: number): Kept {
  switch (rule.method) {
    case "none":
      return firstOf(candidates, byFallingScore(candidates), most);
    case "greedy":
      return greedy(candidates, rule, most);
    default:
      return soft(candidates, rule, most);
  }
}

/** Positions by falling score, equal ones in their order. */
function byFallingScore({ count, score }: Candidates): Int32Array {
  const order = new Int32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  return order.sort((a, b) => score[b]! - score[a]! || a - b);
}

/**
 * Intersection over union of boxes i and j of two arrays of corners; 0 where they do not meet.
 * With `plus-one`, sides are x2 − x1 + 1.
 */
export function boxIou(
  a: Float64Array,
  i: number,
  b: Float64Array,
  j: number,
  boxArea: BoxArea,
): number {
  const more = boxArea === "plus-one" ? 1 : 0;
  const [p, q] = [i * 4, j * 4];
  const width = Math.min(a[p + 2]!, b[q + 2]!) - Math.max(a[p]!, b[q]!) + more;
  if (width <= 0) return 0;
  const height = Math.min(a[p + 3]!, b[q + 3]!) - Math.max(a[p + 1]!, b[q + 1]!) + more;
  if (height <= 0) return 0;
  const both = width * height;
  const areaA = (a[p + 2]! - a[p]! + more) * (a[p + 3]! - a[p + 1]! + more);
  const areaB = (b[q + 2]! - b[q]! + more) * (b[q + 3]! - b[q + 1]! + more);
  return both / (areaA + areaB - both);
}

function firstOf({ score }: Candidates, order: Int32Array, most: number): Kept {
  const index = order.slice(0, most);
  return { index, score: Float64Array.from(index, (i) => score[i]!) };
}

/** The surest `most` that survive are final as they come, so that the rest is not looked at. */
function greedy(
  candidates: Candidates,
  rule: Extract<NmsRule, { method: "greedy" }>,
  most: number,
): Kept {
  const { box, label } = candidates;
  const { iou, classAware, boxArea } = rule;
  const isInclusive = rule.comparison === "greater-or-equal";
  const order = byFallingScore(candidates);
  const kept = new Int32Array(Math.min(most, order.length));
  // Kept boxes of a label are a chain: the last of each label, and the one before each.
  const last = new Map<number, number>();
  const before = new Int32Array(kept.length);
  let count = 0;
  for (let k = 0; k < order.length && count < kept.length; k++) {
    const i = order[k]!;
    const key = classAware ? label[i]! : 0;
    const newest = last.get(key) ?? -1;
    let isSuppressed = false;
    for (let j = newest; j >= 0 && !isSuppressed; j = before[j]!) {
      const overlap = boxIou(box, i, box, kept[j]!, boxArea);
      isSuppressed = overlap > iou || (isInclusive && overlap === iou);
    }
    if (isSuppressed) continue;
    kept[count] = i;
    before[count] = newest;
    last.set(key, count);
    count++;
  }
  return firstOf(candidates, kept.subarray(0, count), count);
}

function soft(
  candidates: Candidates,
  rule: Exclude<NmsRule, { method: "none" | "greedy" }>,
  most: number,
): Kept {
  const { count, box, label } = candidates;
  const score = candidates.score.slice(0, count);
  const { classAware, boxArea, leastScore } = rule;
  const index: number[] = [];
  const final: number[] = [];
  const isTaken = new Uint8Array(count);
  while (index.length < Math.min(most, count)) {
    let best = -1;
    for (let i = 0; i < count; i++) {
      if (isTaken[i] === 0 && (best < 0 || score[i]! > score[best]!)) best = i;
    }
    // Scores only fall: none that is left can come back above the limit.
    if (best < 0 || score[best]! < leastScore) break;
    isTaken[best] = 1;
    index.push(best);
    final.push(score[best]!);
    for (let i = 0; i < count; i++) {
      if (isTaken[i] === 1 || (classAware && label[i] !== label[best])) continue;
      score[i] = score[i]! * decay(boxIou(box, i, box, best, boxArea), rule);
    }
  }
  return { index: Int32Array.from(index), score: Float64Array.from(final) };
}

function decay(overlap: number, rule: Exclude<NmsRule, { method: "none" | "greedy" }>): number {
  if (rule.method === "soft-gaussian") return exp(-(overlap * overlap) / rule.sigma);
  const isOver = rule.comparison === "greater" ? overlap > rule.iou : overlap >= rule.iou;
  return isOver ? 1 - overlap : 1;
}
