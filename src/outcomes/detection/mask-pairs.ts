import { maskOverlaps, masksOf } from "../../core/masks/masks.js";
import { OBJECT_FLAG } from "../../core/objects.js";
import type { DetectionInput } from "../detection-types.js";

/** Outlines of the objects of one image, compared. */
export interface MaskPairs {
  /** Area in px² of each detection's outline. */
  readonly area: Float64Array;
  /**
   * Intersection over union, row-major detections × truths; of a crowd, intersection over the area
   * of the detection.
   */
  readonly overlap: Float64Array;
}

/**
 * Compares outlines of detections and ground truth of one image, given by rows of the input, of
 * which there is one detection at least.
 */
export function maskComparer(
  input: DetectionInput,
): (detections: Int32Array, truths: Int32Array) => MaskPairs {
  const { widthPx, heightPx, truth, detections } = input;
  return (detected, annotated) => {
    const image = detections.image[detected[0]!]!;
    const width = widthPx?.[image] ?? Number.NaN;
    const height = heightPx?.[image] ?? Number.NaN;
    const found = masksOf(detections, detected, width, height);
    if (annotated.length === 0) return { area: found.area, overlap: new Float64Array(0) };
    const masks = masksOf(truth, annotated, width, height);
    const isCrowd = Uint8Array.from(annotated, (row) => truth.flags[row]! & OBJECT_FLAG.crowd);
    return {
      area: found.area,
      overlap: maskOverlaps(found, places(found.count), masks, places(masks.count), isCrowd),
    };
  };
}

function places(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i);
}
