import { listRecipe } from "./card-list.js";
import { detector } from "./detector-family.js";
import { rowsOfSix } from "./rows-of-six.js";

/** YOLOv8 and what followed, exported with suppression inside. */
export const yolov8Nms = detector("yolov8-nms", {
  words: {
    models: "YOLOv8 and later, with suppression inside",
    outputs: "1 × N × 6: box, score, label",
  },
  recipe: listRecipe(0),
  isByRatio: true,
  usual: { nmsIou: null, clip: "after-nms", input: { whose: "yolov8-nms", as: "centre" } },
  recognise: (model) =>
    rowsOfSix(
      model,
      "rows of 6 values: a box, a score and a label that the model has chosen itself",
    ),
});
