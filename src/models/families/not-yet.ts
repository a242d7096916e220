import type { OutputFamily } from "./family.js";

/** Families that cards may name and whose answers cannot be read yet. */
export const NOT_YET: readonly OutputFamily[] = [
  { id: "unet-binary", task: "semantic-segmentation", answers: null },
  { id: "deeplab", task: "semantic-segmentation", answers: null },
  { id: "yolo-seg", task: null, answers: null },
  { id: "mask-rcnn", task: null, answers: null },
  { id: "heatmap-keypoints", task: null, answers: null },
  { id: "pose-regression", task: null, answers: null },
];
