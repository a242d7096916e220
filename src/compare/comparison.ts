import type {
  Code,
  Count,
  Level,
  MetricText,
  NonEmptyText,
  PositiveCount,
  Sha256,
  Share,
} from "../core/json-values.js";
import type { UseFigure } from "../evaluation/evaluation.js";
import type { EvaluatedOutcomes } from "../outcomes/detection/evaluated-detections.js";

/** Several models on the same images; the JSON Schema is `schemas/comparison.schema.json`. */
export interface Comparison extends PlaceComparison {
  readonly schema: "homeground.comparison/1";
  readonly metric: MetricText;
  /** That all intervals of the pairs hold together; those of the places form a family of their own. */
  readonly level: Level;
  /** What is counted and drawn. */
  readonly unit: NonEmptyText;
  /** Units that every model has a prediction for. */
  readonly images: PositiveCount;
  /** Images without a prediction of every model, which are not compared. */
  readonly leftOut: Count;
  /** Labels of some of these units that one model has among its answers and another has not. */
  readonly labelsApart: readonly LabelApart[];
  /** Null where units are independent. */
  readonly clusters: Count | null;
  /** The attribute whose levels are the places. */
  readonly by: string | null;
  /** Null where no attribute was named. */
  readonly places: readonly ComparedPlace[] | null;
  /** By where models were trained; absent where that is not known of the levels of `by`, or the same of all. */
  readonly training?: ComparedTraining;
  /** Null where images have no classes, one class alone, or a metric of one class was asked for. */
  readonly perClass: ComparedClasses | null;
  /** What detectors find apart; null of models without boxes, or of other objects. */
  readonly objects: ComparedObjects | null;
  /** Null where it was not asked for. */
  readonly equalAlarms: ComparedAlarms | null;
  /** What answers lead to where they are used; absent where nobody asked, or models answered other images. */
  readonly uses?: readonly ComparedUse[];
  readonly statements: readonly Code[];
  /** Which models and places each statement is about. */
  readonly about: readonly ComparisonStatement[];
  /** Null where none was asked for. */
  readonly race: ComparedRace | null;
  /** What models cost on the machine that ran them; null where fewer than two were run. */
  readonly cost: ComparedCost | null;
}

/** Places of the images at which a model was trained, as somebody says. */
export interface TrainedPlaces {
  /** Whose levels they are. */
  readonly attribute: string;
  readonly places: readonly string[];
  /** Names that were typed, and that no place of the images has. */
  readonly unknown: readonly string[];
}

/** Models trained at several of the places, and at one of them. */
export interface ComparedTraining {
  /** Models of which it is known, with the places here that they were trained at. */
  readonly models: readonly {
    readonly name: NonEmptyText;
    readonly trainedAt: readonly string[];
    /**
     * Names that were typed for it, and that no place here has; absent where there are none.
     * @minItems 1
     */
    readonly unknown?: readonly string[];
  }[];
  /** One trained at several against one trained at one, at each place that is compared; ranges are those of `places`. */
  readonly pairs: readonly ComparedTrainingPair[];
}

export interface ComparedTrainingPair {
  readonly place: string;
  readonly joint: NonEmptyText;
  readonly single: NonEmptyText;
  /** Whether each was trained at this place. */
  readonly jointTrained: boolean;
  readonly singleTrained: boolean;
  /** Joint − single, positive where joint is better. */
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly told: "joint" | "single" | null;
}

/** A figure of use of each model; the pairs of all of them hold together at one common error. */
export interface ComparedUse {
  /** `events`, `ppv`, `cost` … */
  readonly figure: NonEmptyText;
  /** Null where of all labels. */
  readonly label: string | null;
  /** Relative differences from the labels, or values of the models themselves. */
  readonly of: "difference" | "model";
  readonly models: readonly { readonly name: NonEmptyText; readonly value: number }[];
  readonly pairs: readonly {
    readonly a: NonEmptyText;
    readonly b: NonEmptyText;
    /** a − b. */
    readonly difference: number;
    readonly low: number | null;
    readonly high: number | null;
    readonly level: Level;
    /** Whether the range leaves 0 out. */
    readonly told: boolean;
    /** Which of the two is told to be better: nearer to the labels, or cheaper, or surer; null where neither is. */
    readonly better: "a" | "b" | null;
  }[];
}

