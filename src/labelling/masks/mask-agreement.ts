import { headlineReference } from "../../evaluation/estimates.js";
import { estimatorOf } from "../../evaluation/evaluated-outcomes.js";
import type { EstimateDetail } from "../../metrics/estimate-types.js";
import { outcomesOfPixels } from "../../outcomes/segmentation/mask-outcomes.js";
import type { ClassPixels } from "../../outcomes/segmentation/pixel-confusion.js";
import type { LabellerState } from "../label-state.js";
import { maskClasses, maskOfImage, maskScore, paintedLabels, pixelsOfMasks } from "./mask-score.js";

/** How far the masks of two people cover each other. */
export interface MaskAgreement {
  /** Images that both gave a mask, or called empty. */
  readonly images: number;
  /** Mean over images, then over labels, of the Dice of both masks, with its interval for one look. */
  readonly dice: Pick<EstimateDetail, "value" | "low" | "high">;
}

/** From which mean Dice on two masks of an image say the same. */
const MASKS_MEET = 0.5;

/** Null where no image has masks of both. */
export function maskAgreement(
  first: LabellerState,
  second: LabellerState,
  modelLabels: readonly string[],
  level: number,
): { readonly masks: MaskAgreement; readonly differ: readonly string[] } | null {
  const all = [...first.images.values(), ...second.images.values()];
  const classes = maskClasses(modelLabels, paintedLabels(all));
  const pixels: ClassPixels[] = [];
  const differ: string[] = [];
  for (const [image, own] of first.images) {
    const other = second.images.get(image);
    if (other === undefined) continue;
    const painted = [own, other].find(({ strokes = [] }) => strokes.length > 0)?.strokes?.[0];
    const size = painted ?? { widthPx: 1, heightPx: 1 };
    const [a, b] = [maskOfImage(own, classes, size), maskOfImage(other, classes, size)];
    if (a === null || b === null) continue;
    const both = pixelsOfMasks(a, b, classes.names.length);
    if (both === null) continue;
    pixels.push(both);
    if ((maskScore(both, classes).dice ?? 1) < MASKS_MEET) differ.push(image);
  }
  if (pixels.length === 0) return null;
  const outcomes = outcomesOfPixels(pixels, classes);
  const { value, low, high } = estimatorOf(outcomes, headlineReference(outcomes)).at(level);
  return { masks: { images: pixels.length, dice: { value, low, high } }, differ };
}
