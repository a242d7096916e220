import { anomaly } from "./anomaly.js";
import { classification } from "./classification.js";
import { counting } from "./counting.js";
import { detection } from "./detection/detection.js";
import { instanceSegmentation } from "./detection/instance-segmentation.js";
import { keypoints } from "./detection/keypoints.js";
import { multilabel } from "./multilabel.js";
import { semanticSegmentation } from "./segmentation/semantic-segmentation.js";
import type { Task, TaskId } from "./task.js";

/** The tasks that can be evaluated. */
export const TASKS: Task[] = [
  classification,
  multilabel,
  anomaly,
  detection,
  counting,
  keypoints,
  instanceSegmentation,
  semanticSegmentation,
];

/** @param name its id, or another of its names; null where there is no such task */
export function taskOfName(name: string): Task | null {
  return TASKS.find(({ names }) => names.includes(name)) ?? null;
}

export function taskOf(id: TaskId): Task {
  const task = TASKS.find((one) => one.id === id);
  if (task === undefined) throw new Error(`no task ${id}`);
  return task;
}

/** The task that annotated and predicted boxes are evaluated as. */
export function taskOfObjects(): Task {
  return TASKS.find(({ prediction }) => prediction === "objects")!; // detection is one
}
