import type { QuestionClusters } from "../../claims/question.js";
import type { Table } from "../../core/table.js";
import type { ImageSet } from "../../dataset/image-set.js";
import type { TruthMap } from "../../dataset/truth-map.js";
import type { MetricReference } from "../../metrics/estimate-types.js";
import type { Completion } from "../../metrics/unanswered/complete-outcomes.js";
import type { EvaluatedOutcomes } from "../../outcomes/detection/evaluated-detections.js";
import type { DetectionJoin } from "../detection/detection-join.js";
import type { UnansweredUnits } from "./unanswered-units.js";

/** What is known of the images around those that have no answer. */
export interface UnansweredBasis {
  readonly images: ImageSet;
  readonly map: TruthMap;
  /** With the clusters of the question. */
  readonly outcomes: EvaluatedOutcomes;
  /** Image of each unit; of a sequence the first. */
  readonly image: Int32Array;
  /** Images of the set that got no answer. */
  readonly unanswered: Int32Array;
  readonly clusters: QuestionClusters | null;
  readonly attributes: Table;
  /** Sequence of each image of the set, then of each whose file is missing; null: units are images. */
  readonly sequence: Int32Array | null;
  /** Wanted by the task detection. */
  readonly detection: DetectionJoin | null;
}

/** The images without an answer, and what they can do to a figure (METHODS-2 A3). */
export interface Unanswered {
  readonly images: number;
  /** Every unit of a completion: its image, its row of the truth and its cluster. */
  readonly units: Pick<UnansweredUnits, "image" | "row"> & { readonly cluster: Int32Array | null };
  /** The outcomes of all units; null where a metric has no worst and no best. */
  complete(reference: MetricReference, side: Completion): EvaluatedOutcomes | null;
  /** Whether no answers could make a metric worse, or better, than its completions. */
  isBounded(reference: MetricReference): boolean;
}

/** Warning of headline figures beside images without an answer, by what these count as. */
export const UNANSWERED_WARNINGS = {
  unknown: "run/unanswered",
  wrong: "run/unanswered-wrong",
} as const;
