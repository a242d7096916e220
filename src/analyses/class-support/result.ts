import type {
  Code,
  Count,
  Level,
  NonEmptyText,
  PositiveCount,
  Share,
} from "../../core/json-values.js";
import type { ConceptSupport } from "../../dataset/profile/concept-support.js";

/** What the model was trained on, class by class as a record states it, against how often it is right here. */
export interface ResultClassSupport {
  /** The record that states training counts. */
  readonly record: NonEmptyText;
  readonly unit: NonEmptyText;
  readonly level: Level;
  /** Without a training count first (the record states none, or it is not among the model's answers), then those never trained, then by rising training count. */
  readonly classes: readonly ConceptSupport[];
  /** Classes of the labels here that are not among the model's answers, never trained, and trained. */
  readonly unknown: ResultSupportGroup;
  readonly never: ResultSupportGroup;
  readonly trained: ResultSupportGroup;
  /** Of trained classes with enough units here; null where these are too few or equally trained. */
  readonly fit: ResultSupportFit | null;
  /** Trained classes with enough units here, and how many a fit takes. */
  readonly usable: Count;
  readonly leastClasses: PositiveCount;
  readonly leastUnits: PositiveCount;
  readonly warnings: readonly Code[];
}

/** Mean over classes of the share of their units that is right, each class once; Student's range over classes. */
export interface ResultSupportGroup {
  readonly classes: Count;
  readonly units: Count;
  /** Null without a class; limits from three on. */
  readonly value: Share | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** share right = intercept + slope·log₁₀(training count), least squares over classes. */
export interface ResultSupportFit {
  /** For ten times as many training images; limits by Student's t over classes. */
  readonly slope: number;
  readonly low: number;
  readonly high: number;
  readonly intercept: number;
  /** Pearson's correlation of log₁₀ of the training count and the share right; limits by Fisher's z. */
  readonly pearson: number | null;
  readonly pearsonLow: number | null;
  readonly pearsonHigh: number | null;
  readonly classes: PositiveCount;
}

declare module "../../results/result.js" {
  interface ResultAnalyses {
    readonly "class-support"?: ResultClassSupport;
  }
}
