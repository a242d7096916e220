import type { ErrorMark } from "../tasks/detection/error-marks.js";

/** A choice that a mark of the results stands for. */
export type SelectionPart =
  /** Labelled so and answered so: a cell of the matrix, a mix-up. */
  | { readonly kind: "cell"; readonly label: string; readonly answer: string }
  | { readonly kind: "label"; readonly label: string }
  | { readonly kind: "answer"; readonly answer: string }
  /** A value of an attribute: a slice, a place. */
  | { readonly kind: "part"; readonly attribute: string; readonly level: string }
  /** Above `above` and at most `upTo`; 0 belongs to what begins there. A bin of confidence. */
  | { readonly kind: "sure"; readonly above: number; readonly upTo: number }
  /** Of a detector: something is wrong in this way. */
  | { readonly kind: "error"; readonly error: ErrorMark }
  /** Left out for this reason. */
  | { readonly kind: "listed"; readonly code: string };
