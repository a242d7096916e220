import { csvTable } from "../../reports/csv.js";
import type { EvaluationResult } from "../../results/result.js";

/** `slices.csv`: estimates of parts of the data, with how each differs from the rest. */
export function slicesCsv({ estimates }: EvaluationResult): string | null {
  const rows = estimates.flatMap((one) => {
    const { slice } = one;
    if (slice === null) return [];
    return [
      [
        slice.attribute,
        slice.value,
        slice.question ?? null,
        one.metric,
        one.value,
        one.low,
        one.high,
        one.level,
        one.method,
        one.n,
        one.clusters,
        slice.family,
        slice.shrunken,
        slice.difference,
        slice.differenceLow,
        slice.differenceHigh,
        slice.finding,
        one.warnings.join(" "),
      ],
    ];
  });
  if (rows.length === 0) return null;
  return csvTable(
    [
      "attribute",
      "slice",
      "question",
      "metric",
      "value",
      "low",
      "high",
      "level",
      "method",
      "n",
      "clusters",
      "family",
      "shrunken",
      "difference",
      "differenceLow",
      "differenceHigh",
      "finding",
      "warnings",
    ],
    rows,
  );
}
