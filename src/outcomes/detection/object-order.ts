import type { TruthObjects } from "../../core/objects.js";
import type { AreaRange, DetectionInput, MatchRules } from "../detection-types.js";
import { sortByKey, sortByScore } from "./stable-sorts.js";

/** The rows of an input's detections in the two orders of a match. */
export interface DetectionOrder {
  /**
   * Input rows that are kept, by class and falling score; equal scores by image, then as answered.
   */
  readonly source: Int32Array;
  /** Class k has source[classStart[k]] … source[classStart[k + 1] − 1]. */
  readonly classStart: Int32Array;
  /** Place of each kept row by falling score in its image and class, from 0. */
  readonly rank: Uint16Array;
  /** All input rows, by class, image and falling score. */
  readonly grouped: Int32Array;
  /** Place in `source` of each input row; −1 for those that are cut. */
  readonly rowOf: Int32Array;
}

/**
 * Without labels, the objects of an image come in the order of their labels, as in the reference.
 */
export function orderDetections(input: DetectionInput, rules: MatchRules): DetectionOrder {
  const { image, label, score, count } = input.detections;
  const { imageCount, labelCount } = input;
  const byLabel = (rows: Int32Array | null) => sortByKey(rows, label, labelCount);
  const byImage = (rows: Int32Array | null) => sortByKey(rows, image, imageCount);
  const byScore = sortByScore(byImage(rules.byLabel ? null : byLabel(null)), score);
  const byClass = rules.byLabel ? byLabel(byScore) : byScore;
  const grouped = rules.byLabel ? byLabel(byImage(byScore)) : byImage(byScore);

  const rankOf = new Uint16Array(count);
  const rowOf = new Int32Array(count).fill(-1);
  let rank = 0;
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const row = grouped[i]!;
    const isFirst = i === 0 || !isSameGroup(input, rules, grouped[i - 1]!, row);
    rank = isFirst ? 0 : rank + 1;
    if (rank >= rules.maxDetections) continue;
    rankOf[row] = rank;
    rowOf[row] = 0;
    kept++;
  }
  const source = new Int32Array(kept);
  const ranks = new Uint16Array(kept);
  const classStart = new Int32Array((rules.byLabel ? labelCount : 1) + 1);
  let at = 0;
  for (let i = 0; i < count; i++) {
    const row = byClass[i]!;
    if (rowOf[row]! < 0) continue;
    rowOf[row] = at;
    source[at] = row;
    ranks[at] = rankOf[row]!;
    classStart[(rules.byLabel ? label[row]! : 0) + 1]!++;
    at++;
  }
  accumulate(classStart);
  return { source, classStart, rank: ranks, grouped, rowOf };
}

/** Input rows of the ground truth by class, then image, then in their order. */
export function orderTruth(
  { truth, imageCount, labelCount }: DetectionInput,
  rules: MatchRules,
): { readonly source: Int32Array; readonly classStart: Int32Array } {
  const { image, label, count } = truth;
  if (!rules.byLabel) {
    const source = sortByKey(sortByKey(null, label, labelCount), image, imageCount);
    return { source, classStart: Int32Array.of(0, count) };
  }
  const classStart = new Int32Array(labelCount + 1);
  for (let i = 0; i < count; i++) classStart[label[i]! + 1]!++;
  accumulate(classStart);
  const source = sortByKey(sortByKey(null, image, imageCount), label, labelCount);
  return { source, classStart };
}

/** Bit a of each truth of `source`: neither crowd nor ignored, and of an area in range a. */
export function countedBits(
  truth: TruthObjects,
  areas: readonly AreaRange[],
  source: Int32Array,
): Uint8Array {
  const counted = new Uint8Array(source.length);
  for (const [a, { low, high }] of areas.entries()) {
    for (let i = 0; i < source.length; i++) {
      const row = source[i]!;
      const area = truth.area[row]!;
      if (truth.flags[row] === 0 && area >= low && area <= high) counted[i]! |= 1 << a;
    }
  }
  return counted;
}

function isSameGroup(
  { detections }: DetectionInput,
  rules: MatchRules,
  one: number,
  other: number,
): boolean {
  const { image, label } = detections;
  return image[one] === image[other] && (!rules.byLabel || label[one] === label[other]);
}

function accumulate(starts: Int32Array): void {
  for (let k = 1; k < starts.length; k++) starts[k]! += starts[k - 1]!;
}
