import { isMissingMark, parsePlainText } from "../delimited/decimal.js";

/** What a cell of a table of counts says. */
export type CountCell =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "missing" }
  /** A number whose comma or point may part thousands or a fraction. */
  | { readonly kind: "separator" }
  | { readonly kind: "words" };

/**
 * Reads a count. What could be two numbers (`1,234`) is none: by a factor of a thousand a guess would
 * be wrong.
 *
 * @param decimalComma whether fractions of the table stand after a comma
 */
export function readCount(cell: string | null, decimalComma: boolean): CountCell {
  const text = cell?.trim() ?? "";
  if (text === "" || isMissingMark(text)) return { kind: "missing" };
  const value = parsePlainText(text.replace(/^([+-]?)0+(?=\d)/, "$1"), decimalComma);
  if (!Number.isNaN(value)) return { kind: "number", value };
  return { kind: /^[+-]?\d[\d.,' \u00a0\u202f\u2009]*$/.test(text) ? "separator" : "words" };
}
