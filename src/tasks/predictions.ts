import type { Cancellation } from "../core/cancellation.js";
import type { LabelSet } from "../core/label-set.js";
import type { ObjectShapes } from "../core/objects.js";
import type { MaskColumn } from "../formats/import-types.js";
import type { EvaluatedOutcomes } from "../outcomes/detection/evaluated-detections.js";
import type { SequenceAggregate } from "../outcomes/sequence.js";
import type { ResultListed } from "../results/result.js";
import type { DetectionJoin } from "./detection/detection-join.js";

/** Outlines of the objects of an answer, in pixels of the picture. */
export interface FoundOutlines {
  readonly shapes: ObjectShapes;
  /** In px², by which small is told from large; null where that is width × height of the boxes. */
  readonly area: Float64Array | null;
}

/** What is known of the model's answer to one image. */
export type ImagePrediction =
  /**
   * A score for each label of the source, row of a matrix; valid until the next is asked for. In
   * detection six numbers for each object found (`DETECTION_WIDTH`).
   */
  | {
      readonly kind: "scores";
      readonly scores: Float64Array;
      /** x, y and how sure the model is (NaN: it does not say) of each point of each object, where points are evaluated. */
      readonly points?: Float64Array;
      /** ln Σ exp of the logits, where the scores were that and are known so. */
      readonly logSum?: number;
      /** Outlines of the objects, where masks are evaluated. */
      readonly outlines?: FoundOutlines;
      /** Codes worth a note: `image/orientation-applied`, … */
      readonly notes?: readonly string[];
    }
  /** Only the label answered, by its position, with its confidence where that is known. */
  | { readonly kind: "label"; readonly position: number; readonly confidence: number | null }
  /** Nothing: the image is listed with this reason. */
  | {
      readonly kind: "none";
      readonly code: string;
      readonly what: string;
      /** Code of the error behind it, where there is one. */
      readonly error?: string;
    };

/** An image without a prediction, as it is listed. */
export function listedWithout(
  file: string,
  { code, what, error }: Extract<ImagePrediction, { kind: "none" }>,
): ResultListed {
  return { file, code, what, ...(error === undefined ? {} : { error }) };
}

/** Where answers come from: a file of predictions, or the log of a model that was run. */
export interface PredictionSource {
  /** Labels by position of the scores. */
  readonly labels: LabelSet;
  /** The answer to the image of that number in the image set. */
  answer(image: number): ImagePrediction | Promise<ImagePrediction>;
}

/** How images are joined to sequences. */
export interface SequenceUnits {
  /** Sequence of each image of the set, 0 … count − 1. */
  readonly sequence: Int32Array;
  readonly count: number;
  readonly aggregate: SequenceAggregate;
}

/** Outcomes and the images behind them. */
export interface JoinedPredictions<T extends EvaluatedOutcomes = EvaluatedOutcomes> {
  readonly outcomes: T;
  /** Image of each unit; of a sequence its first one. */
  readonly image: Int32Array;
  /** Images of the set that have a prediction; absent where those of the units are all. */
  readonly answered?: Int32Array;
  /** Images that had a prediction coming and did not get one: numbers in the set, and why. */
  readonly unanswered: Int32Array;
  readonly listed: readonly ResultListed[];
}

/** The true masks, and how their boundaries are held against predicted ones. */
export interface MaskJoin {
  /** By row of the truth. */
  readonly masks: MaskColumn;
  /** Distances within which boundaries agree, ascending. */
  readonly tolerances: readonly number[];
  /** Whether the distance of pixels was given; else distances are in pixels. */
  readonly hasSpacing: boolean;
  /** Distance of pixels down and across, by row of the truth; null where it is not said. */
  spacingOf(row: number): readonly [row: number, column: number] | null;
}

/** What is known of the rules and the run besides images and answers. */
export interface JoinOptions {
  /** Classes whose score columns are kept; `all` for every one. */
  readonly scoreColumns: "all" | readonly string[];
  /** Whether the scores of all classes of each unit are kept. Default false. */
  readonly scoreRows?: boolean;
  /** Operating point of scores; null where none was given. */
  readonly threshold: number | null;
  /** The label of interest; null where none was named. */
  readonly positive?: string | null;
  /** Where images of one sequence are one unit; null where each image is one. */
  readonly sequences: SequenceUnits | null;
  /** The annotated objects and how they are matched; wanted by tasks of objects. */
  readonly detection?: DetectionJoin | undefined;
  /** Labels of pixels and how boundaries are measured; wanted by tasks of masks. */
  readonly masks?: MaskJoin | undefined;
  readonly signal: Cancellation;
  /** Called with each prediction, in the order of the images, as predictions are written. */
  readonly onAnswer?: (image: number, prediction: ImagePrediction) => void | Promise<void>;
}

/** What a model says of an image, for people. */
export interface SpokenAnswer {
  /** Names of what it answers; of a score alone nothing. */
  readonly labels: readonly string[];
  /** How sure it is of the first one, in [0, 1]; null where it says nothing that is a share. */
  readonly sureness: number | null;
  /** How many it counts of each label; left out where nothing is counted. */
  readonly counts?: readonly (readonly [label: string, count: number])[];
}

/** An object that a model found, as it gives it. */
export interface SpokenBox {
  readonly label: string;
  readonly score: number;
  /** Left, top, width, height in pixels of the picture as it is displayed. */
  readonly xywhPx: readonly [x: number, y: number, width: number, height: number];
  /** Its points in the model's order, null for one that it does not give; absent where it has none. */
  readonly points?: readonly (Readonly<Record<"x" | "y", number>> | null)[];
  /** Its pixels: runs down the columns in COCO's compressed text, or polygons; absent where nothing says them. */
  readonly outline?: string | readonly (readonly number[])[];
}

/** A prediction as the page of a record shows it. */
export type PublishedPrediction =
  | { readonly kind: "label"; readonly label: string; readonly isRight: boolean | null }
  | { readonly kind: "labels"; readonly labels: readonly string[] }
  | { readonly kind: "score"; readonly score: number }
  | { readonly kind: "boxes"; readonly count: number };
