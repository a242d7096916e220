import type { ImportProblem } from "./import-types.js";

/**
 * Every code that an {@link ImportProblem} can carry. They are public, like the codes of errors:
 * a released one is never renamed or given another meaning.
 */
export const PROBLEM_CODES = {
  "annotations/duplicate-id": "Two records of one kind carry one id; both are kept apart.",
  "annotations/duplicate-image": "The list of images names one file twice.",
  "annotations/duplicate-name": "Two categories have one name; they are taken as one label.",
  "annotations/name-invalid": "A category has no usable name.",
  "annotations/none": "The file lists images and not one annotation.",
  "annotations/sequence-level": "Labels hold for a sequence, not surely for the single image.",
  "annotations/similar-names": "Labels differ only in case, blanks or look-alike letters.",
  "annotations/unknown-category": "A record names a category that the file does not list.",
  "annotations/unknown-image": "A record names an image that the file does not list.",
  "annotations/wrong-type": "A field does not have the type that its format gives it.",
  "input/duplicate-key": "A JSON object has one key twice.",
  "input/encoding": "The text is not UTF-8; it was read as the encoding named.",
  "input/line": "A line of a JSON-lines file is not JSON; it is left out.",
  "input/not-a-number": "A JSON file holds NaN or Infinity, which JSON does not know.",
  "labels/boxes-collapsed": "Boxes were read as the presence of their class in the image.",
  "labels/cancelled": "An annotation that its author cancelled; it is left out.",
  "labels/disagree": "Several people labelled one image differently.",
  "labels/event-level": "Observations of whole events were left out: the images are scored.",
  "labels/machine": "A label that a machine gave: a prediction, not ground truth.",
  "labels/no-file": "A record of labels names no image file.",
  "predictions/box-invalid": "A detection's box is no box; the detection is left out.",
  "predictions/boxes-collapsed":
    "Detections were read as the presence of their class in the image.",
  "predictions/duplicate": "One image is predicted twice.",
  "predictions/looks-like-logits": "Scores lie outside 0 to 1, as raw network outputs do.",
  "predictions/looks-normalised":
    "Boxes look like fractions of the image where pixels are expected.",
  "predictions/missing-field": "A prediction lacks a field that it needs; it is left out.",
  "predictions/missing-image": "Nothing was detected on some images.",
  "predictions/none": "There is not one usable detection.",
  "predictions/not-a-number": "A score is not a number; it counts as missing.",
  "predictions/not-processed": "The model did not process the image; it has no prediction.",
  "predictions/not-probabilities": "A score is outside 0 to 1.",
  "predictions/sums": "Scores of an image do not add up to 1.",
  "predictions/threshold": "The threshold that turned detections into an answer, and its source.",
  "predictions/truncated": "Only the highest scores are there; the rest is missing.",
  "predictions/unknown-category": "Detections of a category that the ground truth does not list.",
  "predictions/unknown-image": "Detections on an image that has no ground truth.",
  "predictions/wrong-type":
    "A field of a prediction does not have the type that its format gives it.",
  "table/cell-too-long": "A cell is longer than a table's cell can be; its row is left out.",
  "table/columns": "A row has more or fewer cells than the header; it is left out.",
  "table/duplicate-column": "Two columns have one name.",
  "table/missing-value": "A label looks like a mark for a missing value; it is taken as a label.",
  "table/number-format": "Numbers are written in more than one way.",
  "table/several-columns": "More than one column could play a role.",
  "table/spreadsheet-damage": "A label looks as if a spreadsheet had changed it.",
} as const;

export type ProblemCode = keyof typeof PROBLEM_CODES;

/** Collects problems, so that a damaged file of a million rows does not make a million objects. */
export interface ProblemList {
  /** Adds one; beyond {@link PROBLEMS_LISTED} of one code it is counted and not listed. */
  add(code: ProblemCode, what: string, where: string): void;
  /** What was added, by order of adding; a code with more gets a last entry that counts the rest. */
  finish(): readonly ImportProblem[];
}

/** So many problems of one code are listed one by one. */
export const PROBLEMS_LISTED = 1000;

export function createProblemList(): ProblemList {
  const problems: ImportProblem[] = [];
  const counts = new Map<ProblemCode, number>();
  const last = new Map<ProblemCode, string>();
  return {
    add(code, what, where) {
      const count = (counts.get(code) ?? 0) + 1;
      counts.set(code, count);
      if (count <= PROBLEMS_LISTED) problems.push({ code, what, where });
      else last.set(code, where);
    },
    finish() {
      const rest = [...last].map(([code, where]) => ({
        code,
        what: `and ${(counts.get(code) ?? 0) - PROBLEMS_LISTED} more of this kind`,
        where: `up to ${where}`,
      }));
      return [...problems, ...rest];
    },
  };
}

/** A name from data for a message: quoted, without control characters, cut when long. */
export function quoted(name: string): string {
  const cut = name.length > 80 ? `${name.slice(0, 80)}…` : name;
  return JSON.stringify(cut);
}
