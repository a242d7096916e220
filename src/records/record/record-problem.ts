import type { ErrorCode } from "../../core/errors.js";
import type { NonEmptyText } from "../../core/json-values.js";

/** Every way in which a record, its files or its figures can be other than it says. */
export type RecordCode = Extract<ErrorCode, `record/${string}` | "input/too-deep">;

/** One difference; `warning` where the record still stands. */
export interface RecordProblem {
  readonly code: RecordCode;
  readonly severity: "error" | "warning";
  /** What differs, with both values; no full stop at the end. */
  readonly what: NonEmptyText;
  /** Where: file and line, or a place in the record such as `claims[0].value`. */
  readonly where: string;
}
