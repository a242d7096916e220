import type { Outcomes } from "../outcomes/classification-types.js";
import type { InstanceFigure, InstanceSums } from "../outcomes/detection/instance-sums.js";
import type { PairedPoints } from "../outcomes/detection/paired-points.js";
import type { Presence } from "../outcomes/detection/presence.js";
import type { DetectionOutcomes } from "../outcomes/detection-types.js";
import type { ClassSums } from "./class-sums.js";
import type { DetectionFigure } from "./detection/figures.js";
import type { Direction, MetricReference } from "./estimate-types.js";
import type { ClassPredictions } from "./labels/label-columns.js";
import type { MetricEstimate } from "./metric-estimate.js";
import type { MetricKernel } from "./metric-kernel.js";
import { type Definition, fullWords, type GivenWords, type MetricWords } from "./metric-words.js";
import type { PredictionStatistic } from "./prediction-statistic.js";
import type { Sample } from "./sample.js";
import type { Harm } from "./unanswered/harm.js";

/** What stands between names of points in a parameter. */
export const BETWEEN_JOINTS = "~";

/** Tasks of which a metric can be asked (CONTRACT, "Tasks"). */
export type MetricTask = Outcomes["kind"] | DetectionOutcomes["kind"] | "counting";

/**
 * How replicates of a metric are computed (DESIGN §2): from sums over units; from sums in numerator
 * and denominator; by re-weighting a sorted order; by estimating something inside again; or by a
 * function of its own.
 */
export type MetricKind = "additive" | "ratio" | "ranked" | "refit" | "own";

/** A parameter of a metric reference. */
export type MetricParameter = ParameterForm & {
  /** Tasks in which it has a meaning; absent: all of the metric's. */
  readonly tasks?: readonly MetricTask[];
};

type ParameterForm =
  | {
      readonly name: string;
      /** Name of a class; excludes the parameters in `excludes`. */
      readonly kind: "class";
      readonly excludes: readonly string[];
    }
  | {
      readonly name: string;
      /** Names of points, as many as `count`, with `~` between them; or one of `words`. */
      readonly kind: "joints";
      readonly count: number;
      readonly words: readonly string[];
      /** Null where it has to be given, or says that all are meant. */
      readonly default: string | null;
      readonly alwaysPrinted: boolean;
    }
  | {
      readonly name: string;
      readonly kind: "choice";
      readonly values: readonly string[];
      readonly default: string;
      /** Whether the printed reference names the value even where it is the default. */
      readonly alwaysPrinted: boolean;
    }
  | {
      readonly name: string;
      readonly kind: "whole";
      readonly low: number;
      readonly high: number;
      /** Words allowed in place of a number. */
      readonly words: readonly string[];
      readonly default: string;
      readonly alwaysPrinted: boolean;
    }
  | {
      readonly name: string;
      /** Any number in [low, high]; printed as short as it can be: `0.50` is `0.5`. */
      readonly kind: "number";
      readonly low: number;
      readonly high: number;
      /** Least number of digits that are printed behind the point; absent: as short as it can be. */
      readonly digits?: number;
      /** Words allowed in place of a number; absent: none. */
      readonly words?: readonly string[];
      readonly default: string;
      readonly alwaysPrinted: boolean;
    };

/** A published work that a definition is cited from. */
export interface Work {
  /** First author and year, `korn1998`: works are listed in its order. */
  readonly key: string;
  /** `Korn and Graubard 1998`. */
  readonly cite: string;
  readonly entry: string;
}

/** A metric on the model hub of Hugging Face: `evaluate`'s, which are scikit-learn's with their defaults. */
export interface HubMetricName {
  /** Its name in an export, used where the hub means the same number; absent: it has none. */
  readonly name?: string;
  /** Arguments of `Metric.compute()` for a claim, none of them `{}`; null where no arguments say the same. */
  write?(claim: HubClaim): Readonly<Record<string, string>> | null;
  /**
   * Parameters of the metric that a card's figure means; `average` where it does not state which
   * average; null where its name is another metric's.
   *
   * @param name in lower case with `_` for every separator
   */
  read(name: string, figure: HubFigure): Readonly<Record<string, string>> | "average" | null;
}

