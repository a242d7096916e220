import type { BoxOutcome } from "../outcomes/detection/anatomy.js";
import { truthOutcome } from "../tasks/detection/box-outcomes.js";
import { type ItemBox, outcomeAt } from "../tasks/detection/image-boxes.js";
import { percent } from "./numbers.js";
import { shown } from "./text.js";
import { BOX_CAPTION } from "./words/detections.js";

/** A box as it is drawn at a threshold. */
export interface DrawnBox {
  readonly box: ItemBox;
  readonly outcome: BoxOutcome;
  /** `car 57%`, `knife, missed`, `car 45%, is truck`. */
  readonly caption: string;
}

const LONGEST = 30;

/**
 * What is drawn where detections count from `threshold` on: an object that is found, or called something
 * else, is drawn by the box that does so.
 *
 * @param hidden outcomes that are switched off
 */
export function drawnBoxes(
  boxes: readonly ItemBox[],
  threshold: number,
  hidden: ReadonlySet<BoxOutcome> = new Set(),
): readonly DrawnBox[] {
  const drawn: DrawnBox[] = [];
  for (const box of boxes) {
    const outcome = outcomeAt(box, threshold);
    if (outcome === null || hidden.has(outcome)) continue;
    drawn.push({ box, outcome, caption: captionOf(box) });
  }
  return drawn;
}

/** What is there, or what a model says. */
export type BoxSide = "truth" | "predicted";

/** One side of an image alone: each object by what becomes of it, or each detection. */
export function drawnSide(
  boxes: readonly ItemBox[],
  side: BoxSide,
  threshold: number,
  hidden: ReadonlySet<BoxOutcome> = new Set(),
): readonly DrawnBox[] {
  if (side === "predicted") {
    const own = boxes.filter(({ of }) => of !== "truth");
    return drawnBoxes(own, threshold, hidden);
  }
  return boxes.flatMap((box): DrawnBox[] => {
    if (box.of !== "truth") return [];
    const outcome = truthOutcome(box.foundAt, box.confusedAt, threshold);
    if (hidden.has(outcome)) return [];
    const caption = outcome === "missed" ? captionOf(box) : shown(box.label, LONGEST);
    return [{ box, outcome, caption }];
  });
}

function captionOf(box: ItemBox): string {
  const label = shown(box.label, LONGEST);
  if (box.of === "truth") return BOX_CAPTION.missed({ label });
  const isShare = box.score >= 0 && box.score <= 1;
  const text = isShare ? percent(box.score, 0) : box.score.toPrecision(4);
  const score = box.isScored ? ` ${text}` : "";
  return box.isOf === null
    ? BOX_CAPTION.box({ label, score })
    : BOX_CAPTION.otherKind({ label, score, truth: shown(box.isOf, LONGEST) });
}

/** What is wrong before what is right, then the surest. */
export function tellingFirst(drawn: readonly DrawnBox[]): readonly DrawnBox[] {
  return drawn.toSorted(byWeight);
}

function byWeight(a: DrawnBox, b: DrawnBox): number {
  const isFound = (one: DrawnBox): number => (one.outcome === "found" ? 1 : 0);
  const score = ({ box }: DrawnBox): number => (box.of === "detection" ? box.score : 1);
  return isFound(a) - isFound(b) || score(b) - score(a);
}
