import type { Table } from "../../core/table.js";
import type { DigestIndex } from "../../dataset/digest-column.js";
import type { PlacedFeatures } from "../../dataset/image-features.js";
import type { ComparedSide } from "../../dataset/profile/compare-attributes.js";
import type { TransparencyRecord } from "../../records/record/record-types.js";
import type { EvaluatedOutcomes } from "../evaluated-outcomes.js";

/** A transparency record that was given as a claim, with what it and its files tell. */
export interface ClaimRecord {
  /** As the user named it. */
  readonly source: string;
  readonly record: TransparencyRecord;
  /** What was scored, unit by unit; null if the record has neither predictions nor counts. */
  readonly units: ClaimUnits | null;
  /** Hashes of its scored images; null where they are not open, or not there. */
  readonly images: DigestIndex | null;
  /** Its test images with what they are like; null where it does not tell them one by one. */
  readonly side: ComparedSide | null;
  /** Features of its test images, which are those of `side`; absent or null where there are none. */
  readonly features?: PlacedFeatures | null;
}

/** The scored units of a record, whose order may be that of its counts. */
export interface ClaimUnits {
  readonly outcomes: EvaluatedOutcomes;
  /** A row a unit; null where the record does not tell them image by image. */
  readonly attributes: Table | null;
  readonly originOf: ReadonlyMap<string, string>;
  /** False where the record counts units in clusters and does not tell which are in which. */
  readonly independent: boolean;
}

/** The classes of an evaluation, to which the classes of a record are brought. */
export interface LocalClasses {
  /** Those that are true of a unit here. */
  readonly present: ReadonlySet<string>;
  /** Class that a label of the model counts as here, where the label map merges some. */
  readonly nameOf: ReadonlyMap<string, string>;
}

/** The record that images are held against: the first that says what it was tested on, else the first. */
export function recordOfScope(records: readonly ClaimRecord[]): ClaimRecord | undefined {
  return records.find(({ record }) => record.profile !== null) ?? records[0];
}