/** A claim that is exported. */
export interface HubClaim {
  readonly parameters: ReadonlyMap<string, string>;
  readonly task: string;
  /** Whether it is a mean over every class of the model. */
  readonly isWhole: boolean;
}

/** A figure of a model card. */
export interface HubFigure {
  readonly args: ReadonlyMap<string, string>;
  /** The average over classes that it states; null where it states none, or several. */
  readonly average: string | null;
}

/** How the gap of a metric of single-label predictions is made of its units (METHODS §6.1). */
export type GapForm =
  /** The mean of right and wrong predictions. */
  | { readonly kind: "right" }
  /** The mean of a score of the units of some classes. */
  | {
      readonly kind: "share";
      /** @returns null for a unit that does not count */
      score(truth: number, predicted: number, isRight: number): number | null;
      readonly needsPredictions: boolean;
    }
  /** A function of weighted confusion counts. */
  | {
      readonly kind: "sums";
      readonly range: readonly [low: number, high: number];
      /** @param inside 1 for classes that a mean over classes runs over; null for all */
      value(sums: ClassSums, inside: Uint8Array | null): number;
    };

/**
 * A metric of units with a label, several labels or an anomaly score: its drivers ask for these.
 * `kernel` and `estimate` are enough; the others are faster ways to the same numbers, or say more.
 *
 * All throw `metric/not-available` where the outcomes lack what the metric needs and
 * `metric/bad-parameter` for a class that they do not have.
 */
export interface ImageMethod {
  /** The metric as a function of weights: point, slice and replicate. */
  kernel(outcomes: Outcomes, reference: MetricReference): MetricKernel;
  /** The estimate with its interval method. @param seed deals the groups of a jackknife */
  estimate(sample: Sample, reference: MetricReference, seed: number): MetricEstimate;
  /** The metric of sums over classes, whose replicates cost nothing; null where they do not give it. */
  statistic?(predictions: ClassPredictions, reference: MetricReference): PredictionStatistic | null;
  /** The value of each unit of which the metric is the mean; null where it is none. */
  unitValues?(outcomes: Outcomes, reference: MetricReference): Float64Array | null;
  /**
   * A value in [0, 1] of each unit where the metric is defined, NaN elsewhere, of which it is the mean whatever units
   * are there: what looks at any time need of a figure that counts no hits; null where it is no such mean.
   */
  lookedValues?(outcomes: Outcomes, reference: MetricReference): Float64Array | null;
  /** A score of each unit by itself in [0, 1], where the metric is no mean of such; null for none. */
  imageScores?(outcomes: Outcomes, reference: MetricReference): Float64Array | null;
  /** The metric of unweighted, independent units with each of them left out. */
  leaveUnitsOut?(outcomes: Outcomes, reference: MetricReference): Float64Array;
  /**
   * Two models on the same units: first − second with a variance of its own; null where this reference
   * has none. Absent: the jackknife of the difference.
   */
  difference?(
    first: Outcomes,
    second: Outcomes,
    reference: MetricReference,
  ): PairedDifference | null;
  /**
   * Of single labels: whether a unit counts, and as right (null: it does not), where the metric is
   * the mean of that; null where it is none.
   */
  unitHit?(
    reference: MetricReference,
    classes: readonly string[],
  ): ((truth: number, predicted: number) => boolean | null) | null;
  /** Of single labels; absent where truth and answers do not give the metric. */
  gap?(reference: MetricReference, classes: readonly string[]): GapForm;
  /** What a wrong answer to a unit harms; null or absent: all wrong predictions are alike. */
  falseAlarms?(reference: MetricReference): ((sums: ClassSums) => Harm) | null;
  /** Whether it ranks right and wrong predictions by their confidence. */
  readonly ranksErrors?: boolean;
}

