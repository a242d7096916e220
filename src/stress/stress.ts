import type {
  Code,
  Count,
  Level,
  MetricText,
  NonEmptyText,
  PositiveCount,
  Sha256,
} from "../core/json-values.js";

/** How answers change as pictures are altered; the JSON Schema is `schemas/stress.schema.json`. */
export interface Stress {
  readonly schema: "homeground.stress/1";
  readonly metric: MetricText;
  /** Of all ranges; of those that hold together, of all of them. */
  readonly level: Level;
  readonly seed: Count;
  readonly unit: NonEmptyText;
  /** Units that every model has an answer for, however their pictures were altered. */
  readonly images: PositiveCount;
  /** Null where units are independent. */
  readonly clusters: Count | null;
  /** Images in no change: those that the evaluation lists, then those without an answer to an altered picture. */
  readonly listed: readonly StressListed[];
  readonly models: readonly { readonly name: NonEmptyText; readonly sha256: Sha256 | null }[];
  readonly working: WorkingPictures;
  /** First the pictures as they are (severity 0), then each kind at each severity. */
  readonly kinds: readonly StressedKind[];
  /** What each kind costs, its severities together: all of these ranges hold together. */
  readonly costs: readonly KindCosts[];
  /** Mean corruption error of each model. */
  readonly mce: readonly StressFigure[];
  /** By how much the error grows, kinds and severities together. */
  readonly relative: readonly StressFigure[];
  /** Every two models; ranges of all pairs hold together, as pictures are and altered each. */
  readonly pairs: readonly StressedPair[];
  /** What a search found within its budget; empty where none was asked for, or answers are not right or wrong. */
  readonly worst: readonly WorstFound[];
  readonly statements: readonly Code[];
  /** What each statement is about. */
  readonly about: readonly StressStatement[];
  readonly warnings: readonly Code[];
}

export interface StressListed {
  readonly file: string;
  /** @pattern ^[a-z0-9-]+(/[a-z0-9-]+)?$ */
  readonly code: string;
  readonly what: string;
}

/** What every alteration begins with. */
export interface WorkingPictures {
  /** Pictures are made smaller to this shorter side before they are altered. */
  readonly shorterSidePx: PositiveCount;
  /** What that alone does. */
  readonly models: readonly StressedModel[];
}

export interface StressedKind {
  /** `none` at severity 0. */
  readonly kind: NonEmptyText;
  /**
   * @asType integer
   * @minimum 0
   * @maximum 5
   */
  readonly severity: number;
  /** In `unit`; null at severity 0. */
  readonly parameter: number | null;
  /** What the parameter is measured in. */
  readonly of: string | null;
  readonly models: readonly StressedModel[];
}

export interface StressedModel {
  readonly name: NonEmptyText;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Against the pictures as they are, positive where the altered ones do better; null at severity 0. */
  readonly change: number | null;
  readonly changeLow: number | null;
  readonly changeHigh: number | null;
}

export interface KindCosts {
  readonly kind: NonEmptyText;
  readonly models: readonly KindCost[];
}

export interface KindCost {
  readonly name: NonEmptyText;
  /** Mean change over the severities. */
  readonly change: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Whether it is told to be below 0. */
  readonly told: boolean;
  /** Whether no other kind is told to cost this model more. */
  readonly most: boolean;
}

export interface StressFigure {
  readonly name: NonEmptyText;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** The same over that of the first model, which is 1 of itself: kind by kind, and their mean. */
  readonly ratio: number | null;
  readonly ratioLow: number | null;
  readonly ratioHigh: number | null;
}

export interface StressedPair {
  readonly a: NonEmptyText;
  readonly b: NonEmptyText;
  /** Of the pictures as they are, positive where the first is better. */
  readonly clean: PairDifference;
  /** Of the means over all kinds and severities. */
  readonly altered: PairDifference;
}

export interface PairDifference {
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly told: "a" | "b" | null;
}

export interface WorstFound {
  readonly name: NonEmptyText;
  /** Units that are right as they are. */
  readonly images: Count;
  /** Of those, how many are wrong in a try at least. */
  readonly broken: Count;
  /** Tries a picture. */
  readonly budget: PositiveCount;
  /** Share of all units that is right in every try: the worst case is this or lower. */
  readonly value: number | null;
  readonly change: number | null;
  readonly changeLow: number | null;
  readonly changeHigh: number | null;
}

export interface StressStatement {
  readonly statement: Code;
  readonly models: readonly NonEmptyText[];
  readonly kinds: readonly NonEmptyText[];
}
