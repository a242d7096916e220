import { denseRecipe } from "./card-dense.js";
import { detector, type OwnPixels } from "./detector-family.js";
import { firstTable, gridCells } from "./recognition.js";

const STRIDES = [8, 16, 32];

const BYTES: OwnPixels = {
  channelOrder: "BGR",
  scaleRange: [0, 255],
  mean: [0],
  std: [1],
  words: "0 to 255",
};

/** Ge et al., YOLOX, 2021: one place a cell of three grids. */
export const yolox = detector("yolox", {
  words: {
    models: "YOLOX",
    outputs:
      "1 × cells × (5 + classes): box, objectness, classes; boxes are offsets to cells, or decoded inside",
  },
  recipe: denseRecipe({
    boxes: ["center-exp", "cxcywh"],
    score: ["objectness*class", "class"],
  }),
  isByRatio: true,
  usual: {
    nmsIou: 0.65,
    clip: "before-nms",
    input: { whose: "yolox", as: "top-left", pixels: BYTES },
  },
  recognise(model) {
    const table = firstTable(model);
    const { size, operators } = model;
    const classes = model.labels.length;
    if (table?.columns !== 5 + classes || table.rows !== gridCells(STRIDES, size)) return null;
    const { name } = table;
    const decode = {
      output: name,
      activation: "none",
      columns: { box: [0, 4], objectness: 4, classes: [5, 5 + classes] },
      score: "objectness*class",
      classes,
    };
    const cells = `${table.rows} places are one for each cell of strides 8, 16 and 32`;
    const shared = { outputs: [name], scores: "probabilities" } as const;
    // Its sides are exponentials, which nothing else in the network has.
    if (operators.has("Exp")) {
      return {
        ...shared,
        decode: { ...decode, boxes: "cxcywh", boxUnit: "pixel" },
        assumed: ["decode.boxes"],
        why: `${cells}, and the graph has the exponential that decodes boxes`,
      };
    }
    const gridSizes = STRIDES.map((s) => [Math.ceil(size.height / s), Math.ceil(size.width / s)]);
    const grids = { strides: STRIDES, gridSizes, gridOrder: "row-major", cellOffset: 0 };
    return {
      ...shared,
      decode: { ...decode, ...grids, boxes: "center-exp" },
      assumed: ["decode.boxes"],
      why: `${cells}, and nothing in the graph decodes boxes; one decoded otherwise needs a card`,
    };
  },
});
