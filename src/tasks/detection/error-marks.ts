import { ERROR_TYPES } from "../../outcomes/detection/anatomy.js";

/** What a mark of the errors of a detector stands for: a kind, or all of one side. */
export const ERROR_MARKS = [...ERROR_TYPES, "false-positives", "false-negatives"] as const;

export type ErrorMark = (typeof ERROR_MARKS)[number];

/** Bit of a kind in the errors of an item. */
export function errorBit(error: ErrorMark): number {
  return 1 << ERROR_MARKS.indexOf(error);
}

export function isErrorMark(text: string): text is ErrorMark {
  return (ERROR_MARKS as readonly string[]).includes(text);
}
