import type { LevelledAttribute } from "../claims/attribute-levels.js";
import type { Claim } from "../claims/claim.js";
import type { Question } from "../claims/question.js";
import type { Table } from "../core/table.js";
import type { UnitAttributes } from "../dataset/unit-attributes.js";
import type { DrawnList } from "../formats/drawn-list-types.js";
import type { MaskColumn } from "../formats/import-types.js";
import type { EvaluationResult, ResultListed } from "../results/result.js";
import type { EvaluatedOutcomes } from "./evaluated-outcomes.js";
import type { EvaluateRequest } from "./request.js";

/** What an evaluation came to: the public result, and the outcomes behind it. */
export interface Evaluation {
  readonly result: EvaluationResult;
  /** What the app says in place of a note of the result, where it says it in its own words. */
  readonly inApp: ReadonlyMap<ResultListed, string>;
  /** With the clusters of the question. */
  readonly outcomes: EvaluatedOutcomes;
  /** Image of the set for each unit of the outcomes. */
  readonly image: Int32Array;
  /** Images of the set that have a prediction, in their order. */
  readonly answered: Int32Array;
  readonly question: Question;
  readonly claims: readonly Claim[];
  readonly request: EvaluateRequest;
  /** A row a unit. */
  readonly attributes: UnitAttributes;
  /** Parts of the data that were chosen after results, by unit. */
  readonly chosen: readonly LevelledAttribute[];
  /** How like the test set of a claimed record each image of `answered` is, for their order; null where that is not known. */
  readonly likeness: Float64Array | null;
  /** Figures of use; absent where nobody asked for them. */
  readonly uses?: readonly UseFigure[];
}

/** A figure of use with what it is without each group of what was sampled, by which models are compared. */
export interface UseFigure {
  readonly figure: string;
  readonly label: string | null;
  /** The relative difference from the labels; where there is none, the model's value. */
  readonly value: number;
  /** Whether 0 is what the labels give; else where better lies, null where neither way is. */
  readonly better: "nearer-to-0" | "higher" | "lower" | null;
  readonly leftOut: Float64Array;
  /** Null where units are taken as independent. */
  readonly clusters: number | null;
}

/** What is known of the images beside their classes: attributes, by row of the set's `row`. */
export interface ImageKnowledge {
  readonly truth: {
    readonly attributes: Table;
    readonly drawn?: DrawnList;
    readonly masks?: MaskColumn;
  };
}
