import type { Activation } from "../../core/activations.js";
import type { DetectorDecode } from "./detection/detector-types.js";

/** Exactly one label an image. */
export interface ClassifierDecode {
  readonly family: "classifier";
  readonly supported: true;
  /** Name of the output that holds the scores. */
  readonly output: string;
  readonly activation: Activation;
  /** A label that no ground truth ever has. */
  readonly backgroundIndex: number | null;
}

/** Any number of labels an image. */
export interface MultilabelDecode {
  readonly family: "multilabel";
  readonly supported: true;
  readonly output: string;
  readonly activation: Activation;
  /** One a label: present when its score is at least this. null: there is no operating point. */
  readonly thresholds: readonly number[] | null;
}

/** One score an image on any scale; after decoding, higher is always worse. */
export interface AnomalyDecode {
  readonly family: "anomaly-score";
  readonly supported: true;
  readonly output: string;
  readonly activation: Activation;
  /** `max`, `mean`: over all values of a score map. */
  readonly reduce: "none" | "max" | "mean";
  /** With `none` and several values: which one. */
  readonly index: number | null;
  readonly direction: "higher-is-worse" | "lower-is-worse";
  /** Operating point after the sign change of `lower-is-worse`. */
  readonly threshold: number | null;
}

/** How many things of each label are in an image. */
export interface CountDecode {
  readonly family: "count";
  readonly supported: true;
  readonly output: string;
  readonly activation: "none";
  /** `sum`: over all values of the map of a label. */
  readonly reduce: "none" | "sum";
  readonly scale: number;
}

/** A label for each pixel. */
export interface MaskDecode {
  readonly family: string;
  readonly supported: true;
  readonly output: string;
  readonly activation: Activation;
  /** Whether maps score each label, one map the positive label alone, or one map holds labels. */
  readonly scored: "each" | "positive" | "none";
  /** What is brought from the map to the size of the picture. */
  readonly resized: "scores" | "labels";
  readonly threshold: number;
  readonly comparison: "greater" | "at-least";
  /** Index of the positive label of two. */
  readonly positive: number;
  /** A value of a map of labels that answers nothing. */
  readonly ignoreValue: number | null;
}

/** Points of objects, by name; what is particular to a family is in its own type. */
export interface PointDecode {
  readonly family: string;
  readonly supported: true;
  /** The output that holds the points. */
  readonly output: string;
  /** Applied to how sure the model is of each point. */
  readonly activation: "none" | "sigmoid";
  /** Names of the points, in the order of the output. */
  readonly points: readonly string[];
}

/** Objects with masks; what is particular to a family is in its own type. */
export interface OutlineDecode {
  readonly family: string;
  readonly supported: true;
  /** The output of the boxes. */
  readonly output: string;
  /** What is applied to class scores stands in the recipe of the boxes. */
  readonly activation: "none";
  /** The output of the masks, or of what they are mixed from. */
  readonly masks: string;
}

/** A family whose predictions cannot be read yet; its fields are in the card's `raw`. */
export interface OtherDecode {
  readonly family: string;
  readonly supported: false;
}

/** Recipes of scores of the whole image, by family: one of one's own is declared in it. */
export interface ScoreDecodes {
  readonly classifier: ClassifierDecode;
  readonly multilabel: MultilabelDecode;
  readonly "anomaly-score": AnomalyDecode;
  readonly count: CountDecode;
}

/** How the prediction of a model that gives scores for the whole image is read. */
export type ScoreDecode = ScoreDecodes[keyof ScoreDecodes];

/** How the model's prediction is read. */
export type Decode =
  | ScoreDecode
  | DetectorDecode
  | MaskDecode
  | PointDecode
  | OutlineDecode
  | OtherDecode;

export function isClassifierDecode(decode: Decode): decode is ClassifierDecode {
  return decode.supported && "backgroundIndex" in decode;
}

export function isDetectorDecode(decode: Decode): decode is DetectorDecode {
  return decode.supported && "layout" in decode;
}

export function isPointDecode(decode: Decode): decode is PointDecode {
  return decode.supported && "points" in decode;
}

export function isOutlineDecode(decode: Decode): decode is OutlineDecode {
  return decode.supported && "masks" in decode;
}
