import { fitToFrame } from "../../src/images/fit.js";
import { parseModelCard } from "../../src/models/card/model-card.js";
import { unpackDetections } from "../../src/models/detections.js";
import { createAnswerReader } from "../../src/models/families/answer-reader.js";
import type { DetectorId as DetectorFamily } from "../../src/models/families/detection/detectors.js";
import type { Tensor } from "../../src/models/inference-runtime.js";
import { type DetectorParts, detectorCard } from "./detector-card.js";

/** Answers of detectors that hold known objects, for tests. */
export type Outputs = Readonly<Record<string, Tensor>>;

export const f32 = (shape: readonly number[], data: ArrayLike<number>): Tensor => ({
  type: "float32",
  shape,
  data: Float32Array.from(data),
});

/** A reader of a family's card, for a model that declares these outputs. */
export function reader(family: DetectorFamily, parts: DetectorParts, outputs: Outputs, batch = 1) {
  const card = parseModelCard(detectorCard(family, parts), "card.json");
  const declared = Object.entries(outputs).map(([name, { type, shape }]) => ({
    name,
    type,
    shape,
  }));
  const found = createAnswerReader(card, declared, batch, "m.onnx");
  if (found.kind !== "detections") throw new Error("not a detector");
  return { found, rule: card.input.rule };
}

/** An object in the picture. */
export interface Found {
  /** x, y, width, height. */
  readonly box: readonly number[];
  readonly score: number;
  readonly label: number;
}

/** Reads outputs for a picture of 100 × 40: in frames of 64 × 32 its scale is 0.64. */
export function read(
  family: DetectorFamily,
  outputs: Outputs,
  parts: DetectorParts = {},
  batch = 1,
): Found[] {
  const decode = { scaleBack: "letterbox-ratio", ...parts.decode };
  const { found, rule } = reader(family, { ...parts, decode }, outputs, batch);
  const geometry = fitToFrame(rule.resize.fit, 100, 40, rule.widthPx, rule.heightPx);
  const rows = found.read(new Map(Object.entries(outputs)), geometry);
  const { count, box, score, label } = unpackDetections(rows);
  return Array.from({ length: count }, (_, i) => ({
    box: [...box.subarray(i * 4, i * 4 + 4)],
    score: score[i]!,
    label: label[i]!,
  }));
}

/** From the picture of 100 × 40 to the frame of 64 × 32. */
export const SCALE = 0.64;
export const corners = ([x = 0, y = 0, w = 0, h = 0]: readonly number[]) =>
  [x, y, x + w, y + h].map((value) => value * SCALE);
export const centred = ([x = 0, y = 0, w = 0, h = 0]: readonly number[]) =>
  [x + w / 2, y + h / 2, w, h].map((value) => value * SCALE);
export const fraction = (box: readonly number[]) =>
  box.map((value, i) => value / (i % 2 === 0 ? 64 : 32));
export const oneHot = (label: number, score: number) =>
  [0, 1, 2].map((k) => (k === label ? score : 0));
export const logit = (p: number) => Math.log(p / (1 - p));

/** Cells of the grids of strides 8 and 16 in a frame of 64 × 32, in the order of the answer. */
export const CELLS = [8, 16].flatMap((stride) =>
  Array.from({ length: (64 / stride) * (32 / stride) }, (_, i) => ({
    stride,
    x: i % (64 / stride),
    y: Math.floor((i * stride) / 64),
  })),
);

