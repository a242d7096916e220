import type { MaskOutcomes } from "../../outcomes/segmentation/mask-outcomes.js";
import { grouped } from "../../reports/numbers.js";
import type { ChosenMistake, ChosenMistakes, MistakeGroups } from "./chosen-mistakes.js";
import { drawMasks } from "./mask-overlay.js";

/** The images with the least overlap, with both outlines and what lies between them. */
export function maskMistakes(
  { classes, background, unit, worst }: MaskOutcomes,
  files: readonly string[],
  groups: MistakeGroups | null,
): ChosenMistakes {
  return {
    about: "masks",
    total: worst.length,
    picturesWithheld: null,
    spread: { ofKind: null, ofGroup: null, groupName: groups?.name ?? "" },
    unit,
    worst: worst.map(
      ({ image, dice, label, masks }): ChosenMistake => ({
        image,
        around: null,
        file: files[image]!,
        truth: classes[label]!,
        predicted: `Dice ${grouped(dice, 2)}`,
        confidence: null,
        draw(pixels) {
          const pair = masks();
          return pair === null ? pixels : drawMasks(pixels, { ...pair, background });
        },
      }),
    ),
  };
}
