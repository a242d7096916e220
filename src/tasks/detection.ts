import type { Task } from "./task.js";

/** Objects are found in an image, each with a box and a label. */
export const detection: Task = {
  id: "detection",
  names: ["detection", "object-detection"],
  truth: "objects",
  prediction: "objects",
  measures: ["map", "map-50"],
  assumedMeasure: null,
  hasPositive: false,
};
