import type { HomegroundError } from "../core/errors.js";
import type { Joints, ObjectShapes } from "../core/objects.js";
import type { SeveralLabels } from "../dataset/label-rules.js";
import type { PreparedImages } from "../dataset/prepare.js";
import type { ParquetColumn } from "../formats/parquet/parquet-write.js";
import type { BootstrapOptions } from "../metrics/bootstrap-estimates.js";
import type { EstimateDetail, Estimator, MetricReference } from "../metrics/estimate-types.js";
import type { CountedThings } from "../metrics/group-shares.js";
import type { MetricKernel } from "../metrics/metric-kernel.js";
import type { LabelMap } from "../models/label-map.js";
import type { EvaluatedOutcomes } from "../outcomes/detection/evaluated-detections.js";
import type { MatchRules } from "../outcomes/detection-types.js";
import type { ProbabilitySums } from "../outcomes/probability-sums.js";
import type {
  JoinedPredictions,
  JoinOptions,
  PredictionSource,
  PublishedPrediction,
  SpokenAnswer,
  SpokenBox,
} from "./predictions.js";
import type { Unanswered, UnansweredBasis } from "./unanswered/unanswered.js";
import type { UnansweredImages } from "./unanswered/unanswered-images.js";

/** What a model is asked of an image. */
export type TaskId = EvaluatedOutcomes["kind"];

/** The ways in which somebody says what is true of an image (`labelling/editors`). */
export type LabelEditorId =
  | "label"
  | "labels"
  | "counts"
  | "boxes"
  | "points"
  | "outlines"
  | "masks";

/** The figure of a look by how close is close enough, which stands for `#`. */
export interface LookTolerance {
  /** What is offered. */
  readonly usual: string;
  readonly number: string;
  /** Where it is said in percent; null where it cannot be. */
  readonly percent: string | null;
}

/**
 * Everything about a task: docs/adding-a-task.md. The rest of the program asks this object and compares
 * no ids.
 *
 * @typeParam O its outcomes, whose `kind` is its id
 */
export interface Task<O extends EvaluatedOutcomes = EvaluatedOutcomes> {
  readonly id: O["kind"];
  /** Names on the command line and in cards, its id first. */
  readonly names: readonly string[];
  /** What is offered in the app: `one label an image`. */
  readonly label: string;
  /** What is true of an image: one label, any number of labels, how many of each, objects in it, or a label a pixel. */
  readonly truth: "label" | "labels" | "counts" | "objects" | "masks";
  /**
   * What a model gives for an image: a score for each label, one score, a number of each label, objects with scores,
   * or a label a pixel.
   */
  readonly prediction: "label-scores" | "one-score" | "counts" | "objects" | "mask";
  /** How somebody labels images for it in the app: which of the editors of `labelling/editors`. */
  readonly labelledBy: LabelEditorId;
  /** The figure at which labels may be looked while they are made; null where none of its figures allows that. */
  readonly lookMeasure: string | null;
  /** How far off may still be fine in that figure, which the person says before the first label; absent: nothing is to be said. */
  readonly lookTolerance?: LookTolerance;
  /**
   * By which score of each image models are raced while labels are made: whether the one label is `right`,
   * `image-f1` of its labels or objects, `image-overlap` of its masks, whether its number is `close` enough, the share
   * of its `points` that are; null where an image has none between two ends.
   */
  readonly racedBy: "right" | "image-f1" | "image-overlap" | "close" | "points" | null;
  /** Whether objects have points, by which they are matched. */
  readonly hasPoints?: true;
  /** Whether objects have outlines, by which they are matched. */
  readonly hasOutlines?: true;
  /**
   * The labels that answers come in where neither a model nor a file names them, and what those of the
   * ground truth are to them; null where they are the model's.
   */
  readonly own: OwnLabels | null;
  /**
   * What labels of the ground truth are to the model's where neither their names nor a map says it; absent:
   * nobody knows.
   */
  readonly assumedNames?: (truth: readonly string[], model: readonly string[]) => LabelMap;
  /** Figures that somebody may claim or require of all images, in the order in which they are offered. */
  readonly measures: readonly string[];
  /** Of those what a figure without a name is taken for; null where that is not clear. */
  readonly assumedMeasure: string | null;
  /** Whether a label of interest may stand for metrics of one class that name none. */
  readonly hasPositive: boolean;
  /** From which score on a label is answered where no threshold is given; null where none is needed. */
  readonly usualThreshold: number | null;
  /** Tasks of the model hub whose figures can be about it (huggingface.js, packages/tasks). */
  readonly hubTasks: readonly string[];

