import type { CategoricalColumn, Table } from "../core/table.js";

/** Which format a file was taken for, and why, in words that a report shows. */
export interface DetectedFormat {
  /** A stable id such as `csv`, `class-folders`, `coco-camera-traps`. */
  readonly id: string;
  /** Why: "first line names the columns file and label; separator is a comma". */
  readonly reason: string;
}

/** Something worth saying about one place of an imported file; counted and listed, never dropped. */
export interface ImportProblem {
  /** A stable code such as `labels/empty-row`. */
  readonly code: string;
  /** What, in one sentence, with the value. */
  readonly what: string;
  /** Where: file and line, or file and JSON pointer. */
  readonly where: string;
}

/** State of a truth row. Empty (somebody looked: nothing there) is not unlabelled. */
export const TRUTH_STATE = { labelled: 0, empty: 1, unlabelled: 2 } as const;

/**
 * Image-level ground truth: one row for each record that names an image. Rows that name the same
 * image are joined later, by the evaluation, which also knows the files.
 */
export interface ImageTruth {
  readonly format: DetectedFormat;
  /** Name of the file or folder it came from. */
  readonly source: string;
  readonly rowCount: number;
  /** The image's path as written, with `/` for `\`; length rowCount. */
  readonly file: readonly string[];
  /** Distinct labels in order of first appearance. */
  readonly labelNames: readonly string[];
  /** Labels of row i are `labelIndex[labelStart[i] … labelStart[i + 1] − 1]`; length rowCount + 1. */
  readonly labelStart: Int32Array;
  readonly labelIndex: Int32Array;
  /** One of {@link TRUTH_STATE} for each row. */
  readonly state: Uint8Array;
  /** Where each row stands in its file: a line number (from 1), or a record number. */
  readonly line: Int32Array;
  /** Every other column, attributes of the image; rowCount rows. */
  readonly attributes: Table;
  /** Files that rows name in another role (a `mask` column): not images. */
  readonly otherFiles: readonly string[];
  /** How columns were read: role → column name ("image" → "file"), for the reader to check. */
  readonly roles: ReadonlyMap<string, string>;
  readonly problems: readonly ImportProblem[];
}

/** Predictions that came from a file: a row an image. */
export interface ImagePredictions {
  readonly format: DetectedFormat;
  readonly source: string;
  readonly rowCount: number;
  /** The image's path as written, with `/` for `\`. */
  readonly file: readonly string[];
  /** The label answered, where a column has it; null where only scores are there. */
  readonly predicted: CategoricalColumn | null;
  /** Labels that have a score column, in column order; empty when there is none. */
  readonly scoreLabels: readonly string[];
  /** Scores, row-major, rowCount × scoreLabels.length; NaN where a cell is missing. */
  readonly scores: Float64Array;
  readonly line: Int32Array;
  readonly attributes: Table;
  readonly roles: ReadonlyMap<string, string>;
  readonly problems: readonly ImportProblem[];
}
