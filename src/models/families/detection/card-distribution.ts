import * as z from "zod/mini";
import { field, text, whole } from "../../card/card-field.js";
import type { CardProblem } from "../../card/card-problems.js";
import { ACTIVATION, CLASSES, readClassCount, WITHOUT_OBJECTNESS } from "./card-dense.js";
import { GRIDS, readGrids } from "./card-grids.js";
import type { CardFrame, DistributionLayout } from "./detector-types.js";

/** `decode` of NanoDet. */
export const DISTRIBUTION = {
  ...GRIDS,
  classes: CLASSES,
  activation: ACTIVATION,
  score: WITHOUT_OBJECTNESS.score,
  boxes: field(
    z.optional(z.enum(["distribution-ltrb"])),
    "Each side is a softmax over regMax + 1 bins, its mean times the stride; left, top, right, bottom from the cell's centre.",
    { default: "distribution-ltrb" },
  ),
  regMax: field(whole(1), "The last bin of a side.", { example: 7 }),
  cellOffset: field(
    z.union([z.number(), z.literal("(stride-1)/2")]),
    "Centre of a cell: column · stride + this, in pixels.",
    { example: "(stride-1)/2" },
  ),
  levels: field(
    z.array(
      z.object({
        stride: field(whole(1), "Stride of the level.", { example: 8 }),
        classes: field(text(), "Output of its class scores.", { example: "cls_8" }),
        boxes: field(text(), "Output of its distributions.", { example: "reg_8" }),
      }),
    ),
    "The outputs of each level, in the order of `strides`.",
  ),
};

/** NanoDet: for each level an output of class scores and one of distributions of distances. */
export function readDistribution(
  decode: z.infer<z.ZodMiniObject<typeof DISTRIBUTION>>,
  frame: CardFrame,
  problem: CardProblem,
): DistributionLayout {
  const grids = readGrids(decode, frame, problem);
  const { levels, cellOffset } = decode;
  const isAligned =
    levels.length === grids.length && levels.every(({ stride }, i) => stride === grids[i]?.stride);
  if (!isAligned && grids.length > 0) {
    problem("levels", `has not the strides ${grids.map(({ stride }) => stride).join(", ")}`);
  }
  return {
    kind: "distribution",
    levels: isAligned ? levels.map((level, i) => ({ ...grids[i]!, ...level })) : [],
    regMax: decode.regMax,
    cellOffsetPx: typeof cellOffset === "number" ? cellOffset : "middle",
    classes: readClassCount(decode, frame, problem),
    activation: decode.activation,
  };
}
