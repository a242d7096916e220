import { csvTable, type TableCell } from "../../reports/csv.js";
import type { EvaluationResult } from "../../results/result.js";

/** Bins of the attributes that were compared with a record's, on both sides; null without a record. */
export function scopeCsv({ scope }: EvaluationResult): string | null {
  if (scope === null || scope.attributes.length === 0) return null;
  return csvTable(
    ["attribute", "distance", "excess", "adjustedP", "differs", "bin", "here", "there", "tested"],
    scope.attributes.flatMap(({ name, distance, excess, adjustedP, differs, bins }) =>
      bins.map((bin): TableCell[] => [
        name,
        distance,
        excess,
        adjustedP,
        String(differs),
        bin.name,
        bin.here,
        bin.there,
        String(bin.tested),
      ]),
    ),
  );
}
