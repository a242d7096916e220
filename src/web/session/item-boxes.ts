import type { Evaluation } from "../../evaluation/evaluation.js";
import { haveObjects } from "../../outcomes/detection/evaluated-detections.js";
import { ringPath } from "../../reports/ring-path.js";
import { boxesByImage, frameOf, type ItemBox } from "../../tasks/detection/image-boxes.js";
import { outlineOf } from "../../tasks/detection/object-outlines.js";
import { type ThresholdsTold, thresholdsOf } from "./box-thresholds.js";

/** Outlines of the boxes of an image, as SVG paths on a picture of this size, by the row of each box. */
export interface OutlinesTold {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly truth: ReadonlyMap<number, string>;
  readonly detection: ReadonlyMap<number, string>;
}

/** Boxes of images, and the thresholds that they can be looked at from. */
export interface ItemBoxes {
  of(image: number): readonly ItemBox[];
  /** Whether objects have outlines, which are asked for one by one. */
  readonly haveOutlines: boolean;
  /** Null for an image without boxes. @param longestPx of the picture that they lie on */
  outlines(image: number, longestPx: number): OutlinesTold | null;
  /** Null for other tasks, and where scores are no shares. */
  thresholds(): ThresholdsTold | null;
}

/** Boxes of each image of the set: what is there, and what a detector found. None of other tasks. */
export function createItemBoxes({ outcomes, answered, request }: Evaluation): ItemBoxes {
  if (!haveObjects(outcomes)) {
    return { of: () => [], haveOutlines: false, outlines: () => null, thresholds: () => null };
  }
  let made: ReturnType<typeof boxesByImage> | null = null;
  const boxes = () => {
    made ??= boxesByImage(outcomes);
    return made;
  };
  const unitOf = new Map(Array.from(answered, (image, unit) => [image, unit]));
  const of = (image: number): readonly ItemBox[] => {
    const unit = unitOf.get(image);
    return unit === undefined ? [] : boxes().of(unit);
  };
  const haveOutlines = outcomes.rules.geometry === "masks";
  return {
    of,
    haveOutlines,
    outlines(image, longestPx) {
      const unit = unitOf.get(image);
      const frame = unit === undefined ? null : frameOf(outcomes, unit);
      if (!haveOutlines || frame === null) return null;
      const scale = Math.min(1, longestPx / Math.max(...frame));
      const [widthPx, heightPx] = [frame[0] * scale, frame[1] * scale];
      const told = { truth: new Map<number, string>(), detection: new Map<number, string>() };
      for (const { of: side, row } of of(image)) {
        const corners = outlineOf(outcomes.input, side, row, frame);
        told[side].set(row, ringPath(corners, widthPx, heightPx));
      }
      return { widthPx, heightPx, ...told };
    },
    thresholds: () => thresholdsOf(outcomes, boxes().all, request.level),
  };
}
