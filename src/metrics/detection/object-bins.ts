import { hypot } from "../../core/elementary.js";
import type { ObjectColumns } from "../../core/objects.js";
import { pickIntegers, rowsByImage } from "../../core/picked-rows.js";
import { COCO_AREAS } from "../../outcomes/detection/match-rules.js";
import type { DetectionInput } from "../../outcomes/detection-types.js";

/** Objects and detections put into bins by something that is seen of them: for tables of errors. */
export interface ObjectBins {
  /** What they are put apart by, in words: `size`. */
  readonly name: string;
  readonly bins: readonly string[];
  /** Bin by input row; −1 where it is not known. */
  readonly ofTruth: Int32Array;
  readonly ofDetection: Int32Array;
}

/**
 * By COCO's areas, on the edge the smaller: below 32² px, below 96², above. Of ground truth the area
 * that its file says, of a detection that of its box.
 */
export function sizeBins({ truth, detections }: DetectionInput): ObjectBins {
  const [, small, medium] = COCO_AREAS;
  const binOf = (area: number): number =>
    area <= (small?.high ?? 0) ? 0 : area <= (medium?.high ?? 0) ? 1 : 2;
  return {
    name: "size",
    bins: ["small", "middling", "large"],
    ofTruth: column(truth.count, (i) => binOf(truth.area[i]!)),
    ofDetection: column(detections.count, (i) =>
      binOf(detections.box[4 * i + 2]! * detections.box[4 * i + 3]!),
    ),
  };
}

/**
 * At the edge of the image: the box comes within `margin` of the image's width or height of a border.
 *
 * @param margin as a fraction, 0 or more
 */
export function placeBins(input: DetectionInput, margin = 0.01): ObjectBins {
  const { widthPx, heightPx } = input;
  const bins = ({ count, image, box }: ObjectColumns): Int32Array =>
    column(count, (i) => {
      const width = widthPx?.[image[i]!] ?? Number.NaN;
      const height = heightPx?.[image[i]!] ?? Number.NaN;
      if (!(width > 0 && height > 0)) return -1;
      const x = box[4 * i]!;
      const y = box[4 * i + 1]!;
      const w = box[4 * i + 2]!;
      const h = box[4 * i + 3]!;
      const isInside =
        x > margin * width &&
        y > margin * height &&
        x + w < width - margin * width &&
        y + h < height - margin * height;
      return isInside ? 1 : 0;
    });
  return {
    name: "place",
    bins: ["at the edge of the image", "inside"],
    ofTruth: bins(input.truth),
    ofDetection: bins(input.detections),
  };
}

/** By how many objects are annotated on the image, crowds and flagged ones too. */
export function companyBins({ truth, detections, imageCount }: DetectionInput): ObjectBins {
  const count = new Int32Array(imageCount);
  for (let i = 0; i < truth.count; i++) count[truth.image[i]!]! += 1;
  const bins = count.map((n) => (n < 2 ? n : n <= 4 ? 2 : 3));
  return {
    name: "objects on the image",
    bins: ["none", "one", "2 to 4", "5 or more"],
    ofTruth: pickIntegers(bins, truth.image),
    ofDetection: pickIntegers(bins, detections.image),
  };
}

/**
 * By the nearest other annotated object of the image: its box overlaps, is closer than the object is
 * large (√area of the box), or is farther away. Of a detection the nearest object but the one that
 * it is nearest to.
 */
export function neighbourBins({ truth, detections, imageCount }: DetectionInput): ObjectBins {
  const { start, order } = rowsByImage(truth.image, imageCount);
  const bins = ({ count, image, box }: ObjectColumns, isTruth: boolean): Int32Array =>
    column(count, (i) => {
      const from = start[image[i]!]!;
      const to = start[image[i]! + 1]!;
      const gap = nearestGap(box, i, truth.box, order, from, to, isTruth);
      const size = Math.sqrt(box[4 * i + 2]! * box[4 * i + 3]!);
      if (gap === Number.POSITIVE_INFINITY) return 3;
      return gap === 0 ? 0 : gap < size ? 1 : 2;
    });
  return {
    name: "nearest other object",
    bins: ["touching", "closer than its own size", "farther away", "no other"],
    ofTruth: bins(truth, true),
    ofDetection: bins(detections, false),
  };
}

/**
 * By an attribute of the image.
 *
 * @param levelOfImage index into `levels`, −1 where it is not known
 */
export function attributeBins(
  { truth, detections }: DetectionInput,
  name: string,
  levels: readonly string[],
  levelOfImage: Int32Array,
): ObjectBins {
  return {
    name,
    bins: levels,
    ofTruth: pickIntegers(levelOfImage, truth.image),
    ofDetection: pickIntegers(levelOfImage, detections.image),
  };
}

/**
 * Shortest distance in px from a box to others, those of rows `order[from]` to before `order[to]`: of an
 * object to the nearest but itself, of a detection to the second nearest. Infinite where there is none.
 */
function nearestGap(
  box: Float64Array,
  row: number,
  others: Float64Array,
  order: Int32Array,
  from: number,
  to: number,
  isTruth: boolean,
): number {
  let nearest = Number.POSITIVE_INFINITY;
  let second = Number.POSITIVE_INFINITY;
  const left = box[4 * row]!;
  const top = box[4 * row + 1]!;
  const width = box[4 * row + 2]!;
  const height = box[4 * row + 3]!;
  for (let at = from; at < to; at++) {
    const other = order[at]!;
    if (isTruth && other === row) continue;
    const limit = isTruth ? nearest : second;
    if (limit === 0) return 0;
    const x = between(left, width, others[4 * other]!, others[4 * other + 2]!);
    // The distance is at least each leg, and 0.707 of both.
    if (x >= limit) continue;
    const y = between(top, height, others[4 * other + 1]!, others[4 * other + 3]!);
    if (y >= limit || 0.7 * (x + y) >= limit) continue;
    const gap = x === 0 ? y : y === 0 ? x : hypot(x, y);
    if (gap < nearest) {
      second = nearest;
      nearest = gap;
    } else if (gap < second) second = gap;
  }
  return isTruth ? nearest : second;
}

/** How far two ranges lie apart; 0 where they touch or overlap. */
function between(a: number, aLength: number, b: number, bLength: number): number {
  return Math.max(0, a - b - bLength, b - a - aLength);
}

function column(count: number, binOf: (row: number) => number): Int32Array {
  const bins = new Int32Array(count);
  for (let i = 0; i < count; i++) bins[i] = binOf(i);
  return bins;
}
