import type { Direction } from "./estimate-types.js";

/** Tasks of which a metric can be asked (CONTRACT, "Tasks"). */
export type MetricTask =
  | "classification"
  | "multilabel"
  | "anomaly"
  | "detection"
  | "instance-segmentation"
  | "semantic-segmentation"
  | "keypoints"
  | "counting";

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

/** What is known of a metric without data. */
export interface MetricEntry {
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
}
