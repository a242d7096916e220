import type { PositiveCount } from "../core/json-values.js";
import type { LabelMask } from "../core/masks/label-mask.js";
import type { Joints } from "../core/objects.js";
import type { Said } from "../core/sentence.js";
import type { CategoricalColumn, Table } from "../core/table.js";
import type { IdIndex } from "./coco/coco-ids.js";
import type { WrittenTable } from "./delimited/table-writing.js";
import type { DrawnList } from "./drawn-list-types.js";

/** Which format a file was taken for, and why, in words that a report shows. */
export interface DetectedFormat {
  /** A stable id such as `csv`, `class-folders`, `coco-camera-traps`. */
  readonly id: string;
  /** Why: "first line names the columns file and label; separator is a comma". */
  readonly reason: string;
  /** How a table is written: `commas between cells, UTF-8`. */
  readonly writing?: string;
  /** The same of a delimited text, as choices that can be made otherwise. */
  readonly written?: WrittenTable;
}

/** Something worth saying about one place of an imported file; counted and listed, never dropped. */
export interface ImportProblem extends Said {
  /** A stable code such as `labels/empty-row`. */
  readonly code: string;
  /** Where: file and line, or file and JSON pointer. */
  readonly where: string;
}

/** A field of a file that is not read, with how often it says something. */
export interface FieldNotRead {
  /** Its path as its format writes it: `annotations[].keypoints`. */
  readonly field: string;
  /** What has it, in the singular: "annotation". */
  readonly in: string;
  /** So many of these have it. */
  readonly count: PositiveCount;
  /** Place of the first. */
  readonly where: string;
}

/** What a reader leaves aside, for whoever asks whether a file was read whole. */
export interface LeftAside {
  /** Fields of the file that are not read; left out where all are. */
  readonly notRead?: readonly FieldNotRead[];
  /**
   * Annotations or detections that the file holds and that are not read, each of them listed or
   * counted in the problems; left out where there are none.
   */
  readonly objectsNotRead?: number;
  /** Those of them that are of images which the labels do not list; left out where there are none. */
  readonly ofOtherImages?: { readonly objects: number; readonly images: number };
}

/** How something was read that files leave open, or that is not as their format says. */
export interface TakenReading {
  /** Name of the choice (`prediction-boxes`); `class-names`: what numbers of classes are called by. */
  readonly reading: string;
  readonly value: string;
  /** `declared`: somebody said so; `found`: the files show it. */
  readonly chosen: "declared" | "found";
}

/** How a file was read, where that is not a matter of course. */
export interface HowRead {
  readonly readings?: readonly TakenReading[];
}

/** State of a truth row. Empty (somebody looked: nothing there) is not unlabelled. */
export const TRUTH_STATE = { labelled: 0, empty: 1, unlabelled: 2 } as const;

/**
 * Image-level ground truth: one row for each record that names an image. Rows that name the same
 * image are joined later, by the evaluation, which also knows the files.
 */
export interface ImageTruth extends LeftAside, HowRead {
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
  /** How the images were drawn to be labelled, where the file says it; absent: it does not. */
  readonly drawn?: DrawnList;
  /** Attributes that say where something lives: no other file gets them. Absent: none. */
  readonly unwritten?: readonly string[];
  /** Files that rows name in another role (a `mask` column): not images. */
  readonly otherFiles: readonly string[];
  /** The same by column: the file that each row names, null for none. Left out where there are none. */
  readonly otherFilesOf?: ReadonlyMap<string, readonly (string | null)[]>;
  /** How columns were read: role → column name ("image" → "file"), for the reader to check. */
  readonly roles: ReadonlyMap<string, string>;
  readonly problems: readonly ImportProblem[];
  /** Rows that name an image of which a number cannot be taken; absent: none. */
  readonly unfit?: ReadonlyMap<number, Unfit>;
  /** Annotations that the labels were made from, where they are not the rows. */
  readonly objects?: number;
  /** Place of the labels in a taxonomy, by name, where the file says it. */
  readonly taxa?: ReadonlyMap<string, Taxon>;
  /** Name of the group that a label belongs to, by label, where the file says it. */
  readonly supercategories?: ReadonlyMap<string, string>;
  /** What COCO's numbers stand for, for predictions that say only those. */
  readonly coco?: CocoNames;
  /** Names of classes by their number, for predictions that say only those. */
  readonly classNames?: readonly string[];
  /** Labels of pixels, where they were asked for; `labelNames` are those of them that occur. */
  readonly masks?: MaskColumn;
}

