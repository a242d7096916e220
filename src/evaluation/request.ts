import type { HereUnit } from "../claims/question.js";
import type { LabelRules } from "../dataset/label-rules.js";
import type { BootstrapMethod } from "../metrics/bootstrap-estimates.js";
import type { SequenceAggregate } from "../outcomes/sequence.js";
import type { TaskId } from "../tasks/task.js";
import type { ChosenPart } from "./chosen-parts.js";
import type { ClaimCard } from "./claim-card/claim-card.js";
import type { ClaimRecord } from "./claim-record/claim-record.js";

/** What is asked of an evaluation: the options of `homeground evaluate`, read and checked. */
export interface EvaluateRequest extends LabelRules {
  readonly task: TaskId;
  /** The label of interest where there are two; null where none is. */
  readonly positive: string | null;
  /** The attribute whose levels are a sample: asks about another site. */
  readonly cluster: string | null;
  /** No site scores below it, in the claims' metrics; null for the worst that they can be. */
  readonly worstSite: number | null;
  /** Names of places, cameras, hospitals that the model was trained on. */
  readonly trainedAt: readonly string[];
  /** The attribute whose levels are sites; null for the one that names places. */
  readonly site: string | null;
  /** Analyses that were asked for by name: they say so where they cannot be made. */
  readonly analyses: readonly string[];
  /** Share that has what is looked for where the model is to be used; null where nobody says it. */
  readonly prevalence: number | null;
  /** What a miss and a false alarm cost, in one unit; both null, or neither. */
  readonly costMiss: number | null;
  readonly costFalseAlarm: number | null;
  /** Minutes without a species after which one of its images begins another event. */
  readonly gapMinutes: number;
  /** What counts once in the question *here*: what is found, or every image on its own. */
  readonly hereUnit: HereUnit;
  /** Attributes whose levels are looked at one by one. */
  readonly slices: readonly string[];
  /** Images that somebody made parts of the data after seeing results. */
  readonly chosenParts: readonly ChosenPart[];
  /** `REF=VALUE[@K/N][~TOLERANCE]` each. */
  readonly claims: readonly string[];
  /** Parsed JSON of result files given as claims, with their names. */
  readonly claimFiles: readonly { readonly source: string; readonly json: unknown }[];
  /** Transparency records given as claims, opened. */
  readonly claimRecords: readonly ClaimRecord[];
  /** Model cards of the Hugging Face Hub given as claims, read. */
  readonly claimCards: readonly ClaimCard[];
  /** `REF>=VALUE` each. */
  readonly requirements: readonly string[];
  /** Of all claims that state none; null for the default of the metric. */
  readonly tolerance: number | null;
  /** Further metrics. */
  readonly metrics: readonly string[];
  /** Operating point of scores; null where none was given. */
  readonly threshold: number | null;
  /** σ of points, one for all or by name; null for COCO's, or the usual one. */
  readonly sigmas: number | Readonly<Record<string, number>> | null;
  /** Distance of pixels: a number, `row,column`, or a column of the labels; null: distances are in pixels. */
  readonly spacing: string | null;
  /** How thick a slice is, for volumes: a number, or the column that says it; null where nobody says so. */
  readonly thickness: string | null;
  /** Whether verdicts are to hold however often they are looked at as labels come. */
  readonly anytime: boolean;
  /** Where looks are many: in an order drawn from the seed, or in that of the label file, which is a random one. */
  readonly lookOrder: "drawn" | "file";
  /** Whether images of a list that was drawn by a design count alike all the same. */
  readonly ignoreDesign: boolean;
  /**
   * How labelled images without a prediction count in verdicts and headline figures: as unknown, or as
   * errors.
   */
  readonly unanswered: "unknown" | "wrong";
  /** What is sampled, and how the images of a sequence answer together. */
  readonly unit:
    | { readonly kind: "image" }
    | { readonly kind: "sequence"; readonly aggregate: SequenceAggregate };
  /** Bootstrap intervals beside the default ones; `none` for figures without intervals. */
  readonly interval:
    | "none"
    | { readonly method: BootstrapMethod; readonly replicates: number }
    | null;
  /** Of the intervals, in (0, 1). */
  readonly level: number;
  readonly seed: number;
  /** Whether a map of the places may stand in files, and GPS is read from photographs for it. */
  readonly siteMap: boolean;
}

/** A request that asks for the usual figures and claims nothing. */
export const DEFAULT_REQUEST: EvaluateRequest = {
  task: "classification",
  positive: null,
  severalLabels: "list",
  conflictingLabels: "list",
  noAnnotation: "unlabelled",
  where: [],
  cluster: null,
  worstSite: null,
  trainedAt: [],
  site: null,
  analyses: [],
  prevalence: null,
  costMiss: null,
  costFalseAlarm: null,
  gapMinutes: 30,
  hereUnit: "found",
  slices: [],
  chosenParts: [],
  claims: [],
  claimFiles: [],
  claimRecords: [],
  claimCards: [],
  requirements: [],
  tolerance: null,
  metrics: [],
  threshold: null,
  sigmas: null,
  spacing: null,
  thickness: null,
  anytime: false,
  lookOrder: "drawn",
  ignoreDesign: false,
  unanswered: "unknown",
  unit: { kind: "image" },
  interval: null,
  level: 0.95,
  seed: 1,
  siteMap: false,
};
