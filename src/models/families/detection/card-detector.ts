import * as z from "zod/mini";
import type { Activation } from "../../../core/activations.js";
import type { ScaleBack } from "../../../images/fit.js";
import { field, share, whole } from "../../card/card-field.js";
import type { CardProblem } from "../../card/card-problems.js";
import { readTile, TILE } from "./card-tile.js";
import type { CardFrame, DetectionRule, DetectorDecode, NmsRule } from "./detector-types.js";

const COMPARISON = z.enum(["greater", "greater-or-equal"]);

/** What every suppression has. */
const SUPPRESSION = {
  classAware: field(z.boolean(), "Whether boxes suppress those of their own class only.", {
    example: true,
  }),
  boxArea: field(
    z.enum(["continuous", "plus-one"]),
    "Whether a side is x2 − x1, or one more as old detectors count it.",
    { example: "continuous" },
  ),
};

const OVERLAP = {
  iou: field(share(), "A box is suppressed when its IoU with a surer one is above this.", {
    example: 0.65,
  }),
  comparison: field(COMPARISON, "Whether an IoU of exactly `iou` suppresses.", {
    example: "greater",
  }),
};

const LEAST_SCORE = field(
  z.optional(share()),
  "What has less after the decay is no detection. Left out: `scoreThreshold`.",
  { example: 0.001 },
);

/** A card's `decode.nms`. */
const NMS = z.discriminatedUnion("method", [
  z.object({ method: field(z.literal("none"), "Nothing is suppressed.") }),
  z.object({
    method: field(
      z.literal("greedy"),
      "The usual suppression: the surest box of those that overlap.",
    ),
    ...OVERLAP,
    ...SUPPRESSION,
  }),
  z.object({
    method: field(
      z.literal("soft-linear"),
      "Scores of boxes that overlap are multiplied by 1 − IoU.",
    ),
    ...OVERLAP,
    ...SUPPRESSION,
    leastScore: LEAST_SCORE,
  }),
  z.object({
    method: field(z.literal("soft-gaussian"), "Scores are multiplied by exp(−IoU²/sigma)."),
    sigma: field(z.number().check(z.gt(0)), "Width of the decay.", { example: 0.5 }),
    ...SUPPRESSION,
    leastScore: LEAST_SCORE,
  }),
]);

/** Fields that the `decode` of every detector has. */
const RULE = {
  scoreThreshold: field(
    share(),
    "Least score of a candidate. Low: figures such as AP take all scores, and the evaluation chooses a threshold.",
    { example: 0.001 },
  ),
  scoreComparison: field(
    z.optional(COMPARISON),
    "Whether a score of exactly `scoreThreshold` is left out.",
    { default: "greater" },
  ),
  clip: field(z.enum(["before-nms", "after-nms", "none"]), "When boxes are cut to the picture.", {
    example: "after-nms",
  }),
  nms: field(NMS, "How boxes of one object are reduced to one.", { id: "nms" }),
  maxDetections: field(whole(1), "Surest detections that are kept of an image, or of a tile.", {
    example: 300,
  }),
  ties: field(z.optional(z.enum(["anchor-index"])), "Equal scores keep the order of the output.", {
    default: "anchor-index",
  }),
  scaleBack: field(
    z.optional(z.enum(["resized-sides", "letterbox-ratio"])),
    "How boxes go back to the picture: each side by itself, or both by the ratio of the letterbox. Left out: as the " +
      "family's own code does.",
    { example: "letterbox-ratio" },
  ),
  tile: field(z.optional(TILE), "How pictures larger than a tile are cut into tiles.", {
    id: "tile",
  }),
};

/** Candidates of a prediction that has a score for every class. */
const CHOICE = {
  candidates: field(
    z.enum(["all-classes", "best-class"]),
    "Whether every class of a place above the threshold is a candidate, or its best class alone.",
    { example: "all-classes" },
  ),
};

/** Of a list, whose rows have one label each. */
const NO_CHOICE = {
  candidates: field(z.optional(z.enum(["best-class"])), "A row has one label.", {
    default: "best-class",
  }),
};

/** Of a family whose outputs may be either. */
const EITHER = { candidates: field(z.optional(CHOICE.candidates), "Not of a list.") };

