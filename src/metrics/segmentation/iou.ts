import { overlapMetric, pixelsOf } from "./overlap.js";

export const INTERSECTION_OVER_UNION = overlapMetric(
  {
    id: "iou",
    name: "intersection over union",
    quotient: "the pixels in both over those in truth or prediction",
    formula: "|A ∩ B| / |A ∪ B| of an image and label; mean over images, then over labels",
    source: "Jaccard 1912; Metrics Reloaded (Maier-Hein et al. 2024)",
    aliases: ["jaccard", "jaccard-index", "jaccard-score", "intersection-over-union"],
    words: {
      label: "Overlap (IoU)",
      phrase: "IoU",
      sentence: "Share of the outlined area that your outline and the model's have in common.",
      short: "outlines in common",
      scale: "score",
    },
    works: [
      {
        key: "jaccard1912",
        cite: "Jaccard 1912",
        entry:
          "Jaccard P. The distribution of the flora in the alpine zone. New Phytologist 1912;11:37–50.",
      },
    ],
  },
  (outcomes, label) => {
    const { truth, predicted, shared } = pixelsOf(outcomes, label);
    return {
      numerator: shared,
      denominator: truth.map((own, i) => own + predicted[i]! - shared[i]!),
    };
  },
);
