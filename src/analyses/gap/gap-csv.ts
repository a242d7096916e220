import { csvTable, type TableCell } from "../../reports/csv.js";
import type { EvaluationResult } from "../../results/result.js";

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
      term.term,
      term.class ?? null,
      term.attribute ?? null,
      term.value,
      term.low,
      term.high,
      null,
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
