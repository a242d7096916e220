import {
  type AreaRange,
  type DetectionInput,
  type MatchRules,
  SEARCHED,
} from "../detection-types.js";
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

const ordered = new WeakMap<DetectionInput, { key: string; order: DetectionOrder }>();

/**
 * Without labels, the objects of an image come in the order of their labels, as in the reference. Made
 * once for an input that is matched again at other thresholds.
 */
export function orderDetections(input: DetectionInput, rules: MatchRules): DetectionOrder {
  const key = `${rules.byLabel}/${rules.maxDetections}`;
  const known = ordered.get(input);
  if (known?.key === key) return known.order;
  const order = makeOrder(input, rules);
  ordered.set(input, { key, order });
  return order;
}

function makeOrder(input: DetectionInput, rules: MatchRules): DetectionOrder {
  const { image, label, score, count } = input.detections;
  const { imageCount, labelCount } = input;
  // By class, image and answer, the order of equal scores; then one sort by score, which those by keys keep.
  const byScore = rules.byLabel
    ? sortByKey(sortByKey(null, image, imageCount), label, labelCount)
    : sortByKey(sortByKey(null, label, labelCount), image, imageCount);
  sortByScore(byScore, score);
  const byImage = sortByKey(byScore, image, imageCount);
  const grouped = rules.byLabel ? sortByKey(byImage, label, labelCount) : byImage;
  const source = rules.byLabel ? sortByKey(byScore, label, labelCount) : byScore;
  const rankOf = new Uint16Array(count);
  const rowOf = new Int32Array(count).fill(-1);
  const classStart = new Int32Array((rules.byLabel ? labelCount : 1) + 1);
  const wholeStart = new Int32Array(classStart.length);
  for (let from = 0, to = 0; from < count; from = to) {
    const first = grouped[from]!;
    while (to < count && isSameGroup(input, rules, first, grouped[to]!)) to++;
    const end = Math.min(to, from + rules.maxDetections);
    for (let i = from; i < end; i++) {
      rankOf[grouped[i]!] = i - from;
      rowOf[grouped[i]!] = 0;
    }
    const k = rules.byLabel ? label[first]! : 0;
    classStart[k + 1]! += end - from;
    wholeStart[k + 1]! += to - from;
  }
  accumulate(classStart);
  accumulate(wholeStart);
  const ranks = new Uint16Array(classStart[classStart.length - 1]!);
  let at = 0;
  for (let k = 0; k + 1 < wholeStart.length; k++) {
    for (let i = wholeStart[k]!; i < wholeStart[k + 1]!; i++) {
      const row = source[i]!;
      if (rowOf[row]! < 0) continue;
      rowOf[row] = at;
      source[at] = row;
      ranks[at++] = rankOf[row]!;
    }
  }
  const kept = at === count ? source : source.slice(0, at);
  return { source: kept, classStart, rank: ranks, grouped, rowOf };
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

/** Bit a of each truth of `source`: neither crowd nor ignored nor a region, and of an area in range a. */
export function countedBits(
  { truth, searched, labelCount }: DetectionInput,
  areas: readonly AreaRange[],
  source: Int32Array,
): Uint8Array {
  const counted = new Uint8Array(source.length);
  const isRegion = (row: number): boolean =>
    searched !== null &&
    searched[truth.image[row]! * labelCount + truth.label[row]!] === SEARCHED.region;
  for (const [a, { low, high }] of areas.entries()) {
    for (let i = 0; i < source.length; i++) {
      const row = source[i]!;
      const area = truth.area[row]!;
      if (truth.flags[row] !== 0 || area < low || area > high || isRegion(row)) continue;
      counted[i]! |= 1 << a;
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
