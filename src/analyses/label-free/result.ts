import type { Code, NonEmptyText, PositiveCount, Share } from "../../core/json-values.js";

/**
 * What the confidences here say of the share that is right, without a label, each estimate under an
 * assumption of its own. No verdict rests on them.
 */
export interface ResultLabelFree {
  /** The record whose confidences and outcomes are compared with. */
  readonly record: NonEmptyText;
  readonly unit: NonEmptyText;
  /** Units of the record, and here. */
  readonly claimed: PositiveCount;
  readonly local: PositiveCount;
  /** Share that is right there, and by the labels here. */
  readonly claimedAccuracy: Share;
  readonly labelledAccuracy: Share;
  readonly estimates: readonly ResultLabelFreeEstimate[];
}

export interface ResultLabelFreeEstimate {
  /** `atc`, `doc`, `bbse`, `cbpe`. */
  readonly method: NonEmptyText;
  /** Of the share that is right; null where there is none, or it is not shown. */
  readonly value: Share | null;
  /** The value − the share that is right by the labels here. */
  readonly error: number | null;
  /** Whether a test or the labels here refute what it assumes. */
  readonly struckOut: boolean;
  /** Effective number of units of the record, of `bbse` alone. */
  readonly effectiveN: number | null;
  readonly warnings: readonly Code[];
}

declare module "../../results/result.js" {
  interface ResultAnalyses {
    readonly "label-free"?: ResultLabelFree;
  }
}
