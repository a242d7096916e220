/**
 * A cell of a CSV file: quoted where it must be (RFC 4180), and closed to spreadsheets that would
 * take a text for a formula: one that starts with `=`, `+`, `-`, `@`, a tab or a carriage return
 * gets an apostrophe in front, unless it is a plain number.
 */
export function csvCell(text: string): string {
  const isFormula = /^[=+\-@\t\r]/.test(text) && !/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text);
  const safe = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
