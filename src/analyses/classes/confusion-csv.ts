import { csvTable } from "../../reports/csv.js";
import type { EvaluationResult } from "../../results/result.js";

/** `confusion.csv`: a row a label of the ground truth, a column a label answered; null without one. */
export function confusionCsv({ confusion }: EvaluationResult): string | null {
  if (confusion === null) return null;
  const { labels, counts } = confusion;
  return csvTable(
    ["ground truth", ...labels],
    labels.map((label, row) => [label, ...(counts[row] ?? [])]),
  );
}
