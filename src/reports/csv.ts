import { visibleLines } from "../core/visible-text.js";
import { type CsvCell, formatCsvRow } from "../formats/delimited/csv-write.js";
import type { EvaluationResult } from "../results/result.js";

/**
 * Tables for spreadsheets and statistics programs: RFC 4180, comma, `\n`, UTF-8, full-precision
 * fractions, an empty cell where a number does not exist. Text that a spreadsheet would run as a
 * formula is defused by an apostrophe in front.
 */
export type TableCell = CsvCell | boolean;

/** Rows of cells behind a header, as text. */
export function csvTable(header: readonly string[], rows: Iterable<readonly TableCell[]>): string {
  let text = formatCsvRow(header.map(visibleLines));
  for (const row of rows) {
    text += formatCsvRow(row.map(plainCell));
  }
  return text;
}

/** These tables are read by people: what cannot be seen in a text is replaced. */
function plainCell(cell: TableCell): CsvCell {
  if (typeof cell === "boolean") return String(cell);
  return typeof cell === "string" ? visibleLines(cell) : cell;
}

/** `estimates.csv`: every estimate of the result, a row each, in its order. */
export function estimatesCsv({ estimates }: EvaluationResult): string {
  const header = [
    "metric",
    "role",
    "attribute",
    "slice",
    "value",
    "low",
    "high",
    "level",
    "method",
    "n",
    "defined",
    "unit",
    "clusters",
    "warnings",
  ];
  return csvTable(
    header,
    estimates.map((one) => [
      one.metric,
      one.role,
      one.slice?.attribute ?? null,
      one.slice?.value ?? null,
      one.value,
      one.low,
      one.high,
      one.level,
      one.method,
      one.n,
      one.defined,
      one.unit,
      one.clusters,
      one.warnings.join(" "),
    ]),
  );
}

/** `verdicts.csv`: a row a claim or requirement. */
export function verdictsCsv({ verdicts }: EvaluationResult): string {
  const header = [
    "metric",
    "kind",
    "claimed",
    "claimedLow",
    "claimedHigh",
    "claimedN",
    "tolerance",
    "difference",
    "low",
    "high",
    "verdict",
    "reason",
    "moreLabels",
    "moreClusters",
    "level",
    "worstSite",
    "unseenShare",
    "unanswered",
    "worst",
    "worstLow",
    "worstHigh",
    "best",
    "bestLow",
    "bestHigh",
  ];
  return csvTable(
    header,
    verdicts.map((one) => [
      one.metric,
      one.claim.kind,
      one.claim.value,
      one.claim.low,
      one.claim.high,
      one.claim.n,
      one.tolerance,
      one.difference,
      one.low,
      one.high,
      one.verdict,
      one.reason,
      one.moreLabels,
      one.moreClusters,
      one.level,
      one.worstSite ?? null,
      one.unseenKind?.share ?? null,
      one.unanswered?.n ?? null,
      ...[one.unanswered?.worst, one.unanswered?.best].flatMap((figure) => [
        figure?.value ?? null,
        figure?.low ?? null,
        figure?.high ?? null,
      ]),
    ]),
  );
}

/** `listed.csv`: every image that was not scored, with the reason, then the notes. */
export function listedCsv({ inputs }: EvaluationResult): string {
  const rows = [
    ...inputs.listed.map((one) => ["listed", one.file, one.code, one.what]),
    ...inputs.notes.map((one) => ["note", one.file, one.code, one.what]),
  ];
  return csvTable(["kind", "file", "code", "what"], rows);
}
