import type { OnnxInspection, OnnxOutput } from "../../onnx/onnx-inspect.js";
import {
  type DetectorFamily,
  detr as detrFamily,
  ssd,
  torchvisionDetection,
  yolov5,
  yolov8,
  yolov8Nms,
  yolox,
} from "./detectors.js";

/** What the outputs of a model look like. */
export interface RecognisedDetector {
  readonly family: DetectorFamily;
  /** Fields of the card's `decode` that the outputs decide. */
  readonly decode: Readonly<Record<string, unknown>>;
  /** Outputs that are read, in the card's order. */
  readonly outputs: readonly string[];
  readonly scores: "logits" | "probabilities";
  /** Why it is this family, for people. */
  readonly why: string;
}

export interface FrameSize {
  readonly height: number;
  readonly width: number;
}

/**
 * Tells a detector by the names and shapes of its outputs.
 *
 * @param labels how many labels there are
 * @param size of the input
 * @returns null where the outputs are those of no family that is known
 */
export function recogniseDetector(
  { outputs }: Pick<OnnxInspection, "outputs">,
  labels: readonly string[],
  size: FrameSize,
): RecognisedDetector | null {
  return (
    tensorflow(outputs) ??
    torchvision(outputs, labels) ??
    detr(outputs, labels.length) ??
    (outputs[0] === undefined ? null : oneOutput(outputs[0], labels.length, size))
  );
}

/** Lists of chosen boxes are not longer than this. */
const LIST_LENGTH = 1000;

/** Cells of all grids with these strides. */
export function gridCells(strides: readonly number[], { height, width }: FrameSize): number {
  return strides.reduce((sum, s) => sum + Math.ceil(height / s) * Math.ceil(width / s), 0);
}

/** The names of TensorFlow's detection API, also with what exporters put behind them. */
function tensorflow(outputs: readonly OnnxOutput[]): RecognisedDetector | null {
  const named = (name: string): string | undefined =>
    outputs.find((output) => output.name === name || output.name.startsWith(`${name}:`))?.name;
  const [boxes, scores] = [named("detection_boxes"), named("detection_scores")];
  const [labels, count] = [named("detection_classes"), named("num_detections")];
  if (boxes === undefined || scores === undefined || labels === undefined) return null;
  const names = { boxes, scores, labels, ...(count === undefined ? {} : { count }) };
  return {
    family: ssd,
    decode: { outputs: names, boxes: "yxyx", boxUnit: "fraction", labelOffset: 1 },
    outputs: Object.values(names),
    scores: "probabilities",
    why: "outputs are called as TensorFlow's detection API calls them; its labels count from 1",
  };
}

function torchvision(
  outputs: readonly OnnxOutput[],
  labels: readonly string[],
): RecognisedDetector | null {
  const names = ["boxes", "scores", "labels"];
  if (!names.every((name) => outputs.some((output) => output.name === name))) return null;
  const hasBackground = /background/i.test(labels[0] ?? "");
  return {
    family: torchvisionDetection,
    decode: {
      outputs: { boxes: "boxes", scores: "scores", labels: "labels" },
      boxes: "xyxy",
      boxUnit: "pixel",
      labelOffset: hasBackground ? 0 : 1,
      background: 0,
    },
    outputs: names,
    scores: "probabilities",
    why: "outputs are called boxes, scores and labels, as torchvision calls them; label 0 is nothing",
  };
}

function detr(outputs: readonly OnnxOutput[], labels: number): RecognisedDetector | null {
  const logits = outputs.find(({ name }) => name === "logits" || name === "pred_logits");
  const boxes = outputs.find(({ name }) => name === "pred_boxes");
  if (logits === undefined || boxes === undefined) return null;
  const classes = logits.shape?.at(-1);
  const hasNoObject = classes === labels + 1;
  if (!hasNoObject && classes !== labels) return null;
  return {
    family: detrFamily,
    decode: {
      outputs: { classes: logits.name, boxes: boxes.name },
      boxes: "cxcywh",
      boxUnit: "fraction",
      classes: labels,
      score: "class",
      ...(hasNoObject
        ? { activation: "softmax", noObject: "last", candidates: "best-class" }
        : { activation: "sigmoid", noObject: "none", candidates: "all-classes" }),
    },
    outputs: [logits.name, boxes.name],
    scores: "logits",
    why: hasNoObject
      ? "pred_boxes, and logits with one class more than there are labels: no object, the last"
      : "pred_boxes, and one logit for each label, as later DETRs have them",
  };
}

/** [1, places, values] or [1, values, places] of the YOLO families. */
function oneOutput(
  { name, shape }: OnnxOutput,
  labels: number,
  size: FrameSize,
): RecognisedDetector | null {
  if (shape?.length !== 3) return null;
  const [, rows, columns] = shape;
  const plain = { output: name, boxes: "cxcywh", boxUnit: "pixel", activation: "none" };
  const found = (family: DetectorFamily, decode: object, why: string): RecognisedDetector => ({
    family,
    outputs: [name],
    scores: "probabilities",
    why,
    decode: { ...decode },
  });
  const eight = { ...plain, score: "class", classes: labels };
  const span = { box: [0, 4], classes: [4, 4 + labels] };
  if (rows === 4 + labels && !(typeof columns === "number" && columns < rows)) {
    const why = `${rows} values for each place, 4 more than labels, values first`;
    return found(yolov8, { ...eight, order: "values-first", columns: span }, why);
  }
  // With two labels, 6 values are also a row of a list, of which there are hundreds at most.
  if (columns === 4 + labels && !(columns === 6 && Number(rows) <= LIST_LENGTH)) {
    const why = `${columns} values for each place, 4 more than labels`;
    return found(yolov8, { ...eight, order: "places-first", columns: span }, why);
  }
  if (columns === 5 + labels && typeof rows === "number") {
    const dense = withObjectness(rows, { ...plain, classes: labels }, labels, size, found);
    if (dense !== null) return dense;
  }
  if (columns !== 6) return null;
  const list = { output: name, columns: { box: [0, 4], score: 4, label: 5 } };
  const why = "rows of 6 values: a box, a score and a label that the model has chosen itself";
  return found(yolov8Nms, { ...list, boxes: "xyxy", boxUnit: "pixel" }, why);
}

/** YOLOX has one box a cell of three grids, YOLOv5 three, sometimes of four grids. */
function withObjectness(
  places: number,
  plain: Readonly<Record<string, unknown>>,
  labels: number,
  size: FrameSize,
  found: (family: DetectorFamily, decode: object, why: string) => RecognisedDetector,
): RecognisedDetector | null {
  const columns = { box: [0, 4], objectness: 4, classes: [5, 5 + labels] };
  const shared = { ...plain, columns, score: "objectness*class" };
  const strides = [8, 16, 32];
  if (places === gridCells(strides, size)) {
    const { boxUnit: _, ...rest } = shared as Readonly<Record<string, unknown>>;
    const gridSizes = strides.map((s) => [Math.ceil(size.height / s), Math.ceil(size.width / s)]);
    const grids = { strides, gridSizes, gridOrder: "row-major", cellOffset: 0 };
    const why =
      `${places} places are one for each cell of strides 8, 16 and 32; ` +
      "a YOLOX that was exported with its boxes decoded inside looks the same and needs a card";
    return found(yolox, { ...rest, ...grids, boxes: "center-exp" }, why);
  }
  const isThree = [strides, [...strides, 64]].some((s) => places === 3 * gridCells(s, size));
  if (!isThree) return null;
  return found(yolov5, shared, `${places} places are three for each cell, as YOLOv5 has them`);
}
