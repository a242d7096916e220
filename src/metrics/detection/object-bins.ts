import { hypot } from "../../core/elementary.js";
import type { ObjectColumns } from "../../core/objects.js";
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
    ofTruth: Int32Array.from({ length: truth.count }, (_, i) => binOf(truth.area[i]!)),
    ofDetection: Int32Array.from({ length: detections.count }, (_, i) =>
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
    Int32Array.from({ length: count }, (_, i) => {
      const width = widthPx?.[image[i]!] ?? Number.NaN;
      const height = heightPx?.[image[i]!] ?? Number.NaN;
      if (!(width > 0 && height > 0)) return -1;
      const [x = 0, y = 0, w = 0, h = 0] = box.subarray(4 * i, 4 * i + 4);
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
  const binOf = (image: number): number => {
    const n = count[image]!;
    return n < 2 ? n : n <= 4 ? 2 : 3;
  };
  return {
    name: "objects on the image",
    bins: ["none", "one", "2 to 4", "5 or more"],
    ofTruth: truth.image.map(binOf),
    ofDetection: detections.image.map(binOf),
  };
}

/**
 * By the nearest other annotated object of the image: its box overlaps, is closer than the object is
 * large (√area of the box), or is farther away. Of a detection the nearest object but the one that
 * it is nearest to.
 */
export function neighbourBins({ truth, detections, imageCount }: DetectionInput): ObjectBins {
  const start = new Int32Array(imageCount + 1);
  for (let i = 0; i < truth.count; i++) start[truth.image[i]! + 1]! += 1;
  for (let image = 0; image < imageCount; image++) start[image + 1]! += start[image]!;
  const next = start.slice();
  const order = new Int32Array(truth.count);
  for (let i = 0; i < truth.count; i++) order[next[truth.image[i]!]!++] = i;
  const bins = ({ count, image, box }: ObjectColumns, isTruth: boolean): Int32Array =>
    Int32Array.from({ length: count }, (_, i) => {
      let [nearest, second] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
      for (let at = start[image[i]!]!; at < start[image[i]! + 1]!; at++) {
        const other = order[at]!;
        if (isTruth && other === i) continue;
        const gap = gapBetween(box, 4 * i, truth.box, 4 * other);
        if (gap < nearest) {
          second = nearest;
          nearest = gap;
        } else if (gap < second) second = gap;
      }
      const gap = isTruth ? nearest : second;
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
    ofTruth: truth.image.map((image) => levelOfImage[image]!),
    ofDetection: detections.image.map((image) => levelOfImage[image]!),
  };
}

/** Shortest distance of two boxes in px; 0 where they touch or overlap. */
function gapBetween(a: Float64Array, i: number, b: Float64Array, j: number): number {
  const x = Math.max(0, a[i]! - b[j]! - b[j + 2]!, b[j]! - a[i]! - a[i + 2]!);
  const y = Math.max(0, a[i + 1]! - b[j + 1]! - b[j + 3]!, b[j + 1]! - a[i + 1]! - a[i + 3]!);
  return hypot(x, y);
}
