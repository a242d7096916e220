import { fitToFrame } from "../../src/images/fit.js";
import { parseModelCard } from "../../src/models/card/model-card.js";
import { unpackDetections } from "../../src/models/detections.js";
import type { DetectorId as DetectorFamily } from "../../src/models/families/detection/detectors.js";
import { createPredictionReader } from "../../src/models/families/prediction-reader.js";
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
  const found = createPredictionReader(card, declared, batch, "m.onnx");
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

/**
 * Reads outputs for a picture of 64 × 32 that fills its frame.
 *
 * @returns x1, y1, x2, y2, score and label of each detection, with nothing of the family's usual recipe
 */
export function readFrame(
  family: DetectorFamily,
  outputs: Outputs,
  parts: DetectorParts,
): number[][] {
  const text = detectorCard(family, { ...parts, resize: { fit: "stretch" }, isBare: true });
  const card = parseModelCard(text, "card.json");
  const declared = Object.entries(outputs).map(([name, { type, shape }]) => ({
    name,
    type,
    shape,
  }));
  const found = createPredictionReader(card, declared, 1, "m.onnx");
  if (found.kind !== "detections") throw new Error("not a detector");
  const { rule } = card.input;
  const geometry = fitToFrame(rule.resize.fit, 64, 32, 64, 32);
  const rows = found.read(new Map(Object.entries(outputs)), geometry);
  const { count, box, score, label } = unpackDetections(rows);
  return Array.from({ length: count }, (_, i) => {
    const [x = 0, y = 0, width = 0, height = 0] = box.subarray(i * 4, i * 4 + 4);
    return [x, y, x + width, y + height, score[i]!, label[i]!];
  });
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

/** A free cell whose centre is in each object's box, no further than `most` strides from its sides. */
function cellsOf(list: readonly Found[], middleOf: (stride: number) => number, most: number) {
  const taken = new Map<number, Found>();
  for (const found of list) {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = corners(found.box);
    const at = CELLS.findIndex(({ stride, x, y }, i) => {
      const [cx, cy] = [x * stride + middleOf(stride), y * stride + middleOf(stride)];
      const distances = [cx - x1, cy - y1, x2 - cx, y2 - cy];
      return !taken.has(i) && distances.every((d) => d >= 0 && d <= most * stride);
    });
    if (at >= 0) taken.set(at, found);
  }
  return CELLS.map(({ stride, x, y }, i) => {
    const found = taken.get(i);
    if (found === undefined) return null;
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = corners(found.box);
    const [cx, cy] = [x * stride + middleOf(stride), y * stride + middleOf(stride)];
    return { ...found, stride, distances: [cx - x1, cy - y1, x2 - cx, y2 - cy] };
  });
}

/** [1, values, H, W] of the cells of a stride. */
function gridMap(rows: readonly (readonly number[])[], stride: number): Tensor {
  const [first, count] = stride === 8 ? [0, 32] : [32, 8];
  const values = rows[0]!.length;
  const data = Array.from({ length: values }, (_, k) =>
    rows.slice(first, first + count).map((row) => row[k]!),
  );
  return f32([1, values, 32 / stride, 64 / stride], data.flat());
}

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
  yolov6: (list) => ENCODERS.yolov5(list),
  yolov7: (list) => ENCODERS.yolov5(list),
  yolov10: (list) => ENCODERS["yolov8-nms"](list),
  "rt-detr"(list) {
    const rows = list.map(({ box, score, label }) => [
      ...fraction(centred(box)),
      ...oneHot(label, score),
    ]);
    return { out: f32([1, list.length, 7], rows.flat()) };
  },
  "boxes-scores"(list) {
    const boxes = list.flatMap(({ box }) => fraction(corners(box)));
    const scores = list.flatMap(({ score, label }) => [1 - score, ...oneHot(label, score)]);
    return { boxes: f32([1, list.length, 4], boxes), scores: f32([1, list.length, 4], scores) };
  },
  "ssd-priors"(list) {
    const prior = [0.4, 0.5, 0.25, 0.5];
    const offsets = list.flatMap(({ box }) =>
      fraction(centred(box)).map((value, k) =>
        k < 2 ? (value - prior[k]!) / prior[k + 2]! / 0.1 : Math.log(value / prior[k]!) / 0.2,
      ),
    );
    const logits = list.flatMap(({ score, label }) =>
      [-1, 0, 1, 2].map((k) => Math.log(k === label ? score : (1 - score) / 3)),
    );
    const n = list.length;
    return {
      boxes: f32([1, n, 4], offsets),
      scores: f32([1, n, 4], logits),
      priors: f32(
        [1, n, 4],
        list.flatMap(() => prior),
      ),
    };
  },
  efficientdet(list) {
    const rows = list.map(({ box, score, label }) => {
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = corners(box);
      return [0, y1, x1, y2, x2, score, label + 1];
    });
    return { out: f32([1, list.length, 7], rows.flat()) };
  },
  fcos(list) {
    const cells = cellsOf(list, (stride) => stride / 2, 99);
    const map = (
      values: (cell: NonNullable<(typeof cells)[number]>) => number[],
      empty: number[],
    ) =>
      [8, 16].map((stride) =>
        gridMap(
          cells.map((cell) => (cell === null ? empty : values(cell))),
          stride,
        ),
      );
    const [c8, c16] = map(({ label, score }) => oneHot(label, score / 0.99), [0, 0, 0]);
    const [b8, b16] = map(({ distances }) => distances, [0, 0, 0, 0]);
    const [o8, o16] = map(() => [0.99], [0]);
    return { c8: c8!, b8: b8!, o8: o8!, c16: c16!, b16: b16!, o16: o16! };
  },
  "custom-detector"(list) {
    const n = list.length;
    const boxes = list.flatMap(({ box: [x = 0, y = 0, w = 0, h = 0] }) => [
      x / 100,
      y / 40,
      w / 100,
      h / 40,
    ]);
    return {
      boxes: f32([1, n, 4], boxes),
      classes: f32(
        [1, n, 3],
        list.flatMap(({ score, label }) => oneHot(label, score / 0.99)),
      ),
      objectness: f32(
        [1, n],
        list.map(({ score }) => score * 0.99),
      ),
    };
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
    const cells = cellsOf(list, (stride) => (stride - 1) / 2, 7);
    const scores = cells.map((cell) =>
      cell === null ? [0, 0, 0] : oneHot(cell.label, cell.score),
    );
    const boxes = cells.map((cell) =>
      cell === null
        ? new Array<number>(32).fill(0)
        : cell.distances.flatMap((d) => bins(d / cell.stride)),
    );
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
