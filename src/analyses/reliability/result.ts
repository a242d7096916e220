import type {
  Code,
  Count,
  Level,
  NonEmptyText,
  PositiveCount,
  Share,
} from "../../core/json-values.js";

/**
 * How well scores of confidence tell wrong predictions from right ones, each held against the model's own
 * confidence on the same units.
 */
export interface ResultFailures {
  readonly unit: NonEmptyText;
  readonly n: Count;
  /** Units that lack a score that was given, and are not among those. */
  readonly without: Count;
  /** Wrong predictions among them. */
  readonly errors: Count;
  /** Of the ranges of single scores. */
  readonly level: Level;
  /** Of the ranges of differences: they hold together. Null where there is nothing to compare. */
  readonly comparedAt: Level | null;
  /** The model's own confidence first. */
  readonly scores: readonly ResultConfidenceScore[];
  /** Whether none is better than the model's own confidence; null where that cannot be told. */
  readonly none: boolean | null;
  /** Scores that could have been compared, and why they were not. */
  readonly leftOut: readonly { readonly name: NonEmptyText; readonly code: Code }[];
  /** Training images that features were held against; absent where they were held against images of the evaluation. */
  readonly training?: { readonly source: NonEmptyText; readonly images: PositiveCount };
  /**
   * Units whose features were held against images of other places alone, of those whose place is known: such a score can
   * turn round. Absent where there are none, or no column names places.
   */
  readonly otherPlaces?: {
    readonly attribute: NonEmptyText;
    readonly units: PositiveCount;
    readonly of: PositiveCount;
  };
}

/**
 * Of answers with one label; of a model that finds objects, of each box, outline or object from the threshold on,
 * right or a false alarm.
 */
export interface ResultReliability extends ResultFailures {
  /** The same of whole images where objects are found; absent of other tasks. */
  readonly images?: ResultImageFailures;
}

/** Of images that are wrong where an object is missed or something is found that is not there. */
export interface ResultImageFailures extends ResultFailures {
  /** Images on which nothing was found, or only below the threshold with scores outside [0, 1]: nothing says how sure that is, and they are in no figure. */
  readonly unsaid: Count;
  /** Those of them on which an object is missed. */
  readonly unsaidErrors: Count;
}

/** A score of confidence; the surer, the higher. */
export interface ResultConfidenceScore {
  /** `max-softmax` and `confidence` are the model's own; of a table the name of the column. */
  readonly name: NonEmptyText;
  /** Null where all predictions are right, or all wrong. */
  readonly aurocFailure: number | null;
  readonly aurc: number | null;
  readonly augrc: number | null;
  /** Share of wrong predictions that are let through where 95 % (80 %) of right ones are. */
  readonly fpr95: number | null;
  readonly fpr80: number | null;
  readonly ranges: {
    readonly aurocFailure: ResultLimits;
    readonly aurc: ResultLimits;
    readonly augrc: ResultLimits;
    readonly fpr95: ResultLimits;
    readonly fpr80: ResultLimits;
  };
  /** What is wrong among the surest. */
  readonly risk: readonly {
    /** Least share of the units that is kept. */
    readonly target: Share;
    /** Share that is kept: units of one score stay together. */
    readonly coverage: Share;
    readonly value: number | null;
    readonly low: number | null;
    readonly high: number | null;
  }[];
  /**
   * AUROC of this score − that of the model's own confidence, positive is better; null of that confidence
   * itself, and with fewer than two right or wrong predictions.
   */
  readonly against: ResultScoreDifference | null;
  /** AURC and AUGRC of the model's own confidence − those of this score: positive is better. */
  readonly againstAurc: ResultScoreDifference | null;
  readonly againstAugrc: ResultScoreDifference | null;
  /** Whether `against` lies above 0; null where it has no range. */
  readonly better: boolean | null;
  readonly warnings: readonly Code[];
}

export interface ResultLimits {
  readonly low: number | null;
  readonly high: number | null;
}

export interface ResultScoreDifference {
  readonly difference: number;
  readonly low: number | null;
  readonly high: number | null;
}

declare module "../../results/result.js" {
  interface ResultAnalyses {
    readonly reliability?: ResultReliability;
  }
}
