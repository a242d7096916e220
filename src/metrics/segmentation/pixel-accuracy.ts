import type { MaskOutcomes } from "../../outcomes/segmentation/mask-outcomes.js";
import { metric } from "../metric.js";
import { type MaskParts, maskMethod, OVER_IMAGES, quotients } from "./mask-method.js";
import { MASKS } from "./overlap.js";

export const PIXEL_ACCURACY = metric({
  id: "pixel-accuracy",
  name: "pixel accuracy",
  tasks: MASKS,
  kind: "ratio",
  needs: "answers",
  parameters: [OVER_IMAGES],
  nullUnits: "An image of which no pixel counts is left out.",
  formula: "pixels with the right label / pixels that count, of an image; mean over images",
  source: "the definition itself",
  aliases: ["pixel-acc", "overall-accuracy", "pa"],
  words: {
    label: "Pixels right",
    phrase: "pixel accuracy",
    sentence: "The share of pixels with the right label.",
    short: "pixels with the right label",
  },
  definition: ({ parameters }) =>
    parameters.get("average") === "pooled"
      ? "the share of the pixels of all images together that have the right label"
      : "the mean over images of the share of their pixels that have the right label",
  isUnitMean: ({ parameters }) => parameters.get("average") !== "pooled",
  isClassMean: () => false,
  images: maskMethod({
    isOfLabels: false,
    isBounded: true,
    values: (outcomes) => quotients(rightPixels(outcomes)),
    parts: rightPixels,
  }),
});

function rightPixels({ pixels, shared, classes, unitCount }: MaskOutcomes): MaskParts {
  const width = classes.length;
  const right = new Float64Array(unitCount);
  for (let at = 0; at < shared.length; at++) right[Math.floor(at / width)]! += shared[at]!;
  return { numerator: right, denominator: pixels };
}
