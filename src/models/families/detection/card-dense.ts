import * as z from "zod/mini";
import { field, text, whole } from "../../card/card-field.js";
import type { CardProblem } from "../../card/card-problems.js";
import { OUTPUT, outputName } from "../read-output.js";
import { GRIDS, readGrids } from "./card-grids.js";
import type { BoxCorners, CardFrame, DenseBoxes, DenseLayout } from "./detector-types.js";

const CORNERS = ["xyxy", "yxyx", "xywh", "cxcywh"] as const satisfies readonly BoxCorners[];

/** Fields of families whose boxes are four numbers that need no grid. */
export const PLAIN = {
  boxes: field(
    z.enum(CORNERS),
    "Which four numbers are a box: corners, or centre, width and height.",
    {
      example: "cxcywh",
    },
  ),
  boxUnit: field(
    z.enum(["pixel", "fraction"]),
    "Unit of the boxes: pixels of the input, or fractions of it.",
    { example: "pixel" },
  ),
};

/** The field `classes`. */
export const CLASSES = field(
  z.optional(whole(1)),
  "Number of classes. Left out: as many as there are labels.",
  { example: 80 },
);

/** Columns of one kind. */
export const SPAN = z.array(whole(0));

/** The activation of detectors. */
export const ACTIVATION = field(
  z.enum(["none", "sigmoid"]),
  "What is applied to class scores and objectness.",
  { example: "none" },
);

const ORDER = z.optional(z.enum(["places-first", "values-first"]));

/** What YOLO's families have in common. */
const YOLO = {
  output: OUTPUT,
  classes: CLASSES,
  activation: ACTIVATION,
  columns: field(
    z.optional(
      z.object({
        box: field(SPAN, "[from, to) of the box, counted from 0.", { example: [0, 4] }),
        objectness: field(z.optional(whole(0)), "Column of the objectness.", { example: 4 }),
        classes: field(SPAN, "[from, to) of the class scores.", { example: [5, 85] }),
      }),
    ),
    "Which of the values of a place are what. Left out: the box, the objectness where there is one, the classes.",
  ),
};

const orderOf = (silent: DenseLayout["order"]) =>
  field(ORDER, "Whether an output is [1, places, values] or [1, values, places].", {
    default: silent,
  });

/** YOLO with an objectness beside the classes. */
const OBJECTNESS = {
  ...YOLO,
  order: orderOf("places-first"),
  score: field(
    z.enum(["objectness*class", "class"]),
    "The score of a detection: objectness × class score, or the class score alone.",
    { example: "objectness*class" },
  ),
};

/** `decode` of YOLOX, whose boxes are offsets to cells. */
export const CELLS = {
  ...OBJECTNESS,
  ...GRIDS,
  boxes: field(
    z.optional(z.enum(["center-exp"])),
    "cx = (tx + column + cellOffset) · stride, cy likewise, width = exp(tw) · stride, height likewise.",
    { default: "center-exp" },
  ),
  cellOffset: field(z.number(), "Where in its cell a centre is counted from, in cells.", {
    example: 0,
  }),
};

/** `decode` of YOLOv5. */
export const WITH_OBJECTNESS = { ...OBJECTNESS, ...PLAIN };

/** `decode` of YOLOv8. */
export const WITHOUT_OBJECTNESS = {
  ...YOLO,
  ...PLAIN,
  order: orderOf("values-first"),
  score: field(z.optional(z.enum(["class"])), "The score of a detection is its class score.", {
    default: "class",
  }),
};

const DETR_FIELDS = {
  outputs: field(
    z.object({
      classes: field(text(), "Output of the class scores.", { example: "logits" }),
      boxes: field(text(), "Output of the boxes.", { example: "pred_boxes" }),
    }),
    "Which output is which.",
  ),
  classes: CLASSES,
  score: WITHOUT_OBJECTNESS.score,
  noObject: field(
    z.enum(["last", "first", "none"]),
    "Which class score stands for no object. It takes part in the softmax and is never a label.",
    { example: "last" },
  ),
  ...PLAIN,
  activation: field(z.enum(["softmax", "sigmoid", "none"]), "What is applied to class scores.", {
    example: "softmax",
  }),
};