/** Answers of the families that hold the given objects. */
export const ENCODERS: Readonly<Record<DetectorFamily, (list: readonly Found[]) => Outputs>> = {
  yolox(list) {
    const rows = CELLS.map(() => new Array<number>(8).fill(0));
    for (const [i, { box, score, label }] of list.entries()) {
      const at = (i * 7) % CELLS.length; // any cell can say where any box is
      const { stride, x, y } = CELLS[at]!;
      const [cx = 0, cy = 0, w = 0, h = 0] = centred(box);
      const places = [cx / stride - x, cy / stride - y, Math.log(w / stride), Math.log(h / stride)];
      rows[at] = [...places, 0.99, ...oneHot(label, score / 0.99)];
    }
    return { out: f32([1, CELLS.length, 8], rows.flat()) };
  },
  yolov5(list) {
    const rows = list.map(({ box, score, label }) => [
      ...centred(box),
      0.99,
      ...oneHot(label, score / 0.99),
    ]);
    return { out: f32([1, list.length, 8], rows.flat()) };
  },
  yolov8(list) {
    const rows = list.map(({ box, score, label }) => [...centred(box), ...oneHot(label, score)]);
    const turned = Array.from({ length: 7 }, (_, value) => rows.map((row) => row[value]!));
    return { out: f32([1, 7, list.length], turned.flat()) };
  },
  "yolov8-nms"(list) {
    const rows = list.map(({ box, score, label }) => [...corners(box), score, label]);
    const padding = new Array<number>(18).fill(0);
    return { out: f32([1, list.length + 3, 6], [...rows.flat(), ...padding]) };
  },
  nanodet(list) {
    // All the weight in two neighbouring bins, so that the expectation is what is wanted.
    const bins = (distance: number) => {
      const whole = Math.min(6, Math.floor(distance));
      return Array.from({ length: 8 }, (_, k) => {
        const weight = k === whole ? whole + 1 - distance : k === whole + 1 ? distance - whole : 0;
        return weight <= 0 ? -80 : Math.log(weight);
      });
    };
    const scores = CELLS.map(() => [0, 0, 0]);
    const boxes = CELLS.map(() => new Array<number>(32).fill(0));
    for (const { box, score, label } of list) {
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = corners(box);
      // A free cell whose centre is in the box; distances are at most 7 strides.
      const at = CELLS.findIndex(({ stride, x, y }, i) => {
        const [cx, cy] = [x * stride + (stride - 1) / 2, y * stride + (stride - 1) / 2];
        const distances = [cx - x1, cy - y1, x2 - cx, y2 - cy];
        return (
          scores[i]!.every((s) => s === 0) && distances.every((d) => d >= 0 && d <= 7 * stride)
        );
      });
      if (at < 0) continue;
      const { stride, x, y } = CELLS[at]!;
      const [cx, cy] = [x * stride + (stride - 1) / 2, y * stride + (stride - 1) / 2];
      scores[at] = oneHot(label, score);
      boxes[at] = [cx - x1, cy - y1, x2 - cx, y2 - cy].flatMap((d) => bins(d / stride));
    }
    return {
      c8: f32([1, 32, 3], scores.slice(0, 32).flat()),
      b8: f32([1, 32, 32], boxes.slice(0, 32).flat()),
      c16: f32([1, 8, 3], scores.slice(32).flat()),
      b16: f32([1, 8, 32], boxes.slice(32).flat()),
    };
  },
  ssd(list) {
    const n = list.length + 2;
    const boxes = list.flatMap(({ box }) => {
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = fraction(corners(box));
      return [y1, x1, y2, x2];
    });
    const fill = (values: readonly number[], size: number) => [
      ...values,
      ...new Array<number>(size - values.length).fill(0.5),
    ];
    return {
      boxes: f32([1, n, 4], fill(boxes, n * 4)),
      scores: f32(
        [1, n],
        fill(
          list.map(({ score }) => score),
          n,
        ),
      ),
      labels: f32(
        [1, n],
        fill(
          list.map(({ label }) => label + 1),
          n,
        ),
      ),
      count: f32([1], [list.length]),
    };
  },
  detr(list) {
    const logits = list.flatMap(({ score, label }) =>
      [0, 1, 2, 3].map((k) => Math.log(k === label ? score : (1 - score) / 3)),
    );
    const boxes = list.flatMap(({ box }) => fraction(centred(box)));
    return { logits: f32([1, list.length, 4], logits), boxes: f32([1, list.length, 4], boxes) };
  },
  "torchvision-detection"(list) {
    return {
      boxes: f32(
        [list.length, 4],
        list.flatMap(({ box }) => corners(box)),
      ),
      scores: f32(
        [list.length],
        list.map(({ score }) => score),
      ),
      labels: {
        type: "int64",
        shape: [list.length],
        data: BigInt64Array.from(list, ({ label }) => BigInt(label + 1)),
      },
    };
  },
};

/** All families. */
export const FAMILIES = Object.keys(ENCODERS) as DetectorFamily[];
