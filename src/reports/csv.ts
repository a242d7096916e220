import type { EvaluationResult } from "./result.js";

/**
 * Tables for spreadsheets and statistics programs: RFC 4180, comma, `\n`, UTF-8, full-precision
 * fractions, an empty cell where a number does not exist. Text that a spreadsheet would run as a
 * formula is defused by an apostrophe in front.
 */

type Cell = string | number | boolean | null;

/** What a spreadsheet takes for the start of a formula, also behind blanks. */
const FORMULA = /^\s*[=+\-@\t\r]/;

/** One row of cells as a line, without its line feed. */
export function csvLine(cells: readonly Cell[]): string {
  return cells.map(csvCell).join(",");
}

function csvCell(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell !== "string") return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function table(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return `${[header, ...rows].map(csvLine).join("\n")}\n`;
}

/** `estimates.csv`: every estimate of the result, a row each, in its order. */
export function estimatesCsv({ estimates }: EvaluationResult): string {
  const header = [
    ...["metric", "role", "attribute", "slice", "value", "low", "high", "level", "method"],
    ...["n", "defined", "unit", "clusters", "warnings"],
  ];
  return table(
    header,
    estimates.map((one) => [
      ...[one.metric, one.role, one.slice?.attribute ?? null, one.slice?.value ?? null],
      ...[one.value, one.low, one.high, one.level, one.method],
      ...[one.n, one.defined, one.unit, one.clusters, one.warnings.join(" ")],
    ]),
  );
}

/** `verdicts.csv`: a row a claim or requirement. */
export function verdictsCsv({ verdicts }: EvaluationResult): string {
  const header = [
    ...["metric", "kind", "claimed", "claimedLow", "claimedHigh", "claimedN", "tolerance"],
    ...["difference", "low", "high", "verdict", "reason", "moreLabels", "moreClusters", "level"],
  ];
  return table(
    header,
    verdicts.map((one) => [
      ...[one.metric, one.claim.kind, one.claim.value, one.claim.low, one.claim.high],
      ...[one.claim.n, one.tolerance, one.difference, one.low, one.high, one.verdict, one.reason],
      ...[one.moreLabels, one.moreClusters, one.level],
    ]),
  );
}

/** `listed.csv`: every image that was not scored, with the reason, then the notes. */
export function listedCsv({ inputs }: EvaluationResult): string {
  const rows = [
    ...inputs.listed.map((one) => ["listed", one.file, one.code, one.what]),
    ...inputs.notes.map((one) => ["note", one.file, one.code, one.what]),
  ];
  return table(["kind", "file", "code", "what"], rows);
}

/** `confusion.csv`: a row a label of the ground truth, a column a label answered; null without one. */
export function confusionCsv({ confusion }: EvaluationResult): string | null {
  if (confusion === null) return null;
  const { labels, counts } = confusion;
  return table(
    ["ground truth", ...labels],
    labels.map((label, row) => [label, ...(counts[row] ?? [])]),
  );
}
