import { CORNERS } from "./box-kinds.js";
import { eitherRecipe } from "./card-list.js";
import { detector } from "./detector-family.js";
import { firstTable, LIST_LENGTH, outputNamed, scoresBy, tableShape } from "./recognition.js";

/** Tan, Pang & Le, EfficientDet, CVPR 2020. */
export const efficientdet = detector("efficientdet", {
  words: {
    models: "EfficientDet of its authors, and of PyTorch with its anchors",
    outputs:
      "1 × N × 7: image, box (y first), score, label; or regression, classification and anchors",
  },
  recipe: eitherRecipe({ boxes: [...CORNERS, "prior-offsets"] }, 1),
  isByRatio: false,
  usual: { nmsIou: 0.5, clip: "before-nms", input: null },
  recognise(model) {
    const { outputs, labels, operators } = model;
    const [regression, classification, anchors] = ["regression", "classification", "anchors"].map(
      (name) => outputNamed(outputs, name),
    );
    if (regression !== undefined && classification !== undefined && anchors !== undefined) {
      const scores = outputs.find(({ name }) => name === classification);
      const classes = labels.length;
      if (scores === undefined || tableShape(scores)?.columns !== classes) return null;
      const kind = scoresBy(scores.madeBy);
      return {
        decode: {
          outputs: { boxes: regression, classes: classification },
          priors: anchors,
          priorBoxes: "yxyx",
          boxUnit: "pixel",
          boxes: "prior-offsets",
          offsets: "yxhw",
          variances: [1, 1, 1, 1],
          score: "class",
          classes,
          activation: kind === "logits" ? "sigmoid" : "none",
        },
        outputs: [regression, classification, anchors],
        scores: kind,
        assumed: ["decode.priorBoxes", "decode.offsets", "decode.variances"],
        why: "outputs are called regression, classification and anchors",
      };
    }
    const table = firstTable(model);
    const isList = table?.columns === 7 && Number(table.rows) <= LIST_LENGTH;
    // With three labels, 7 values may also be a box and their scores.
    if (!isList || (labels.length === 3 && !operators.has("NonMaxSuppression"))) return null;
    return {
      decode: {
        output: table.name,
        columns: { box: [1, 5], score: 5, label: 6 },
        boxes: "yxyx",
        boxUnit: "pixel",
        labelOffset: 1,
      },
      outputs: [table.name],
      scores: "probabilities",
      assumed: ["decode.boxes", "decode.labelOffset"],
      why: "rows of 7 values: image, box, score and label, as EfficientDet has them; its labels count from 1",
    };
  },
});
