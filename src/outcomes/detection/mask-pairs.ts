import { maskOverlaps, masksOf } from "../../core/masks/masks.js";
import { OBJECT_FLAG } from "../../core/objects.js";
import type { DetectionInput } from "../detection-types.js";

/**
 * A function that compares outlines of detections and ground truth of one image, given by rows of
 * the input, one of each at least: intersection over union, row-major detections × truths; of a
 * crowd, intersection over the area of the detection.
 */
export function maskComparer(
  input: DetectionInput,
): (detections: Int32Array, truths: Int32Array) => Float64Array {
  const { widthPx, heightPx, truth, detections } = input;
  return (detected, annotated) => {
    const image = detections.image[detected[0]!]!;
    const width = widthPx?.[image] ?? Number.NaN;
    const height = heightPx?.[image] ?? Number.NaN;
    const found = masksOf(detections, detected, width, height);
    const masks = masksOf(truth, annotated, width, height);
    const isCrowd = Uint8Array.from(annotated, (row) => truth.flags[row]! & OBJECT_FLAG.crowd);
    return maskOverlaps(found, places(found.count), masks, places(masks.count), isCrowd);
  };
}

function places(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i);
}
