import type { ReadingChoice } from "../reading-choice.js";

/** Where the confidence stands in a line of predictions: behind the box, or behind the class. */
export type YoloOrder = "class-box-score" | "class-score-box";

/** The order of the numbers in a line of predictions. */
export const yoloOrder: ReadingChoice<YoloOrder> = {
  name: "yolo-order",
  argument: "<order>",
  help: "what stands in a line of YOLO's predictions",
  label: "What stands in a line of the predictions",
  values: {
    "class-box-score": "class, box, confidence",
    "class-score-box": "class, confidence, box",
  },
  unsaid: { value: "class-box-score" },
};
