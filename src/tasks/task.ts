/** What a model is asked of an image. */
export type TaskId = "classification" | "multilabel" | "anomaly" | "detection";

/** A task: what its ground truth and its predictions are, and what follows from that. */
export interface Task {
  readonly id: TaskId;
  /** Names on the command line and in cards, its id first. */
  readonly names: readonly string[];
  /** What is true of an image: one label, any number of labels, or objects in it. */
  readonly truth: "label" | "labels" | "objects";
  /** What a model gives for an image: a score for each label, one score, or objects with scores. */
  readonly prediction: "label-scores" | "one-score" | "objects";
  /** Figures that somebody may claim or require of all images, in the order in which they are offered. */
  readonly measures: readonly string[];
  /** Of those what a figure without a name is taken for; null where that is not clear. */
  readonly assumedMeasure: string | null;
  /** Whether a label of interest may stand for metrics of one class that name none. */
  readonly hasPositive: boolean;
}
