import type { CountingOutcomes } from "./counting.js";
import type { ProbabilitySums } from "./probability-sums.js";
import type { MaskOutcomes } from "./segmentation/mask-outcomes.js";

/**
 * Outcomes of single-label classification: ground truth and predictions joined, a row a sampling
 * unit, as columns of length `unitCount`. What a metric, an interval or a verdict needs is here;
 * the score matrix is not kept. About 40 bytes a unit.
 */
export interface ClassificationOutcomes {
  readonly kind: "classification";
  readonly unitCount: number;
  /** What a unit is, for words: `image`, `sequence`. */
  readonly unit: string;
  /**
   * Names of the classes that `truth` and `predicted` index: the model's labels (equal names once)
   * and, behind them, labels of the ground truth that the model does not have ("outside").
   */
  readonly classes: readonly string[];
  /** How many of `classes` the model can answer: 0 … modelClassCount − 1. */
  readonly modelClassCount: number;
  readonly truth: Int32Array;
  readonly predicted: Int32Array;
  /** Cluster of each unit (0 … clusterCount − 1), or null where units are independent. */
  readonly cluster: Int32Array | null;
  readonly clusterCount: number;
  /** What needs probabilities of all classes; null where only answers are there. */
  readonly scores: ClassificationScores | null;
  /** Confidence of the predictions, in [0, 1], where `scores` is null and the predictions state it. */
  readonly answerConfidence?: Float64Array;
}

/** Columns of length unitCount made from each unit's scores. */
export interface ClassificationScores {
  /**
   * Whether they are probabilities, of all units that were read: log loss, Brier score and calibration
   * are defined of nothing else.
   */
  readonly sums: ProbabilitySums;
  /** Probability of the predicted class. */
  readonly confidence: Float64Array;
  /** Probability of the true class; 0 where the model does not have it. */
  readonly truthProbability: Float64Array;
  /** Number of classes scored strictly above the true one. */
  readonly above: Int32Array;
  /** Number of other classes with exactly the true one's score. */
  readonly tied: Int32Array;
  /** Natural log loss of each unit, by the convention of `log-loss` in the registry. */
  readonly logLoss: Float64Array;
  /** Σ_k (p_k − y_k)² of each unit, in [0, 2]. */
  readonly brier: Float64Array;
  /** Whole score columns that were asked for, by class index: for AUC and AP of a class. */
  readonly columns: ReadonlyMap<number, Float64Array>;
  /**
   * Row-major unitCount × modelClassCount, probabilities where the scores are that; where whole rows
   * were asked for and are not too many.
   */
  readonly rows?: Float64Array;
}

/** Outcomes of multilabel classification: a 0/1 truth and a score for each unit and label. */
export interface MultilabelOutcomes {
  readonly kind: "multilabel";
  readonly unitCount: number;
  readonly unit: string;
  readonly classes: readonly string[];
  /** Row-major unitCount × classes.length, 0 or 1. */
  readonly truth: Uint8Array;
  /** Whether the label is answered at the operating point; same layout. */
  readonly predicted: Uint8Array;
  /** Scores; same layout; null where only answers are there. */
  readonly scores: Float64Array | null;
  readonly cluster: Int32Array | null;
  readonly clusterCount: number;
}

/** Outcomes of anomaly detection: one raw score a unit, any scale, higher = worse. */
export interface AnomalyOutcomes {
  readonly kind: "anomaly";
  readonly unitCount: number;
  readonly unit: string;
  /** [normal, anomalous]. */
  readonly classes: readonly [string, string];
  /** 1 where anomalous. */
  readonly truth: Uint8Array;
  readonly score: Float64Array;
  /** Operating point: anomalous when score ≥ threshold; null where none was given. */
  readonly threshold: number | null;
  readonly cluster: Int32Array | null;
  readonly clusterCount: number;
}

/** Outcomes of the tasks of whole images, by task: a task of one's own is declared in it. */
export interface OutcomesByTask {
  readonly classification: ClassificationOutcomes;
  readonly multilabel: MultilabelOutcomes;
  readonly anomaly: AnomalyOutcomes;
  readonly counting: CountingOutcomes;
  readonly "semantic-segmentation": MaskOutcomes;
}

/**
 * What tasks of whole images match to: columns with a row a unit. Every typed array is one of them, or
 * a matrix of as many values a unit.
 */
export type Outcomes = OutcomesByTask[keyof OutcomesByTask];

/** Whether a unit has one label of several, and one prediction. */
export function haveOneLabel(outcomes: {
  readonly kind: string;
}): outcomes is ClassificationOutcomes {
  return outcomes.kind === "classification";
}

/** Whether a unit has any number of labels. */
export function haveLabelSets(outcomes: { readonly kind: string }): outcomes is MultilabelOutcomes {
  return outcomes.kind === "multilabel";
}

/** Truth and prediction of images, a pair each, as indexes of `classes`. */
export type LabelPairs = Pick<
  ClassificationOutcomes,
  "classes" | "modelClassCount" | "truth" | "predicted" | "cluster" | "clusterCount"
>;

/** Outcomes of images of which nothing but the two labels is known. */
export function outcomesOfPairs(pairs: LabelPairs): ClassificationOutcomes {
  return {
    kind: "classification",
    unit: "image",
    unitCount: pairs.truth.length,
    ...pairs,
    scores: null,
  };
}
