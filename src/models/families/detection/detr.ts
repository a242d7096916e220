import { CORNERS } from "./box-kinds.js";
import { denseRecipe } from "./card-dense.js";
import { detector } from "./detector-family.js";

/** Carion et al., DETR, ECCV 2020, and its relatives as Hugging Face exports them. */
export const detr = detector("detr", {
  words: {
    models: "DETR, Deformable DETR, RT-DETR, D-FINE, … as Hugging Face exports them",
    outputs: "logits 1 × queries × classes, perhaps one more, the last, for no object; pred_boxes",
  },
  recipe: denseRecipe({
    boxes: CORNERS,
    activation: ["softmax", "sigmoid", "none"],
    background: "noObject",
  }),
  isByRatio: false,
  usual: { nmsIou: null, clip: "after-nms", input: null },
  recognise({ outputs, labels }) {
    const logits = outputs.find(({ name }) => name === "logits" || name === "pred_logits");
    const boxes = outputs.find(({ name }) => name === "pred_boxes");
    if (logits === undefined || boxes === undefined) return null;
    const values = logits.shape?.at(-1);
    const classes = labels.length;
    const hasNoObject = values === classes + 1;
    if (!hasNoObject && values !== classes) return null;
    return {
      decode: {
        outputs: { classes: logits.name, boxes: boxes.name },
        boxes: "cxcywh",
        boxUnit: "fraction",
        classes,
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
  },
});