/** Why an image cannot be scored, though a row names it. */
export interface Unfit {
  readonly code: string;
  readonly what: string;
}

/** Masks of images that are read when they are asked for. */
export interface MaskColumn {
  /** Names that the labels of masks are indices into. */
  readonly labelNames: readonly string[];
  /**
   * @param row of the table, one with labels
   * @param size that the mask is drawn in where its file does not say it
   * @throws HomegroundError of the file, where it cannot be read any more
   */
  read(row: number, size: MaskSize | null): Promise<LabelMask>;
  /** Of masks that are drawn: the size that the file says, null for none. Absent: masks have their own. */
  sizeOf?(row: number): MaskSize | null;
}

export type MaskSize = Pick<LabelMask, "widthPx" | "heightPx">;

/** Names behind the numbers of a COCO file; a number may be written as a text. */
export interface CocoNames {
  /** Index into `files` of an image's id, by `placeOfId`. */
  readonly imageOf: IdIndex;
  /** Path of an image; null where only annotations name its id. */
  readonly files: readonly (string | null)[];
  /**
   * Rows of the truth in the ascending order of their images' ids, numbers before texts: the order
   * in which COCO's reference breaks ties of scores.
   */
  readonly imageOrder: Int32Array;
  /** Size of the image of each row of the truth; NaN where the file does not say it. */
  readonly widthPx: Float64Array;
  readonly heightPx: Float64Array;
  /** Index into `labels` of a category's id. */
  readonly categoryOf: ReadonlyMap<number | string, number>;
  /** Name of a category; null where only annotations name its id. */
  readonly labels: readonly (string | null)[];
  /** Points of objects, with the place that each of a category's own has, by index into `labels`. */
  readonly joints?: JointsByCategory;
}

/** Points of objects of several categories in one order. */
export interface JointsByCategory extends Joints {
  /** By category; null for one without points. */
  readonly placesOf: readonly (Int32Array | null)[];
}

/** Predictions that came from a file: a row an image. */
export interface ImagePredictions extends LeftAside, HowRead {
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
  /** ln Σ exp of each row, where the scores were logits and a softmax made them what they are. */
  readonly logSum?: Float64Array;
  readonly line: Int32Array;
  readonly attributes: Table;
  readonly roles: ReadonlyMap<string, string>;
  readonly problems: readonly ImportProblem[];
  /** Score of the prediction in `predicted`, where a column has it; NaN where missing. */
  readonly predictedScore?: Float64Array;
  /** The highest answers, where the file holds only those and not a score of every label. */
  readonly top?: TopPredictions;
  /**
   * All labels that can be answered, where the file says them and there are no scores: `predicted`
   * holds those alone that were.
   */
  readonly answerLabels?: readonly string[];
  /** Whether no label is declared beside those that were found. Default false. */
  readonly namesOnlyFound?: true;
  /** The threshold with which detections became the prediction in `predicted`, and where it is from. */
  readonly threshold?: { readonly value: number; readonly source: string };
  /** Detections that the predictions were made from, where they are not the rows. */
  readonly objects?: number;
  /** Whether nothing was found on images that it does not name: only images of detections have a row. */
  readonly absentIsNone?: true;
  /** Answers for pixels, where they were asked for. */
  readonly masks?: MaskColumn;
  /** Place of the predictions in a taxonomy, by the name in `predicted`, where the file says it. */
  readonly taxa?: ReadonlyMap<string, Taxon>;
}

/** The k highest answers of each row, best first. */
export interface TopPredictions {
  readonly k: number;
  readonly labels: readonly string[];
  /** Index into `labels`, row-major, rowCount × k; −1 where a row has fewer answers. */
  readonly codes: Int32Array;
  /** Score of each prediction, as `codes`; NaN where missing. */
  readonly scores: Float64Array;
}

/** Ranks of a taxonomy that are read, from the widest to the narrowest. */
export const TAXON_RANKS = ["class", "order", "family", "genus", "species"] as const;
export type TaxonRank = (typeof TAXON_RANKS)[number];

/** A name in a taxonomy. Ranks are in lower case, and empty below the taxon's own rank. */
export interface Taxon {
  /** Identifier in its source, or "". */
  readonly id: string;
  readonly class: string;
  readonly order: string;
  readonly family: string;
  readonly genus: string;
  /** The epithet alone: `africana`. */
  readonly species: string;
  /** Name in the language of the source, or "". */
  readonly commonName: string;
}
