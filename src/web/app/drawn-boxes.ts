import { shown } from "../../reports/text.js";
import { IMAGE } from "../../reports/words/app/gallery.js";
import { type BoxOutcome, truthOutcome } from "../../tasks/detection/box-outcomes.js";
import type { ItemBox } from "../session/item-boxes.js";
import { scoreText } from "./tile-text.js";

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

/** Null for what is not drawn. */
function outcomeAt(box: ItemBox, threshold: number): BoxOutcome | null {
  if (box.of === "detection") return box.score >= threshold ? box.outcome : null;
  const outcome = truthOutcome(box.foundAt, box.confusedAt, threshold);
  return outcome === "missed" ? outcome : null;
}

function captionOf(box: ItemBox): string {
  const label = shown(box.label, LONGEST);
  if (box.of === "truth") return IMAGE.missed({ label });
  const score = scoreText(box.score, 0);
  return box.isOf === null
    ? IMAGE.box({ label, score })
    : IMAGE.otherKind({ label, score, truth: shown(box.isOf, LONGEST) });
}

/** Words on a picture: a box of the caption, in pixels of the picture. */
export interface Chip {
  readonly drawn: DrawnBox;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface ChipOptions {
  /** Pixels of the picture in one of the screen. */
  readonly pixelsInOne: number;
  readonly most: number;
  /** Boxes below this share of the picture have none. */
  readonly leastShare: number;
}

/** Sizes on the screen. */
const TEXT_PX = 13;
const HEIGHT_PX = 19;
const LETTER_PX = 7;
const SIDES_PX = 14;

/** Captions that lie within the picture and on no other: what is wrong first, then the surest. */
export function chipsOf(
  drawn: readonly DrawnBox[],
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
  { pixelsInOne, most, leastShare }: ChipOptions,
): readonly Chip[] {
  const chips: Chip[] = [];
  const height = HEIGHT_PX * pixelsInOne;
  for (const one of drawn.toSorted(byWeight)) {
    if (chips.length >= most) break;
    const { box } = one;
    if (box.width * box.height < leastShare) continue;
    const width = (one.caption.length * LETTER_PX + SIDES_PX) * pixelsInOne;
    if (width > widthPx) continue;
    const x = Math.min(Math.max(0, box.x * widthPx), widthPx - width);
    const [top, bottom] = [box.y * heightPx, (box.y + box.height) * heightPx];
    for (const y of [top, top - height, bottom - height, bottom]) {
      const chip = { drawn: one, x, y, width, height };
      if (y < 0 || y + height > heightPx || chips.some((other) => overlap(chip, other))) continue;
      chips.push(chip);
      break;
    }
  }
  return chips;
}

/** Size of a caption's letters in pixels of the picture. */
export function chipLetters(pixelsInOne: number): number {
  return TEXT_PX * pixelsInOne;
}

function byWeight(a: DrawnBox, b: DrawnBox): number {
  const isFound = (one: DrawnBox): number => (one.outcome === "found" ? 1 : 0);
  const score = ({ box }: DrawnBox): number => (box.of === "detection" ? box.score : 1);
  return isFound(a) - isFound(b) || score(b) - score(a);
}

function overlap(a: Chip, b: Chip): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
