import * as z from "zod/mini";
import { field, whole } from "../../card/card-field.js";
import type { CardProblem } from "../../card/card-problems.js";
import type { MaskDecode } from "../decode-types.js";
import type { CardFrame } from "../detection/detector-types.js";
import type { FamilyWords, OutputFamily } from "../family.js";
import { readOutput, SCORES } from "../read-output.js";
import { createMaskReader } from "./mask-reader.js";

const MAP = {
  ...SCORES,
  mapResize: field(
    z.optional(
      z.looseObject({
        rule: field(
          z.optional(z.enum(["interpolate", "nearest"])),
          "`interpolate`: bilinear, half-pixel centres, edge clamp; `nearest`, for labels.",
          { example: "interpolate" },
        ),
        what: field(
          z.optional(z.enum(["logits", "probabilities", "labels"])),
          "What is brought: the scores after the activation, or the labels that they give.",
          { example: "logits" },
        ),
      }),
    ),
    "How the model's map is brought to the size of the picture. Left out: its scores, by `interpolate`.",
    { example: { rule: "interpolate", what: "logits" } },
  ),
};

const BINARY = z.object({
  ...MAP,
  threshold: field(
    z.optional(z.number()),
    "From which value on, after the activation, a pixel has the positive label. Left out: 0 of logits, 0.5 of probabilities.",
    { example: 0 },
  ),
  comparison: field(
    z.optional(z.enum(["greater", "at-least"])),
    "Whether the threshold itself is not enough (`greater`) or is.",
    { default: "greater" },
  ),
  positive: field(
    z.optional(z.string()),
    "The label of pixels above the threshold. Left out: the second label.",
    { example: "nucleus" },
  ),
});

const MANY = z.object({
  ...MAP,
  argmax: field(
    z.optional(z.enum(["channel", "none"])),
    "`channel`: a map for each label, of which the greatest value answers; `none`: the output is the map of labels already.",
    { default: "channel" },
  ),
  ignoreValue: field(z.optional(whole(0)), "A value of a map of labels that answers nothing.", {
    example: 255,
  }),
});

function family<Fields>(
  id: string,
  words: FamilyWords,
  decode: z.ZodMiniType,
  own: (
    decode: Fields,
    frame: CardFrame,
    problem: CardProblem,
  ) => Pick<MaskDecode, "scored" | "threshold" | "comparison" | "positive" | "ignoreValue">,
): OutputFamily<MaskDecode> {
  return {
    id,
    task: "semantic-segmentation",
    words,
    predictions: {
      kind: "mask",
      mayBeProbabilities: false,
      decode,
      readDecode(fields: z.infer<z.ZodMiniType>, frame, problem) {
        const given = fields as Fields & z.infer<typeof BINARY>;
        const read = own(given, frame, problem);
        const isOfLabels = read.scored === "none" || given.mapResize?.what === "labels";
        const isNearest = given.mapResize?.rule === "nearest";
        if (isNearest && !isOfLabels) problem("mapResize.what", "is labels with the rule nearest");
        return {
          family: id,
          supported: true,
          ...readOutput(given, frame, problem),
          ...read,
          resized: isOfLabels ? "labels" : "scores",
        };
      },
      createReader: createMaskReader,
      // Other labels of some pixels are another answer only where they are many.
      isOtherPrediction: () => false,
    },
  };
}

/** One map, of which each value says whether a pixel has the label. */
export const unetBinary = family<z.infer<typeof BINARY>>(
  "unet-binary",
  { models: "U-Net and others with one label", outputs: "a map of scores" },
  BINARY,
  ({ threshold, comparison = "greater", positive, activation }, { labels, names }, problem) => {
    if (labels !== 2)
      problem("", `is of two labels, the background first, and there are ${labels}`);
    const index = positive === undefined ? 1 : names.indexOf(positive);
    if (index < 0) problem("positive", `is ${positive}, which is no label`);
    return {
      scored: "positive",
      threshold: threshold ?? (activation === "none" ? 0 : 0.5),
      comparison,
      positive: Math.max(0, index),
      ignoreValue: null,
    };
  },
);

/** A map for each label, or a map of labels. */
export const deeplab = family<z.infer<typeof MANY>>(
  "deeplab",
  {
    models: "DeepLab, SegFormer, U-Net and others with several labels",
    outputs: "a map for each label, or one of labels",
  },
  MANY,
  ({ argmax = "channel", ignoreValue = null }) => ({
    scored: argmax === "channel" ? "each" : "none",
    threshold: 0,
    comparison: "greater",
    positive: 0,
    ignoreValue,
  }),
);

export const MASK_FAMILIES = [unetBinary, deeplab];
