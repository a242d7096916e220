import type { LevelledAttribute } from "../claims/attribute-levels.js";
import type { Claim } from "../claims/claim.js";
import type { Question } from "../claims/question.js";
import type { Table } from "../core/table.js";
import type { UnitAttributes } from "../dataset/unit-attributes.js";
import type { MetricReference } from "../metrics/estimate-types.js";
import type { SequenceUnits } from "../tasks/predictions.js";
import type { LocalClasses } from "./claim-record/claim-record.js";
import type { EvaluatedOutcomes } from "./evaluated-outcomes.js";

/** What the headline figures were computed from. */
export interface HeadlineBasis {
  /** With the clusters of the question. */
  readonly outcomes: EvaluatedOutcomes;
  /** With the clusters of these sites as they are. */
  readonly here: EvaluatedOutcomes;
  readonly question: Question;
  readonly claims: readonly Claim[];
  /** The headline figures. */
  readonly headline: readonly MetricReference[];
  /** What a headline figure is of: with silence an error, other units than the outcomes'. */
  readonly figure: (reference: MetricReference) => EvaluatedOutcomes;
  /** Image of each unit; of a sequence the first. */
  readonly image: Int32Array;
  /** Each image that has a prediction. */
  readonly answered: Int32Array;
  readonly sequences: SequenceUnits | null;
  /** A row a unit. */
  readonly attributes: UnitAttributes;
  /** Attributes of the images, with what is read for gap and scope alone. */
  readonly known: Table;
  /** Rows of that table: of each unit, and of each image that has a prediction. */
  readonly rows: { readonly units: Int32Array; readonly answered: Int32Array };
  /** Parts of the data that were chosen after results. */
  readonly chosen: readonly LevelledAttribute[];
  readonly classes: LocalClasses | null;
  /** By the source of a claim: 1 for images that its record holds too. */
  readonly shared: ReadonlyMap<string, Uint8Array>;
}
