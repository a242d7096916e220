import type { Evaluation } from "../../evaluation/evaluation.js";
import { haveObjects } from "../../outcomes/detection/evaluated-detections.js";
import { boxesByImage, type ItemBox } from "../../tasks/detection/image-boxes.js";
import { type ThresholdsTold, thresholdsOf } from "./box-thresholds.js";

/** Boxes of images, and the thresholds that they can be looked at from. */
export interface ItemBoxes {
  of(image: number): readonly ItemBox[];
  /** Null for other tasks, and where scores are no shares. */
  thresholds(): ThresholdsTold | null;
}

/** Boxes of each image of the set: what is there, and what a detector found. None of other tasks. */
export function createItemBoxes({ outcomes, answered, request }: Evaluation): ItemBoxes {
  if (!haveObjects(outcomes)) return { of: () => [], thresholds: () => null };
  let made: ReturnType<typeof boxesByImage> | null = null;
  const boxes = () => {
    made ??= boxesByImage(outcomes);
    return made;
  };
  const unitOf = new Map(Array.from(answered, (image, unit) => [image, unit]));
  return {
    of(image) {
      const unit = unitOf.get(image);
      return unit === undefined ? [] : boxes().of(unit);
    },
    thresholds: () => thresholdsOf(outcomes, boxes().all, request.level),
  };
}
