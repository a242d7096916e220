import type { LabelEditorId, Task } from "../../tasks/task.js";
import { boxes } from "./boxes.js";
import { counts } from "./counts.js";
import type { LabelEditor } from "./label-editor.js";
import { masks, outlines } from "./masks.js";
import { points } from "./points.js";
import { label, labels } from "./whole-images.js";

/** What can be labelled, and what refuses in words. */
const EDITORS: Readonly<Record<LabelEditorId, LabelEditor>> = {
  label,
  labels,
  boxes,
  counts,
  points,
  outlines,
  masks,
};

/** The way in which somebody labels images for a task. */
export function labelEditorOf({ labelledBy }: Pick<Task, "labelledBy">): LabelEditor {
  return EDITORS[labelledBy];
}