/** Whether a family's outputs have a score of every class at each place, or a list of chosen boxes. */
export type DetectorForm = "dense" | "list" | "either";

const CHOICES = { dense: CHOICE, list: NO_CHOICE, either: EITHER } as const;

/** The shape of `decode` of a family with fields of its own. */
export function detectorDecode(fields: z.core.$ZodLooseShape, form: DetectorForm): z.ZodMiniType {
  return z.object({ ...fields, ...CHOICES[form], ...RULE });
}

/** What is read of the `decode` of every detector. */
export type RuleFields = z.infer<z.ZodMiniObject<typeof RULE>> & {
  readonly candidates?: DetectionRule["candidates"] | undefined;
};

/**
 * The `decode` of a card of one of the detector families.
 *
 * @param layout what of it is the family's own
 * @param isByRatio see {@link DetectorTraits}
 */
export function readDetector(
  family: string,
  layout: DetectorDecode["layout"],
  isByRatio: boolean,
  decode: RuleFields,
  frame: CardFrame,
  problem: CardProblem,
): DetectorDecode {
  const { scoreThreshold, tile, candidates } = decode;
  if (layout.kind === "dense" && candidates === undefined) problem("candidates", "is missing");
  if (layout.kind === "list" && candidates === "all-classes") {
    problem("candidates", "is all-classes, and a row of a list has one label");
  }
  const rule: DetectionRule = {
    candidates: candidates ?? "best-class",
    scoreThreshold,
    scoreComparison: decode.scoreComparison ?? "greater",
    clip: decode.clip,
    nms: readNms(decode.nms, scoreThreshold),
    maxDetections: decode.maxDetections,
    scaleBack: readScaleBack(isByRatio, decode, frame, problem),
  };
  return {
    family,
    supported: true,
    layout,
    rule,
    tile: tile === undefined ? null : readTile(tile),
  };
}

/** What is applied to the class scores of a detector. */
export function activationOf({ layout }: DetectorDecode): Activation {
  return layout.kind === "list" ? "none" : layout.activation;
}

/** Names of the outputs that are read, each once. */
export function outputsOf({ layout }: DetectorDecode): readonly string[] {
  if (layout.kind === "list") {
    const { box, score, label, count } = layout;
    const names = [box.output, score.output, label.output];
    return [...new Set(count === null ? names : [...names, count])];
  }
  const { heads, boxes } = layout;
  const names = heads.flatMap(({ box, classes, objectness }) => [
    classes.output,
    box.output,
    ...(objectness === null ? [] : [objectness.output]),
  ]);
  if (boxes.kind === "prior-offsets" && boxes.priors.from === "output") {
    names.push(boxes.priors.output);
  }
  return [...new Set(names)];
}

/** Whether boxes are in the picture itself, so that nothing leads them back there. */
export function isInImage({ layout }: DetectorDecode): boolean {
  if (layout.kind === "list") return layout.unit.of === "image";
  const { boxes } = layout;
  if (boxes.kind === "plain") return boxes.of === "image";
  return (
    boxes.kind === "prior-offsets" && boxes.priors.from !== "cells" && boxes.priors.of === "image"
  );
}

/**
 * Where the card is silent, the YOLO families go back by the ratio, as their own code does, and the
 * others by where the pixels went.
 */
function readScaleBack(
  isByRatio: boolean,
  { scaleBack }: RuleFields,
  frame: CardFrame,
  problem: CardProblem,
): ScaleBack {
  const isStretched = frame.rule.resize.fit.kind === "stretch";
  if (scaleBack === undefined) {
    return isByRatio && !isStretched ? "letterbox-ratio" : "resized-sides";
  }
  if (scaleBack === "letterbox-ratio" && isStretched) {
    problem("scaleBack", "is letterbox-ratio, and the input is stretched, without a ratio");
  }
  return scaleBack;
}

function readNms(nms: z.infer<typeof NMS>, scoreThreshold: number): NmsRule {
  switch (nms.method) {
    case "none":
    case "greedy":
      return nms;
    case "soft-linear":
    case "soft-gaussian":
      return { ...nms, leastScore: nms.leastScore ?? scoreThreshold };
  }
}
