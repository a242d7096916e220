/** What a model is asked of an image. */
export const TASK_IDS = ["classification", "multilabel", "anomaly", "detection"] as const;
export type TaskId = (typeof TASK_IDS)[number];
