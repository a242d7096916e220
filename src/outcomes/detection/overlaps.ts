import type { DetectionInput, MatchRules } from "../detection-types.js";
import { keypointComparer } from "./keypoint-similarity.js";
import { maskComparer } from "./mask-pairs.js";

/**
 * Compares detections and ground truth of one image, given by rows of the input, one of each at least: row-major
 * detections × truths.
 */
export type GroupComparer = (detections: Int32Array, truths: Int32Array) => Float64Array;

/** What objects are compared by; null where pairs are compared one by one, by their boxes. */
export const GROUP_COMPARERS: Readonly<
  Record<MatchRules["geometry"], ((input: DetectionInput) => GroupComparer) | null>
> = {
  boxes: null,
  masks: maskComparer,
  keypoints(input) {
    if (input.keypoints === undefined) throw new Error("keypoints to match by, and none given");
    return keypointComparer(input, input.keypoints);
  },
};
