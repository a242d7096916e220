import { csvTable, type TableCell } from "../../reports/csv.js";
import { figureHeads, figureRow } from "../../reports/tables.js";
import type { ReportExtras } from "../../results/report-input.js";

/** `curves.csv`: ROC and precision–recall of each label against the rest. */
export function curvesCsv(ranked: ReportExtras["ranked"]): string | null {
  if (ranked === undefined || ranked.length === 0) return null;
  return csvTable(
    ["label", "threshold", ...figureHeads("sensitivity", "falsePositiveRate", "precision")],
    ranked.flatMap((one) =>
      Array.from(one.threshold, (threshold, i): TableCell[] => [
        one.label,
        threshold,
        ...figureRow(one.sensitivity, i),
        ...figureRow(one.falsePositiveRate, i),
        ...figureRow(one.precision, i),
      ]),
    ),
  );
}