/** How far one model is from another on the same units, and how sure that is. */
export interface PairedDifference {
  readonly difference: number;
  readonly variance: number;
  /** Degrees of freedom for an interval by Student's law. */
  readonly df: number;
}

/** Options of an estimator of detections. */
export interface DetectionOptions {
  /** What each unit weighs, ≥ 0; null or absent: all alike. */
  readonly weights?: Float64Array | null;
  /** Deals the groups of a jackknife. Default 0. */
  readonly seed?: number;
  /** Least score that counts, one for all classes or one a class; default: the outcomes' own. */
  readonly threshold?: number | Float64Array | null;
}

/** A metric of detections, of matched objects; throws as {@link ImageMethod}. */
export interface ObjectsMethod {
  readonly over: "objects";
  estimate(
    outcomes: DetectionOutcomes,
    reference: MetricReference,
    options: DetectionOptions,
  ): MetricEstimate;
  kernel(
    outcomes: DetectionOutcomes,
    reference: MetricReference,
    options?: Pick<DetectionOptions, "threshold">,
  ): MetricKernel;
  /** Of the ranking of detections: figures of one match share their passes. */
  figure?(outcomes: DetectionOutcomes, reference: MetricReference): DetectionFigure;
}

/** A metric of detections, of whole images; throws as {@link ImageMethod}. */
export interface PresenceMethod {
  readonly over: "images";
  estimate(
    presence: Presence,
    reference: MetricReference,
    options: Pick<DetectionOptions, "weights">,
  ): MetricEstimate;
  kernel(presence: Presence, reference: MetricReference): MetricKernel;
  /** Whether it is about images that hold an object, or about those that do not. */
  readonly side: "with-object" | "empty";
}

/** A metric of the points of objects, each beside its prediction; throws as {@link ImageMethod}. */
export interface PointsMethod {
  readonly over: "points";
  estimate(
    points: PairedPoints,
    reference: MetricReference,
    options: Pick<DetectionOptions, "weights">,
  ): MetricEstimate;
  kernel(points: PairedPoints, reference: MetricReference): MetricKernel;
  /** As {@link ImageMethod.lookedValues}. */
  lookedValues?(points: PairedPoints, reference: MetricReference): Float64Array | null;
}

/** A metric of whole outlines at an operating point; throws as {@link ImageMethod}. */
export interface OutlinesMethod {
  readonly over: "outlines";
  /** What its sums are of. */
  readonly sums: InstanceFigure;
  estimate(
    sums: InstanceSums,
    reference: MetricReference,
    options: Pick<DetectionOptions, "weights" | "seed">,
  ): MetricEstimate;
  kernel(sums: InstanceSums, reference: MetricReference): MetricKernel;
}

/** Everything about a metric: docs/adding-a-metric.md. */
export interface Metric {
  readonly id: string;
  /** Raised when the definition changes, so that figures of two definitions are told apart. */
  readonly version: number;
  /** The name in prose: `balanced accuracy`. */
  readonly name: string;
  readonly tasks: readonly MetricTask[];
  /** What the value is measured in: `share`, `nats`, … */
  readonly unit: string;
  /** Least and greatest value; ±Infinity where unbounded. */
  readonly range: readonly [low: number, high: number];
  readonly direction: Direction;
  /** Whether 0 is best and it may be off to either side: nobody can claim one of two sides. */
  readonly isSigned?: true;
  readonly kind: MetricKind;
  readonly parameters: readonly MetricParameter[];
  /** What happens where it is undefined. */
  readonly nullUnits: string;
  /** How ties are ordered; null where nothing is ranked. */
  readonly ties: string | null;
  readonly formula: string;
  readonly source: string;
  /** What outcomes must hold beyond truth and answers. */
  readonly needs:
    | "answers"
    | "confidence"
    | "probabilities"
    | "score columns"
    | "operating point"
    | "detections";

