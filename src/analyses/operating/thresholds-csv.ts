import { csvTable } from "../../reports/csv.js";
import { figureHeads, figureRow } from "../../reports/tables.js";
import type { DetectionFacts } from "../../results/report-input.js";

/** `thresholds.csv`: what a detector gives at each threshold. */
export function thresholdsCsv({ curve }: DetectionFacts): string {
  const shares = ["precision", "recall", "f1", "falseAlarms", "countBias", "toLookAt"] as const;
  return csvTable(
    ["threshold", "objects", "found", "wrong", ...figureHeads(...shares)],
    Array.from(curve.threshold, (threshold, i) => [
      threshold,
      curve.truth,
      curve.found[i]!,
      curve.wrong[i]!,
      ...shares.flatMap((share) => figureRow(curve[share], i)),
    ]),
  );
}
