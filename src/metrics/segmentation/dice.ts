import { overlapMetric, pixelsOf } from "./overlap.js";

export const DICE = overlapMetric(
  {
    id: "dice",
    name: "Dice coefficient",
    quotient: "twice the pixels in both over those in truth and prediction",
    formula: "2·|A ∩ B| / (|A| + |B|) of an image and label; mean over images, then over labels",
    source: "Dice 1945; Metrics Reloaded (Maier-Hein et al. 2024)",
    aliases: ["dice-score", "dice-coefficient", "mean-dice", "dsc", "mdice", "sorensen-dice"],
    words: {
      label: "Overlap (Dice)",
      phrase: "Dice",
      sentence: "Share of the outlined area that your outline and the model's have in common.",
      short: "outlines in common",
      scale: "score",
    },
    works: [
      {
        key: "dice1945",
        cite: "Dice 1945",
        entry:
          "Dice LR. Measures of the amount of ecologic association between species. Ecology 1945;26:297–302.",
      },
    ],
  },
  (outcomes, label) => {
    const { truth, predicted, shared } = pixelsOf(outcomes, label);
    return {
      numerator: shared.map((both) => 2 * both),
      denominator: truth.map((own, i) => own + predicted[i]!),
    };
  },
);