  /** The metric that is the result where no claim names another. */
  readonly headline: string;
  /** Metrics that are given without being asked for, beside the headline. */
  details(outcomes: O, positive: string | null): MetricReference[];

  /** Joins images with the answers to them. @throws HomegroundError as the task's rules have it */
  join(
    prepared: PreparedImages,
    source: PredictionSource,
    options: JoinOptions,
  ): Promise<JoinedPredictions<O>>;
  /**
   * The estimator of a metric.
   *
   * @param units a slice: indices of units; default: all
   * @throws HomegroundError as `createEstimator`
   */
  estimator(outcomes: O, reference: MetricReference, units?: Int32Array): Estimator;
  /** A metric as a function of weights. @throws HomegroundError as `createKernel` */
  kernel(outcomes: O, reference: MetricReference): MetricKernel;
  /** The value of each unit of which the metric is the mean; null where it is no such mean. */
  unitMean(outcomes: O, reference: MetricReference): Float64Array | null;
  /** Bootstrap intervals of metrics. @throws HomegroundError as `bootstrapEstimates` */
  bootstrap(
    outcomes: O,
    references: readonly MetricReference[],
    options: BootstrapOptions,
  ): readonly EstimateDetail[];
  /** What images without a prediction can do to a figure (METHODS-2 A3). */
  unanswered(basis: UnansweredBasis, outcomes: O, images: UnansweredImages): Unanswered;

  /** Rows of the table of outcomes. @param files names of the images of units, and of the answered ones */
  table(outcomes: O, files: OutcomeFiles): OutcomeColumns;
  /** All that is matched, a table of its own beside {@link table}; absent where that holds the outcomes. */
  objectTable?(outcomes: O, files: OutcomeFiles): OutcomeColumns;
  /** The outcomes behind the table that holds them, equal in every number; absent where none does. */
  ofTable?(cells: OutcomeCells): O;
  /** 1 for each class that is true of something; null for a task whose classes claims do not speak of. */
  classesSeen(outcomes: O): Uint8Array | null;
  /** The predictions of one image, for people. @param names of the labels that the model gives */
  spoken(scores: Float64Array, names: readonly string[], threshold: number | null): SpokenAnswer;
  /**
   * The objects among the predictions of one image, surest first; absent: they are of whole images.
   *
   * @param points x, y and how sure it is of each point of each object, in their order
   * @param shapes outlines of the objects, in their order
   */
  spokenBoxes?(
    scores: Float64Array,
    names: readonly string[],
    points?: Float64Array,
    shapes?: ObjectShapes,
  ): readonly SpokenBox[];
  /**
   * A prediction as the page of a record shows it; null where it shows nothing.
   *
   * @param thresholds of scores, and of the objects of a detector
   */
  published(
    scores: Float64Array,
    names: readonly string[],
    thresholds: Thresholds,
  ): PublishedPrediction | null;
  /** Names and marks of each unit in a gallery; absent: it has none. */
  items?(outcomes: O): UnitNames;
  /** What is true of a unit and answered for it, where names alone do not say it. */
  inWords?(
    outcomes: O,
    unit: number,
  ): { readonly labels: readonly string[]; readonly answers: readonly string[] };
  /** What is hit or missed in each place; absent or null: nothing is. */
  counted?(outcomes: O): PlaceCounts | null;
  /** Scores of one label against the rest; absent: it has none. */
  readonly ranked?: RankedLabels<O>;
}

/** Labels that a task brings itself. */
export interface OwnLabels {
  readonly names: readonly string[];
  /**
   * What the labels of the ground truth are to them.
   *
   * @param positive the label of interest that was named; null for none
   * @throws HomegroundError `labels/…` where that is not clear
   */
  targets(labels: readonly string[], positive: string | null): LabelMap;
  /** The class that a label of interest stands for. */
  looksFor(positive: string): string;
}

/** Names of the images behind outcomes. */
export interface OutcomeFiles {
  /** Of a unit; of a sequence its first. */
  readonly ofUnit: (unit: number) => string;
  /** Of an image that has a prediction, in their order. */
  readonly ofAnswered: (image: number) => string;
}

/** Columns with their names: cells come from what the evaluation holds, nothing is copied before. */
export interface OutcomeColumns {
  readonly rowCount: number;
  readonly columns: readonly ParquetColumn[];
  /** Unit of each row, −1 for none; null where rows are units. */
  readonly unitOfRow: Int32Array | null;
  /** What cells cannot say, so that outcomes can be made of them again; absent where they cannot. */
  readonly facts?: OutcomeFacts;
}

