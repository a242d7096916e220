import type { Task } from "./task.js";

/** Any number of labels is true of an image. */
export const multilabel: Task = {
  id: "multilabel",
  names: ["multilabel"],
  truth: "labels",
  prediction: "label-scores",
  measures: [],
  assumedMeasure: null,
  hasPositive: true,
};
