import { ERROR_TYPES } from "../../outcomes/detection/anatomy.js";
import { csvTable, type TableCell } from "../../reports/csv.js";
import type { DetectionFacts } from "../../results/report-input.js";

/** `errors.csv`: objects, detections and kinds of error, in all and by what is seen of them. */
export function errorsCsv({ all, tables }: DetectionFacts): string {
  return csvTable(
    [
      "by",
      "bin",
      "objects",
      "found",
      "recall",
      "recallLow",
      "recallHigh",
      "detections",
      "right",
      "precision",
      "precisionLow",
      "precisionHigh",
      ...ERROR_TYPES.map((type) => `wrong_${type}`),
      ...ERROR_TYPES.map((type) => `unfound_${type}`),
    ],
    [all, ...tables].flatMap(({ name, rows }) =>
      rows.map((row): TableCell[] => [
        name,
        row.bin,
        row.objects,
        row.found,
        row.recall.value,
        row.recall.low,
        row.recall.high,
        row.detections,
        row.right,
        row.precision.value,
        row.precision.low,
        row.precision.high,
        ...row.wrong,
        ...row.unfound,
      ]),
    ),
  );
}

/** `error-costs.csv`: how much AP50 would rise without a kind of error. */
export function costsCsv({ costs }: DetectionFacts): string {
  return csvTable(
    ["error", "value", "low", "high"],
    [...costs].map(([error, { value, low, high }]) => [error, value, low, high]),
  );
}
