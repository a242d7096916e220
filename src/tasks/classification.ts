import type { Task } from "./task.js";

/** One of several labels is true of an image. */
export const classification: Task = {
  id: "classification",
  names: ["classification", "image-classification"],
  truth: "label",
  prediction: "label-scores",
  measures: ["accuracy", "balanced-accuracy"],
  assumedMeasure: "accuracy",
  hasPositive: true,
};