/** Speed and size of models, on one machine at one time. */
export interface ComparedCost {
  /** What ran them. */
  readonly engine: NonEmptyText;
  /** Images that each was timed on. */
  readonly images: PositiveCount;
  /** In the order of the models. */
  readonly models: readonly {
    readonly name: NonEmptyText;
    /**
     * Milliseconds for an image, reading and decoding included, one after the other on one core: the
     * median. Null where predictions came from a file, or too few images had an answer.
     */
    readonly imageMs: number | null;
    /** Of the model's file; null where predictions came from a file. */
    readonly sizeBytes: Count | null;
    /** Whether no other is at once no slower and no worse, and in one of both better; null where that is not known. */
    readonly efficient: boolean | null;
  }[];
}

/** Annotated objects that detectors find, matched at IoU 0.5. */
export interface ComparedObjects {
  /** Each at its own threshold, or, where that was asked for, at thresholds of equally many boxes. */
  readonly thresholds: "own" | "equal-alarms";
  /** Objects that count. */
  readonly count: Count;
  /** How many each finds that no other does, in the order of the models. */
  readonly alone: readonly { readonly name: NonEmptyText; readonly objects: Count }[];
  readonly pairs: readonly {
    readonly a: NonEmptyText;
    readonly b: NonEmptyText;
    readonly both: Count;
    readonly onlyA: Count;
    readonly onlyB: Count;
    readonly none: Count;
  }[];
}

/** What models come to when labels are taken one after the other, and those are dropped that are certainly not the best. */
export interface ComparedRace {
  /** The one that remains; null while several do. */
  readonly winner: string | null;
  /** Labels until it was decided; else all that it could use. */
  readonly labels: Count;
  /** Labels that it could use. */
  readonly budget: Count;
  /**
   * What the score of a single image is: the value of which the metric is the mean; or, where it is no such
   * mean, F1 of the image's objects or labels, or the mean of the metric over the labels on it.
   */
  readonly by: "metric" | "image-f1" | "image-overlap";
  /**
   * By what the order of labels is a random one: the drawn list, a file that was said to be in random order, the
   * seed; or labels were made in the app, image after image as they were drawn.
   */
  readonly basis: "list" | "file" | "seed" | "here";
  /** Images that were passed over in labelling: then the order is no random one. */
  readonly skipped: Count;
  /** In the order in which they were dropped, with the labels that had been looked at by then. */
  readonly dropped: readonly { readonly model: NonEmptyText; readonly at: PositiveCount }[];
  readonly remaining: readonly NonEmptyText[];
  /** Predictions of all models for all images of the budget, and how many of these the race did without. */
  readonly runs: Count;
  readonly saved: Count;
  readonly warnings: readonly Code[];
}

/** Models class by class; their pairs are a family of their own. */
export interface ComparedClasses {
  /** Of each class; of images with one label `recall`: how many of those of the class are right. */
  readonly metric: MetricText;
  /** Classes that are left out: the less frequent ones of very many, and labels that a model does not have. */
  readonly left: Count;
  /** The most frequent first; `level` is the class, `n` how many units hold it. */
  readonly classes: readonly ComparedPlace[];
}

/** A label that not every model can answer. */
export interface LabelApart {
  readonly label: string;
  /** What it is to the models without it: a miss of all that hold it, or no part of their figures. */
  readonly counts: "as-missed" | "not-at-all";
  /** Units that hold it. */
  readonly n: PositiveCount;
  /** Names of the models without it. */
  readonly without: readonly string[];
}

