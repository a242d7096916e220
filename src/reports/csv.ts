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
    ...["metric", "role", "attribute", "slice", "value", "low", "high", "level", "method"],
    ...["n", "defined", "unit", "clusters", "warnings"],
  ];
  return csvTable(
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
    ...["worstSite", "unseenShare", "unanswered"],
    ...["worst", "worstLow", "worstHigh", "best", "bestLow", "bestHigh"],
  ];
  return csvTable(
    header,
    verdicts.map((one) => [
      ...[one.metric, one.claim.kind, one.claim.value, one.claim.low, one.claim.high],
      ...[one.claim.n, one.tolerance, one.difference, one.low, one.high, one.verdict, one.reason],
      ...[one.moreLabels, one.moreClusters, one.level],
      ...[one.worstSite ?? null, one.unseenKind?.share ?? null, one.unanswered?.n ?? null],
      ...[one.unanswered?.worst, one.unanswered?.best].flatMap((figure) => [
        ...[figure?.value ?? null, figure?.low ?? null, figure?.high ?? null],
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

/** `confusion.csv`: a row a label of the ground truth, a column a label answered; null without one. */
export function confusionCsv({ confusion }: EvaluationResult): string | null {
  if (confusion === null) return null;
  const { labels, counts } = confusion;
  return csvTable(
    ["ground truth", ...labels],
    labels.map((label, row) => [label, ...(counts[row] ?? [])]),
  );
}

/** `slices.csv`: estimates of parts of the data, with how each differs from the rest. */
export function slicesCsv({ estimates }: EvaluationResult): string | null {
  const rows = estimates.flatMap((one) => {
    const { slice } = one;
    if (slice === null) return [];
    return [
      [
        ...[slice.attribute, slice.value, slice.question ?? null],
        ...[one.metric, one.value, one.low, one.high, one.level],
        ...[one.method, one.n, one.clusters, slice.family, slice.shrunken, slice.difference],
        ...[slice.differenceLow, slice.differenceHigh, slice.finding, one.warnings.join(" ")],
      ],
    ];
  });
  if (rows.length === 0) return null;
  return csvTable(
    [
      ...["attribute", "slice", "question", "metric", "value", "low", "high", "level"],
      ...["method", "n"],
      ...["clusters", "family", "shrunken", "difference", "differenceLow", "differenceHigh"],
      ...["finding", "warnings"],
    ],
    rows,
  );
}

/**
 * `gap.csv`: why the local figure differs. The row `gap` is claimed − local (positive = loss), to
 * which the rows without a class or an attribute add up; `reweighted` is the published figure on the
 * local mix, with the effective number of published images as n.
 */
export function gapCsv({ gap }: EvaluationResult): string | null {
  if (gap === null) return null;
  const rows: TableCell[][] = [
    ["gap", null, null, gap.value, null, null, null],
    ...gap.terms.map((term) => [
      ...[term.term, term.class ?? null, term.attribute ?? null],
      ...[term.value, term.low, term.high, null],
    ]),
  ];
  if (gap.reweighted !== null) {
    const { value, low, high, n } = gap.reweighted;
    rows.push(["reweighted", null, null, value, low, high, n]);
  }
  return csvTable(
    ["metric", "term", "class", "attribute", "value", "low", "high", "n"],
    rows.map((row) => [gap.metric, ...row]),
  );
}

/** Bins of the attributes that were compared with a record's, on both sides; null without a record. */
export function scopeCsv({ scope }: EvaluationResult): string | null {
  if (scope === null || scope.attributes.length === 0) return null;
  return csvTable(
    ["attribute", "distance", "excess", "adjustedP", "differs", "bin", "here", "there", "tested"],
    scope.attributes.flatMap(({ name, distance, excess, adjustedP, differs, bins }) =>
      bins.map((bin): TableCell[] => [
        ...[name, distance, excess, adjustedP, String(differs)],
        ...[bin.name, bin.here, bin.there, String(bin.tested)],
      ]),
    ),
  );
}
