import type { LabelEditorId, Task } from "../../tasks/task.js";
import { boxes } from "./boxes.js";
import type { LabelEditor } from "./label-editor.js";
import { masks, outlines } from "./masks.js";
import { label, labels } from "./whole-images.js";

/** What can be labelled, and what refuses in words. */
const EDITORS: Readonly<Record<LabelEditorId, LabelEditor>> = {
  label,
  labels,
  boxes,
  counts: {
    ...labels,
    id: "counts",
    refusal: {
      what: "numbers of things cannot be given here yet",
      fix: "Give a table with a column count as your labels",
    },
  },
  points: {
    ...boxes,
    id: "points",
    refusal: {
      what: "points of objects cannot be marked here yet",
      fix: "Give COCO keypoints, a table of DeepLabCut or SLEAP, or skeletons of CVAT as your labels",
    },
  },
  outlines,
  masks,
};

/** The way in which somebody labels images for a task. */
export function labelEditorOf({ labelledBy }: Pick<Task, "labelledBy">): LabelEditor {
  return EDITORS[labelledBy];
}