/** Models at thresholds at which all raise as many alarms; their pairs are a family of their own. */
export interface ComparedAlarms extends PlaceComparison {
  /** What an alarm is: a unit that is given the label, or a box. */
  readonly counted: "units" | "boxes";
  /** The label that an alarm names; null: boxes of any. */
  readonly label: string | null;
  /** Alarms a unit that every model is to raise. */
  readonly rate: number;
  /** Whether the rate was asked for, or is that of the model that raises fewest at its own threshold. */
  readonly basis: "asked" | "fewest";
  readonly metric: MetricText;
  /** Units that the metric is computed of: of images those of the label. */
  readonly n: Count;
  readonly clusters: Count | null;
  /** In the order of the models. */
  readonly points: readonly {
    readonly name: NonEmptyText;
    /** At the model's own threshold; null where it has none. */
    readonly own: AlarmPoint | null;
    readonly equal: AlarmPoint;
  }[];
  /** That thresholds were chosen on the images that are counted; that scores do not allow equal numbers. */
  readonly warnings: readonly Code[];
}

/** How many alarms a threshold raises, and what they are worth. */
export interface AlarmPoint {
  /** Least score of an alarm; null where none is raised, or the answer is not by a threshold. */
  readonly threshold: number | null;
  /** Alarms a unit. */
  readonly rate: number;
  /** Of the metric. */
  readonly value: number | null;
  /** Share of the alarms that are right; null without any. */
  readonly precision: Share | null;
}

/** What is known of models on some images. */
export interface PlaceComparison {
  readonly models: readonly ComparedModel[];
  readonly pairs: readonly ComparedPair[];
}

/** Models on the images of one place. */
export interface ComparedPlace extends PlaceComparison {
  /** Name of the place, or of the class. */
  readonly level: string;
  readonly n: Count;
  readonly clusters: Count | null;
  /** `slices/too-small`: too few images to compare; the figures stand without differences. */
  readonly warnings: readonly Code[];
}

export interface ComparedModel {
  readonly name: NonEmptyText;
  /** Of the model's file; null where predictions came from a file. */
  readonly sha256: Sha256 | null;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Models that share a letter are not told apart. */
  readonly letters: string;
  /** Share of redraws of the sampling units in which it is the best; null where that cannot be drawn. */
  readonly best: Share | null;
}

export interface ComparedPair {
  readonly a: NonEmptyText;
  readonly b: NonEmptyText;
  /** a − b, positive where a is better. */
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Of this one interval, so that all hold together. */
  readonly level: Level;
  readonly method: NonEmptyText;
  readonly n: Count;
  readonly clusters: Count | null;
  /** Which is better; null where the interval holds 0, or there is none. */
  readonly told: "a" | "b" | null;
  /** Units that both, one or none gets right; null where the metric does not count units as right. */
  readonly right: null | {
    readonly both: Count;
    readonly onlyA: Count;
    readonly onlyB: Count;
    readonly none: Count;
  };
  readonly warnings: readonly Code[];
}

/** A model's outcomes on images that others have predictions for too. */
export interface ComparedOutcomes {
  readonly name: string;
  readonly sha256: string | null;
  readonly outcomes: EvaluatedOutcomes;
  /** Unit of its outcomes of each shared unit: as many of each model, in the same order. */
  readonly units: Int32Array;
  /** What was published of the metric; null where nothing is known. */
  readonly claimed: number | null;
  /** Places at which it was trained; absent or null where nothing says it. */
  readonly trained?: TrainedPlaces | null;
  /** Figures of use, over the same groups for every model; absent where nobody asked for them. */
  readonly uses?: readonly UseFigure[];
}

/** A sentence that the intervals carry, and what it is about. */
export interface ComparisonStatement {
  readonly statement: Code;
  /** Names of models: the best, the one to start with, those that change places. */
  readonly models: readonly string[];
  /** Names of places; empty: all images together. */
  readonly places: readonly string[];
  /** Figures of use; absent where it is about none. */
  readonly uses?: readonly string[];
  /** Label that each of `uses` is of; null: of all. */
  readonly useLabels?: readonly (string | null)[];
}
