import { CORNERS } from "./box-kinds.js";
import { denseRecipe } from "./card-dense.js";
import { detector } from "./detector-family.js";
import { firstTable, gridCells } from "./recognition.js";

/** Li et al., YOLOv6, 2022: one place a cell; its objectness, where it has none, is 1 everywhere. */
export const yolov6 = detector("yolov6", {
  words: {
    models: "YOLOv6",
    outputs: "1 × cells × (5 + classes): box in pixels, objectness, classes",
  },
  recipe: denseRecipe({ boxes: CORNERS, score: ["objectness*class", "class"] }),
  isByRatio: true,
  usual: { nmsIou: 0.65, clip: "after-nms", input: { whose: "yolov6", as: "centre" } },
  recognise(model) {
    const table = firstTable(model);
    const classes = model.labels.length;
    const isOneACell = [
      [8, 16, 32],
      [8, 16, 32, 64],
    ].some((strides) => table?.rows === gridCells(strides, model.size));
    // Its boxes are made of distances: centres less what lies to the left and above. YOLOX adds and exponentiates.
    const { operators } = model;
    const isByDistances = operators.has("Sub") && !operators.has("Exp");
    if (table?.columns !== 5 + classes || !isOneACell || !isByDistances) return null;
    return {
      decode: {
        output: table.name,
        boxes: "cxcywh",
        boxUnit: "pixel",
        activation: "none",
        columns: { box: [0, 4], objectness: 4, classes: [5, 5 + classes] },
        score: "objectness*class",
        classes,
      },
      outputs: [table.name],
      scores: "probabilities",
      assumed: ["decode.boxes"],
      why: `${table.rows} places are one for each cell, and the graph makes boxes of distances`,
    };
  },
});