/** What a table of outcomes says of itself beside its cells. */
export interface OutcomeFacts {
  /** As the outcomes have them, those that no unit has included. */
  readonly classes: readonly string[];
  readonly modelClassCount?: number;
  /** Absent where there are no scores. */
  readonly sums?: ProbabilitySums;
  /** Absent or null where none was given. */
  readonly threshold?: number | null;
  /** How objects are matched; absent where none are. */
  readonly rules?: MatchRules;
  /** Their points, in the order of the columns; absent where they have none. */
  readonly points?: PointFacts;
  /** How boundaries are measured; absent where none are. */
  readonly surfaces?: SurfaceFacts;
}

/** What points are called, the lines between them, and how far people are off at each. */
export interface PointFacts extends Joints {
  readonly sigmas: readonly number[];
}

/** Distances within which boundaries agree, and whether distances are in a unit that was given. */
export interface SurfaceFacts {
  readonly tolerances: readonly number[];
  readonly hasSpacing: boolean;
}

/** A table of outcomes that was read again; columns have a cell a row. */
export interface OutcomeCells {
  readonly facts: OutcomeFacts;
  readonly unit: string;
  readonly unitCount: number;
  /** Of each unit. */
  readonly cluster: Int32Array | null;
  readonly clusterCount: number;
  /** Unit of each row, −1 for none; rows are units where the task has no table of objects. */
  readonly unitOfRow: Int32Array;
  has(column: string): boolean;
  /**
   * Class of each cell.
   *
   * @param mayMiss whether cells may be missing: −1
   * @throws HomegroundError `compare/no-outcomes` where one has none
   */
  classes(column: string, mayMiss?: boolean): Int32Array;
  /**
   * @param mayMiss whether cells may be missing: NaN
   * @throws HomegroundError `compare/no-outcomes` where one is
   */
  numbers(column: string, mayMiss?: boolean): Float64Array;
  /** 1 for true. @throws HomegroundError `compare/no-outcomes` where a cell is missing */
  bits(column: string): Uint8Array;
  /** Null for a missing one. @throws HomegroundError `compare/no-outcomes` */
  texts(column: string): readonly (string | null)[];
  /** What is thrown for a table that cannot be. @param what `column class has numbers` */
  refuse(what: string): HomegroundError;
}

/** From which score on something is answered; null where nothing says it. */
export interface Thresholds {
  readonly scores: number | null;
  readonly objects: number | null;
}

/** Names of each item, one list behind the other: those of item i lie from `start[i]` to `start[i + 1]`. */
export interface ItemNames {
  readonly start: Int32Array;
  /** Indices into the classes. */
  readonly index: Int32Array;
}

/** What is true of units and answered for them, as columns of a gallery. */
export interface UnitNames {
  readonly labels: ItemNames;
  readonly predictions: ItemNames;
  /** 1 where label and answer agree, for a detector where nothing is wrong. */
  readonly right: Uint8Array;
  /** How sure the prediction is; NaN where that is not known. */
  readonly sureness: Float64Array;
  /** What is wrong, a bit for each of {@link ERROR_MARKS}; null where errors have no kinds. */
  readonly errors: Uint8Array | null;
}

/** What is counted in each place, by class. */
export interface PlaceCounts {
  readonly things: CountedThings;
  readonly measure: "right" | "found";
  readonly counted: string;
}

/** Labels that are ranked one against the rest. */
export interface RankedLabels<O extends EvaluatedOutcomes> {
  readonly scoreName: "probability" | "score";
  /** The one class that is looked for; null where each may be. */
  readonly lookedFor: number | null;
  /** Whether of two labels one is the other's opposite, and one curve says all. */
  readonly areOpposites: boolean;
  /** Units that have each label. */
  unitsWith(outcomes: O): Float64Array;
  hasScores(outcomes: O, index: number): boolean;
  /**
   * The threshold that made the predictions; null where none did: the greatest probability answers, and the
   * images of a sequence may have voted.
   *
   * @param asked the one of the request
   */
  threshold(outcomes: O, index: number, asked: number | null): number | null;
}

/** What images with several labels are in a task that leaves no choice; null where there is one. */
export function severalLabelsOf({ truth }: Pick<Task, "truth">): SeveralLabels | null {
  if (truth === "label") return null;
  return truth === "counts" ? "counts" : "multilabel";
}

/** Whether labels are of parts of an image: one that is left out leaves out its parts alone. */
export function labelsParts({ truth }: Pick<Task, "truth">): boolean {
  return truth === "objects" || truth === "masks";
}

/** Whether one label is answered, that of the best score. */
export function predictionsOneLabel({
  truth,
  prediction,
}: Pick<Task, "truth" | "prediction">): boolean {
  return truth === "label" && prediction === "label-scores";
}
