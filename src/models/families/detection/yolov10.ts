import { listRecipe } from "./card-list.js";
import { detector } from "./detector-family.js";
import { rowsOfSix } from "./rows-of-six.js";

/** Wang et al., YOLOv10, 2024: its surest places, one box an object, without suppression. */
export const yolov10 = detector("yolov10", {
  words: {
    models: "YOLOv10, YOLO26 and other YOLOs that need no suppression",
    outputs: "1 × 300 × 6: box, score, label",
  },
  recipe: listRecipe(0),
  isByRatio: true,
  usual: { nmsIou: null, clip: "after-nms", input: { whose: "yolov10", as: "centre" } },
  recognise(model) {
    const { operators } = model;
    if (!operators.has("TopK") || operators.has("NonMaxSuppression")) return null;
    return rowsOfSix(
      model,
      "rows of 6 values: a box, a score and a label; the graph takes the surest and suppresses none",
    );
  },
});
