import type {
  Code,
  Count,
  Level,
  NonEmptyText,
  PositiveCount,
  Share,
} from "../../core/json-values.js";

/** How the counts of a model stand to those of people, of all labels together (Bland and Altman). */
export interface ResultAgreement {
  readonly unit: NonEmptyText;
  readonly n: PositiveCount;
  /** Null where units are drawn one by one. */
  readonly clusters: Count | null;
  readonly level: Level;
  /** Predicted − true, on average. */
  readonly mean: ResultAgreementLimit;
  /** Of the differences, with n − 1; null of one unit. */
  readonly sd: number | null;
  /** mean ∓ 1.96 sd: between them lie about 95% of differences that are normal. */
  readonly lower: ResultAgreementLimit;
  readonly upper: ResultAgreementLimit;
  /** Share of the units whose difference lies between the limits. */
  readonly within: Share | null;
  /** Correlation of the size of a difference with the mean of both counts; null where either is one number. */
  readonly widening: number | null;
  readonly pearson: number | null;
  /** 1 − Σ(p − t)²/Σ(t − t̄)²: below 0 where the mean of the true counts would miss by less. */
  readonly r2: number | null;
  readonly warnings: readonly Code[];
}

/** A figure and its range; null where there is none. */
export interface ResultAgreementLimit {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

declare module "../../results/result.js" {
  interface ResultAnalyses {
    readonly agreement?: ResultAgreement;
  }
}

/** Units whose two counts are the same pair. */
export interface CountPair {
  readonly truth: number;
  readonly predicted: number;
  readonly units: number;
}

declare module "../../results/report-input.js" {
  interface ReportExtras {
    /** Pairs of counts, by their mean and then their difference. */
    readonly agreement?: readonly CountPair[];
  }
}
