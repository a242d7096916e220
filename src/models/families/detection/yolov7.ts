import { eitherRecipe } from "./card-list.js";
import { detector } from "./detector-family.js";
import { outputNamed } from "./recognition.js";
import { THREE_A_CELL } from "./yolov5.js";

/** Wang, Bochkovskiy & Liao, YOLOv7, 2022: YOLOv5's last layer, and exports with suppression inside. */
export const yolov7 = detector("yolov7", {
  words: {
    models: "YOLOv7",
    outputs:
      "as YOLOv5; with suppression inside N × 7 (image, box, label, score), or num_dets, det_boxes, det_scores, det_classes",
  },
  recipe: eitherRecipe(THREE_A_CELL, 0),
  isByRatio: true,
  usual: { nmsIou: 0.65, clip: "after-nms", input: { whose: "yolov7", as: "centre" } },
  recognise({ outputs, operators }) {
    const corners = { boxes: "xyxy", boxUnit: "pixel", labelOffset: 0 };
    const [boxes, scores, labels, count] = [
      "det_boxes",
      "det_scores",
      "det_classes",
      "num_dets",
    ].map((name) => outputNamed(outputs, name));
    if (boxes !== undefined && scores !== undefined && labels !== undefined) {
      const names = { boxes, scores, labels, ...(count === undefined ? {} : { count }) };
      return {
        decode: { ...corners, outputs: names },
        outputs: Object.values(names),
        scores: "probabilities",
        why: "outputs are called as YOLO's exports with suppression inside call them",
      };
    }
    const [first] = outputs;
    const isRows = first?.shape?.length === 2 && first.shape[1] === 7;
    if (first === undefined || !isRows || !operators.has("NonMaxSuppression")) return null;
    return {
      decode: { ...corners, output: first.name, columns: { box: [1, 5], label: 5, score: 6 } },
      outputs: [first.name],
      scores: "probabilities",
      why: "rows of 7 values: image, box, label and score, as YOLOv7's exports with suppression have them",
    };
  },
});
