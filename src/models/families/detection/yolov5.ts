import { CORNERS } from "./box-kinds.js";
import { type DenseTraits, denseRecipe } from "./card-dense.js";
import { detector } from "./detector-family.js";
import {
  firstTable,
  gridCells,
  gridOutputs,
  type ModelOutputs,
  type Recognised,
} from "./recognition.js";

/** The anchors of its models that were trained on COCO, for strides 8, 16, 32. */
const ANCHORS = [
  [
    [10, 13],
    [16, 30],
    [33, 23],
  ],
  [
    [30, 61],
    [62, 45],
    [59, 119],
  ],
  [
    [116, 90],
    [156, 198],
    [373, 326],
  ],
] as const;

/** The same for strides 8, 16, 32, 64. */
const ANCHORS_64 = [
  [
    [19, 27],
    [44, 40],
    [38, 94],
  ],
  [
    [96, 68],
    [86, 152],
    [180, 137],
  ],
  [
    [140, 301],
    [303, 264],
    [238, 542],
  ],
  [
    [436, 615],
    [739, 380],
    [925, 792],
  ],
] as const;

/** Of YOLOv5 and YOLOv7, whose last layers are the same. */
export const THREE_A_CELL: DenseTraits = {
  boxes: [...CORNERS, "anchor-sigmoid"],
  score: ["objectness*class", "class"],
};

/** Jocher, YOLOv5, 2020: three anchors a cell. */
export const yolov5 = detector("yolov5", {
  words: {
    models: "YOLOv5, and models with its last layer",
    outputs:
      "1 × places × (5 + classes): box, objectness, classes; or, without the last layer, a 1 × 3 × H × W × (5 + classes) or 1 × 3·(5 + classes) × H × W a stride, which needs the anchors",
  },
  recipe: denseRecipe(THREE_A_CELL),
  isByRatio: true,
  usual: { nmsIou: 0.6, clip: "after-nms", input: { whose: "yolov5", as: "centre" } },
  recognise: (model) => decoded(model) ?? heads(model),
});

function columnsOf(classes: number) {
  return {
    columns: { box: [0, 4], objectness: 4, classes: [5, 5 + classes] },
    score: "objectness*class",
    classes,
  };
}

function decoded(model: ModelOutputs): Recognised | null {
  const table = firstTable(model);
  const classes = model.labels.length;
  if (table?.columns !== 5 + classes) return null;
  const strides = [8, 16, 32];
  const isThree = [strides, [...strides, 64]].some(
    (s) => table.rows === 3 * gridCells(s, model.size),
  );
  if (!isThree) return null;
  return {
    decode: {
      output: table.name,
      boxes: "cxcywh",
      boxUnit: "pixel",
      activation: "none",
      ...columnsOf(classes),
    },
    outputs: [table.name],
    scores: "probabilities",
    why: `${table.rows} places are three for each cell, as YOLOv5 has them; YOLOv7's are read the same`,
  };
}

function heads(model: ModelOutputs): Recognised | null {
  const classes = model.labels.length;
  const values = 5 + classes;
  const found = gridOutputs(model).filter(({ channels, anchors }) =>
    anchors === null ? channels === 3 * values : anchors === 3 && channels === values,
  );
  const strides = found.map(({ stride }) => stride);
  const anchors = [ANCHORS, ANCHORS_64].find((one) => one.length === found.length);
  if (anchors === undefined || strides.some((stride, i) => stride !== 8 * 2 ** i)) return null;
  const isSigmoid = found.every(({ madeBy }) => madeBy === "Sigmoid");
  return {
    decode: {
      levels: found.map(({ name, stride }, i) => ({ stride, output: name, anchors: anchors[i] })),
      order: found[0]?.anchors === null ? "values-first" : "places-first",
      boxes: "anchor-sigmoid",
      activation: isSigmoid ? "none" : "sigmoid",
      ...columnsOf(classes),
    },
    outputs: found.map(({ name }) => name),
    scores: isSigmoid ? "probabilities" : "logits",
    assumed: ["decode.levels"],
    why: `three times 5 + ${classes} values a cell, as YOLOv5 and YOLOv7 have them before their last layer; the anchors are those of YOLOv5 on COCO`,
  };
}
