import type { Task } from "./task.js";

/** An image is normal or not, and the model says how unusual it is. */
export const anomaly: Task = {
  id: "anomaly",
  names: ["anomaly"],
  truth: "label",
  prediction: "one-score",
  measures: ["roc-auc"],
  assumedMeasure: null,
  hasPositive: true,
};
