import type { Outcomes } from "../../outcomes/classification-types.js";

/** Truth and predictions of one class a unit, or of several. */
export type ClassPredictions =
  | {
      readonly kind: "single";
      readonly unitCount: number;
      readonly classes: readonly string[];
      /** Class of each unit. */
      readonly truth: Int32Array;
      readonly predicted: Int32Array;
    }
  | {
      readonly kind: "several";
      readonly unitCount: number;
      readonly classes: readonly string[];
      /** Row-major unitCount × classes, 0 or 1. */
      readonly truth: Uint8Array;
      readonly predicted: Uint8Array;
    };

/** One class against the rest: its score of every unit and where it is true. */
export interface ScoredClass {
  readonly score: Float64Array;
  /** 1 where the class is true. */
  readonly positive: Uint8Array;
  /** The class's name; left out for what is no class. */
  readonly name?: string;
}

/**
 * How outcomes of a task are read as labels, for the metrics of labels. A task without them has metrics
 * of its own.
 */
export interface LabelColumns<O extends Outcomes = Outcomes> {
  /** Null where no class is predicted. */
  predictions(outcomes: O): ClassPredictions | null;
  /**
   * The classes that a ranked metric runs over where none is named; null where there are no scores.
   *
   * @param isSymmetric whether two classes whose scores add up to 1 have one figure
   */
  ranked(outcomes: O, isSymmetric: boolean): readonly number[] | null;
  /** One class of the outcomes; null where its scores are not there. */
  scored(outcomes: O, index: number): ScoredClass | null;
  hasScores(outcomes: O, index: number): boolean;
}
