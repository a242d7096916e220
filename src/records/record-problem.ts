/**
 * Every way in which a record, its files or its figures can be other than it says. Codes are public
 * and keep their meaning.
 */
export const RECORD_CODES = {
  "record/bad-shape": "The file is not of the shape of a record.",
  "record/version": "The record is of a version that this program does not know.",
  "record/algorithm": "The record names a hash or signature that is not accepted.",
  "record/hash-format": "A hash is not written as 64 lower-case hexadecimal digits.",
  "record/not-canonical": "The file is not the canonical form of its content.",
  "record/hash-mismatch": "Bytes or content are not those that the record names.",
  "record/cycle": "The record names itself as the version before it.",
  "record/expected-id": "The record is another one than the one that was expected.",
  "record/file-missing": "A file that the record names is not there.",
  "record/image-missing": "An image of the manifest is not there.",
  "record/image-unlisted": "An image is there that the manifest does not list.",
  "record/image-undecodable": "An image has the right bytes and cannot be decoded here.",
  "record/manifest": "A line of the manifest is malformed, doubled or out of order.",
  "record/counts": "The numbers of images do not add up, or are not those of the manifest.",
  "record/predictions": "The predictions do not fit the manifest.",
  "record/claim-differs": "A figure computed again is not the one that the record states.",
  "record/answer-differs": "The model, run again, answers otherwise.",
  "record/not-recomputable": "A figure cannot be computed again from what is published.",
  "record/not-stated": "A published record does not state what it must.",
  "record/signature": "A signature is not of this record and this key.",
  "record/secret": "The secret is not the one that the record was made with.",
  "record/training-overlap": "Training and test share images.",
} as const;

export type RecordCode = keyof typeof RECORD_CODES;

/** One difference; `warning` where the record still stands. */
export interface RecordProblem {
  readonly code: RecordCode;
  readonly severity: "error" | "warning";
  /** What differs, with both values; no full stop at the end. */
  readonly what: string;
  /** Where: file and line, or a place in the record such as `claims[0].value`. */
  readonly where: string;
}
