import { CORNERS } from "./box-kinds.js";
import { eitherRecipe } from "./card-list.js";
import { detector } from "./detector-family.js";
import { firstTable, gridCells, LIST_LENGTH } from "./recognition.js";

/** Zhao et al., DETRs Beat YOLOs (RT-DETR), CVPR 2024: one place a query, and no suppression. */
export const rtDetr = detector("rt-detr", {
  words: {
    models: "RT-DETR of Ultralytics, and of its authors where labels, boxes and scores come out",
    outputs: "1 × 300 × (4 + classes): box as fractions, a probability for each label",
  },
  recipe: eitherRecipe({ boxes: CORNERS }, 0),
  isByRatio: false,
  usual: { nmsIou: null, clip: "after-nms", input: { whose: "rt-detr", as: "stretch" } },
  recognise(model) {
    const table = firstTable(model);
    const classes = model.labels.length;
    // Places of a YOLO are as many as the cells of its grids, or thrice that; queries are a few hundred.
    const isQueries =
      typeof table?.rows === "number" &&
      table.rows <= LIST_LENGTH &&
      table.rows > 4 + classes &&
      table.rows % gridCells([8, 16, 32], model.size) !== 0;
    // With two labels, 6 values are a row of a list.
    if (table?.columns !== 4 + classes || classes === 2 || !isQueries) return null;
    return {
      decode: {
        output: table.name,
        boxes: "cxcywh",
        boxUnit: "fraction",
        activation: "none",
        score: "class",
        classes,
        columns: { box: [0, 4], classes: [4, 4 + classes] },
      },
      outputs: [table.name],
      scores: "probabilities",
      assumed: ["decode.boxUnit"],
      why: `${table.rows} places are no cells of grids; ${table.columns} values each, 4 more than labels`,
    };
  },
});