export { DETR_FIELDS as DETR };

type Fields<S extends z.core.$ZodLooseShape> = z.infer<z.ZodMiniObject<S>>;

/** YOLOX: boxes are offsets to the cells of grids. */
export function readCells(
  decode: Fields<typeof CELLS>,
  frame: CardFrame,
  problem: CardProblem,
): DenseLayout {
  const grids = readGrids(decode, frame, problem);
  const boxes = { kind: "center-exp", grids, cellOffset: decode.cellOffset } as const;
  return readYolo(decode, boxes, "places-first", frame, problem);
}

/** YOLOv5 and YOLOv8: boxes are four numbers. */
export function readPlaces(
  decode: Fields<typeof WITH_OBJECTNESS> | Fields<typeof WITHOUT_OBJECTNESS>,
  order: DenseLayout["order"],
  frame: CardFrame,
  problem: CardProblem,
): DenseLayout {
  return readYolo(decode, readPlain(decode), order, frame, problem);
}

/** One output with the values of a box, perhaps an objectness and classes. */
function readYolo(
  decode: Omit<Fields<typeof OBJECTNESS>, "score"> & {
    readonly score?: "objectness*class" | "class" | undefined;
  },
  boxes: DenseBoxes,
  order: DenseLayout["order"],
  frame: CardFrame,
  problem: CardProblem,
): DenseLayout {
  const output = outputName(decode, frame, problem);
  const classes = readClassCount(decode, frame, problem);
  const first = decode.score === "objectness*class" ? 5 : 4;
  const usual = { box: [0, 4], objectness: 4, classes: [first, first + classes] };
  const columns = decode.columns ?? usual;
  const box = readSpan(columns.box, "columns.box", 4, problem);
  const scores = readSpan(columns.classes, "columns.classes", classes, problem);
  const { objectness } = columns;
  if (first === 5 && objectness === undefined) problem("columns.objectness", "is missing");
  return {
    kind: "dense",
    box: { output, ...box, width: null },
    classes: { output, ...scores, width: null },
    objectness: first === 5 ? (objectness ?? null) : null,
    order: decode.order ?? order,
    boxes,
    activation: decode.activation,
    noObject: null,
  };
}

/** DETR: an output of class scores, with or without "no object", and one of boxes. */
export function readDetr(
  decode: Fields<typeof DETR_FIELDS>,
  frame: CardFrame,
  problem: CardProblem,
): DenseLayout {
  const { outputs, noObject } = decode;
  const classes = readClassCount(decode, frame, problem);
  const count = noObject === "none" ? classes : classes + 1;
  return {
    kind: "dense",
    box: { output: outputs.boxes, from: 0, count: 4, width: 4 },
    classes: { output: outputs.classes, from: 0, count, width: count },
    objectness: null,
    order: "places-first",
    boxes: readPlain(decode),
    activation: decode.activation,
    noObject: noObject === "none" ? null : noObject === "last" ? classes : 0,
  };
}

/** [from, to) of a length that is known. */
export function readSpan(
  span: readonly number[],
  field: string,
  count: number,
  problem: CardProblem,
): { readonly from: number; readonly count: number } {
  const [from = 0, to = 0] = span;
  if (span.length !== 2 || to - from !== count) {
    problem(field, `is not [from, to) of ${count} columns`);
  }
  return { from, count };
}

export function readClassCount(
  { classes }: { readonly classes?: number | undefined },
  { labels }: CardFrame,
  problem: CardProblem,
): number {
  if (classes !== undefined && classes !== labels) {
    problem("classes", `is ${classes}, and there are ${labels} labels`);
  }
  return classes ?? labels;
}

/** Boxes as four numbers that need no grid. */
export function readPlain({
  boxes,
  boxUnit,
}: Fields<typeof PLAIN>): DenseBoxes & { readonly kind: "plain" } {
  return { kind: "plain", corners: boxes, unit: boxUnit };
}
