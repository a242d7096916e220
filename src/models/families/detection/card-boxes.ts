import * as z from "zod/mini";
import type { Activation } from "../../../core/activations.js";
import { field, text, whole } from "../../card/card-field.js";
import type { CardProblem } from "../../card/card-problems.js";
import { type BoxKind, CORNERS, isPlain } from "./box-kinds.js";
import type { BoxCoding, BoxUnit, CellOffset, Priors } from "./detector-types.js";

const UNITS = ["pixel", "fraction", "image-pixel", "image-fraction"] as const;

/** The field `boxUnit` of boxes that are four numbers. */
export const BOX_UNIT = field(
  z.enum(UNITS),
  "Unit of the boxes: pixels or fractions of the input, or of the picture itself.",
  { example: "pixel" },
);

/** The field `boxes` of families whose boxes are four numbers. */
export const PLAIN = {
  boxes: field(
    z.enum(CORNERS),
    "Which four numbers are a box: corners, or centre, width and height.",
    { example: "cxcywh" },
  ),
  boxUnit: BOX_UNIT,
};

const CELL_OFFSET = z.union([z.number(), z.enum(["stride/2", "(stride-1)/2"])]);

/** Fields that say what the values of a box are. */
export const BOX_FIELDS = {
  boxUnit: field(
    z.optional(z.enum([...UNITS, "stride"])),
    "Unit of boxes, distances or priors: pixels or fractions of the input, or of the picture itself; distances also in strides.",
    { example: "pixel" },
  ),
  cellOffset: field(
    z.optional(CELL_OFFSET),
    "Centre of a cell: column · stride + this, in pixels; stride/2 where left out. Of `center-exp`: where in its cell a centre is counted from, in cells; 0 where left out.",
    { example: "stride/2" },
  ),
  regMax: field(z.optional(whole(1)), "The last bin of a side.", { example: 7 }),
  priors: field(
    z.optional(z.union([text(), z.array(z.array(z.number()).check(z.length(4, "is not a box")))])),
    "Boxes that offsets are relative to, one a place: the output that has them, or the boxes themselves. Left out: the anchors of `levels`, around the centres of cells.",
    { example: "priors" },
  ),
  priorBoxes: field(z.optional(z.enum(CORNERS)), "Which four numbers are a prior.", {
    default: "cxcywh",
  }),
  variances: field(
    z.optional(
      z
        .array(z.number().check(z.gt(0)))
        .check(z.length(4, "is not four numbers: of x, y, width and height")),
    ),
    "What offsets of x, y, width and height are multiplied with. May be left out where an output has the priors: its own, or 1.",
    { example: [0.1, 0.1, 0.2, 0.2] },
  ),
  offsets: field(z.optional(z.enum(["xywh", "yxhw"])), "The order of offsets.", {
    default: "xywh",
  }),
};

type BoxFields = z.infer<z.ZodMiniObject<typeof BOX_FIELDS>>;

/** Which of {@link BOX_FIELDS} say something of boxes of some kind. */
export function boxFieldsOf(kind: BoxKind): readonly (keyof typeof BOX_FIELDS)[] {
  switch (kind) {
    case "center-exp":
      return ["cellOffset"];
    case "anchor-sigmoid":
    case "anchor-exp":
      return [];
    case "distance-ltrb":
      return ["boxUnit", "cellOffset"];
    case "distribution-ltrb":
      return ["cellOffset", "regMax"];
    case "prior-offsets":
      return ["boxUnit", "cellOffset", "priors", "priorBoxes", "variances", "offsets"];
    default:
      return ["boxUnit"];
  }
}

export function readBoxCoding(
  fields: BoxFields,
  kind: BoxKind,
  activation: Activation,
  problem: CardProblem,
): BoxCoding {
  const { cellOffset, regMax, boxUnit } = fields;
  switch (kind) {
    case "center-exp":
      if (cellOffset !== undefined && typeof cellOffset !== "number") {
        problem("cellOffset", `is ${cellOffset}, not a number of cells`);
      }
      return { kind, cellOffset: Number(cellOffset ?? 0) };
    case "anchor-sigmoid":
      return { kind, isActivated: activation === "none" };
    case "anchor-exp":
      if (activation === "none") {
        problem("activation", "is none, and boxes of the kind anchor-exp have a sigmoid");
      }
      return { kind };
    case "distance-ltrb":
      if (boxUnit === undefined) problem("boxUnit", "is missing");
      else if (boxUnit !== "pixel" && boxUnit !== "stride") {
        problem("boxUnit", `is ${boxUnit}, and distances are in pixels or strides`);
      }
      return {
        kind,
        unit: boxUnit === "stride" ? boxUnit : "pixel",
        cellOffset: offset(cellOffset),
      };
    case "distribution-ltrb":
      if (regMax === undefined) problem("regMax", "is missing");
      return { kind, regMax: regMax ?? 1, cellOffset: offset(cellOffset) };
    case "prior-offsets":
      return {
        kind,
        priors: readPriors(fields, problem),
        variances: readVariances(fields, problem),
        isHeightFirst: fields.offsets === "yxhw",
      };
    default:
      return { kind: "plain", corners: kind, ...readBoxUnit(boxUnit, problem) };
  }
}

/** How many values of a place are those of its box. */
export function valuesOfBox(boxes: BoxCoding): number {
  return boxes.kind === "distribution-ltrb" ? 4 * (boxes.regMax + 1) : 4;
}

export function readBoxUnit(said: BoxFields["boxUnit"], problem: CardProblem): BoxUnit {
  if (said === undefined) problem("boxUnit", "is missing");
  if (said === "stride") problem("boxUnit", "is stride, which distances alone are in");
  return {
    unit: said?.endsWith("fraction") ? "fraction" : "pixel",
    of: said?.startsWith("image") ? "image" : "input",
  };
}

function offset(said: BoxFields["cellOffset"]): CellOffset {
  return said ?? "stride/2";
}

function readPriors(fields: BoxFields, problem: CardProblem): Priors {
  const { priors, priorBoxes, cellOffset, boxUnit } = fields;
  if (priors === undefined) return { from: "cells", cellOffset: offset(cellOffset) };
  const corners = priorBoxes ?? "cxcywh";
  const unit = readBoxUnit(boxUnit, problem);
  if (typeof priors === "string") return { from: "output", output: priors, corners, ...unit };
  return { from: "card", boxes: priors, corners, ...unit };
}

/** An output of priors may have them; otherwise they must be said. */
function readVariances({ variances, priors }: BoxFields, problem: CardProblem) {
  if (variances === undefined && typeof priors !== "string") problem("variances", "is missing");
  return variances ?? null;
}

/** Whether places need the grids of the card. */
export function needsGrids(kind: BoxKind, { priors }: BoxFields): boolean {
  return !isPlain(kind) && priors === undefined;
}
