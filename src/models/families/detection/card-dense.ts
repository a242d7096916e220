import type { CardReader } from "../../card/card-reader.js";
import { readGrids } from "./card-grids.js";
import type { BoxCorners, CardFrame, DenseBoxes, DenseLayout } from "./detector-types.js";

export const CORNERS = ["xyxy", "yxyx", "xywh", "cxcywh"] as const satisfies readonly BoxCorners[];

/** YOLO: one output with the values of a box, perhaps an objectness and classes. */
export function readDense(
  decode: CardReader,
  frame: CardFrame,
  own: {
    readonly hasObjectness: boolean;
    /** Where the card is silent. */
    readonly order: DenseLayout["order"];
    /** Whether boxes are offsets to the cells of grids. */
    readonly isByCells: boolean;
  },
): DenseLayout {
  const output = decode.text("output");
  const columns = decode.object("columns");
  const [boxFrom, boxCount] = readSpan(columns, "box", 4);
  const classes = readClassCount(decode, frame.labels);
  const [classFrom, classCount] = readSpan(columns, "classes", classes);
  const score = own.hasObjectness
    ? decode.oneOf("score", ["objectness*class", "class"])
    : decode.oneOf("score", ["class"]);
  return {
    kind: "dense",
    box: { output, from: boxFrom, count: boxCount, width: null },
    classes: { output, from: classFrom, count: classCount, width: null },
    objectness: score === "class" ? null : columns.whole("objectness", 0),
    order: readOrder(decode, own.order),
    boxes: own.isByCells ? readCenterExp(decode, frame) : readPlain(decode),
    activation: decode.oneOf("activation", ["none", "sigmoid"]),
    noObject: null,
  };
}

/** DETR: an output of class scores, with or without "no object", and one of boxes. */
export function readDetr(decode: CardReader, labels: number): DenseLayout {
  const outputs = decode.object("outputs");
  const classes = readClassCount(decode, labels);
  decode.oneOf("score", ["class"]);
  const noObject = decode.oneOf("noObject", ["last", "first", "none"]);
  const count = noObject === "none" ? classes : classes + 1;
  return {
    kind: "dense",
    box: { output: outputs.text("boxes"), from: 0, count: 4, width: 4 },
    classes: { output: outputs.text("classes"), from: 0, count, width: count },
    objectness: null,
    order: "places-first",
    boxes: readPlain(decode),
    activation: decode.oneOf("activation", ["softmax", "sigmoid", "none"]),
    noObject: noObject === "none" ? null : noObject === "last" ? classes : 0,
  };
}

/** [from, to) of a length that is known. */
export function readSpan(
  columns: CardReader,
  key: string,
  count: number,
): readonly [from: number, count: number] {
  const span = columns.wholes(key, 0);
  const [from = 0, to = 0] = span;
  if (columns.has(key) && (span.length !== 2 || to - from !== count)) {
    columns.problem(key, `is not [from, to) of ${count} columns`);
  }
  return [from, count];
}

export function readClassCount(decode: CardReader, labels: number): number {
  const classes = decode.whole("classes", 1);
  if (decode.has("classes") && classes !== labels) {
    decode.problem("classes", `is ${classes}, and there are ${labels} labels`);
  }
  return classes;
}

/** Boxes as four numbers that need no grid. */
export function readPlain(decode: CardReader): DenseBoxes & { readonly kind: "plain" } {
  const corners = decode.oneOf("boxes", CORNERS);
  return { kind: "plain", corners, unit: decode.oneOf("boxUnit", ["pixel", "fraction"]) };
}

function readOrder(decode: CardReader, silent: DenseLayout["order"]): DenseLayout["order"] {
  if (!decode.has("order")) return silent;
  return decode.oneOf("order", ["places-first", "values-first"]);
}

function readCenterExp(decode: CardReader, frame: CardFrame): DenseBoxes {
  decode.oneOf("boxes", ["center-exp"]);
  const cellOffset = decode.number("cellOffset");
  return { kind: "center-exp", grids: readGrids(decode, frame), cellOffset };
}