  /** What it is called elsewhere, in lower case with `-` for every separator; one meaning each. */
  readonly aliases?: readonly string[];
  /** Names of one class against the rest: read only where a class is named. */
  readonly aliasesOfOneClass?: readonly string[];
  /** Parameters that another name says: `macro-f1`, `top-3`; null where it is no name of the metric. */
  readAlias?(name: string): Readonly<Record<string, string>> | null;
  readonly hub?: HubMetricName;

  readonly words: MetricWords;
  readonly definition: Definition;
  readonly works: readonly Work[];
  /** The field's name, where that of {@link words} is plainer: `expected calibration error (ECE)`. */
  readonly fieldName?: string;

  /** Whether it is published as a percentage too. */
  readonly isPercent: boolean;
  /** Whether the value is K of N units, and whether N is the number of all; null where it is no count. */
  shareOf?(reference: MetricReference): "all" | "some" | null;
  /** Whether it is the mean of a bounded value a unit, which looks at any time need (METHODS §5). */
  isUnitMean?(reference: MetricReference): boolean;
  /** What guessing reaches, see `chanceOf`; absent: it depends on how often things occur. */
  chance?(reference: MetricReference, classCount: number | null): number | null;
  /** Whether it is a mean over classes. */
  isClassMean(parameters: ReadonlyMap<string, string>): boolean;
  /** What its labels are short of where it is not judged. */
  readonly evidence: "images" | "images-either-way" | "answers" | "objects";
  /** How its bias is estimated, if the value judged differs from the one shown (METHODS-2 A2, A5, A8). */
  judgedBy?(parameters: ReadonlyMap<string, string>): "halves" | "jackknife" | null;
  /** How its variance is estimated, if the name of the interval does not say it. */
  readonly variance?: "delong" | "groups";

  readonly images?: ImageMethod;
  readonly detections?: ObjectsMethod | PresenceMethod | PointsMethod | OutlinesMethod;
}

type Usual =
  | "version"
  | "unit"
  | "range"
  | "direction"
  | "parameters"
  | "ties"
  | "works"
  | "isPercent"
  | "isClassMean"
  | "evidence"
  | "words";

/** A metric without what most have alike. */
export type GivenMetric = Omit<Metric, Usual> &
  Partial<Omit<Metric, "words">> & { readonly words: GivenWords };

/** Fills in what is not given: version 1 of a share from 0 to 1, more is better, without parameters. */
export function metric(given: GivenMetric): Metric {
  const { unit = "share", range = [0, 1] } = given;
  return {
    version: 1,
    unit,
    range,
    direction: "higher-is-better",
    parameters: [],
    ties: null,
    works: [],
    isPercent: unit === "share" && range[0] === 0 && range[1] === 1,
    isClassMean: (parameters) => parameters.get("average") === "macro",
    evidence: "images",
    ...given,
    words: fullWords(given.words),
  };
}

export const IMAGE_TASKS: readonly MetricTask[] = ["classification", "multilabel", "anomaly"];
export const SINGLE_LABEL: readonly MetricTask[] = ["classification", "anomaly"];
export const CLASSIFICATION: readonly MetricTask[] = ["classification"];
export const OUTLINES: readonly MetricTask[] = ["instance-segmentation"];
/** Objects that are matched by overlap, of boxes or of outlines. */
export const DETECTION: readonly MetricTask[] = ["detection", ...OUTLINES];
export const KEYPOINTS: readonly MetricTask[] = ["keypoints"];
/** Tasks of objects that are found, whatever they are matched by. */
export const OBJECTS: readonly MetricTask[] = [...DETECTION, ...KEYPOINTS];

/** Whether objects of a task are outlined, and not boxes. */
export function isOfOutlines(task: string): boolean {
  return OUTLINES.some((one) => one === task);
}

/** Whether objects of a task are told by their points, whatever their boxes. */
export function isOfPoints(task: string): boolean {
  return KEYPOINTS.some((one) => one === task);
}

/** Whether figures of a task are of objects that are found, and not of units that are right. */
export function isOfObjects(task: string): boolean {
  return OBJECTS.some((one) => one === task);
}
