import { matchedPairs } from "../segmentation/instance-figures.js";
import type { EvaluatedDetections } from "./evaluated-detections.js";
import { eachOverlap } from "./instance-sums.js";

/** What becomes of an object whose outline is looked for, in the order in which it is looked at. */
export const OUTLINE_FATES = ["found", "split", "merged", "boundary", "missed"] as const;
export type OutlineFate = (typeof OUTLINE_FATES)[number];

/** From which share of its pixels on something lies in something else. */
const MOSTLY = 0.5;
/** Up to this IoU a prediction is of nothing. */
const OF_NOTHING = 0.1;

/** How outlines of objects fail at an operating point. */
export interface OutlineErrors {
  /** Objects by fate, in the order of {@link OUTLINE_FATES}. */
  readonly objects: Float64Array;
  /** Predictions that count, and those of them that lie on no object. */
  readonly predictions: number;
  readonly ofNothing: number;
}

/**
 * What becomes of each object that is to be found, exactly one thing. It is
 *
 * - `found`: paired with a prediction of an IoU above 0.5, as for PQ;
 * - `split`: else, two predictions or more lie mostly in it;
 * - `merged`: else, it lies mostly in a prediction in which another object lies mostly too;
 * - `boundary`: else, the best prediction of its label overlaps it by an IoU above 0.1;
 * - `missed`: what is left.
 *
 * @param outcomes of masks; without a threshold every prediction counts
 */
export function outlineErrors(outcomes: EvaluatedDetections): OutlineErrors {
  const objects = new Float64Array(OUTLINE_FATES.length);
  let [predictions, ofNothing] = [0, 0];
  eachOverlap(outcomes, (_image, _label, of, hasVoid) => {
    const { truthIds, predictedIds, truthArea, predictedArea, shared, onVoid } = of;
    const width = predictedIds.length;
    const { isFound } = matchedPairs(of);
    const both = (t: number, p: number): number => shared[t * width + p]!;
    const iou = (t: number, p: number): number => {
      const area = predictedArea[p]! - (hasVoid ? onVoid[p]! : 0);
      return both(t, p) / Math.max(truthArea[t]!, truthArea[t]! + area - both(t, p));
    };
    const lieIn = new Int32Array(width);
    for (let p = 0; p < width; p++) {
      for (let t = 0; t < truthIds.length; t++) {
        if (both(t, p) > MOSTLY * truthArea[t]!) lieIn[p]!++;
      }
      if (onVoid[p]! > MOSTLY * predictedArea[p]!) continue;
      predictions++;
      if (
        !truthIds.some((_, t) => iou(t, p) > OF_NOTHING || both(t, p) > MOSTLY * predictedArea[p]!)
      ) {
        ofNothing++;
      }
    }
    for (let t = 0; t < truthIds.length; t++) {
      let [parts, best] = [0, 0];
      let isMerged = false;
      for (let p = 0; p < width; p++) {
        const pixels = both(t, p);
        if (pixels === 0) continue;
        if (pixels > MOSTLY * predictedArea[p]!) parts++;
        if (lieIn[p]! > 1 && pixels > MOSTLY * truthArea[t]!) isMerged = true;
        best = Math.max(best, iou(t, p));
      }
      const fate: OutlineFate =
        isFound[t] === 1
          ? "found"
          : parts > 1
            ? "split"
            : isMerged
              ? "merged"
              : best > OF_NOTHING
                ? "boundary"
                : "missed";
      objects[OUTLINE_FATES.indexOf(fate)]!++;
    }
  });
  return { objects, predictions, ofNothing };
}
