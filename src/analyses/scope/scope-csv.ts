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

/** Distances that shares of both sides stay within, in the features of a model; null where none were compared. */
export function featuresCsv({ scope }: EvaluationResult): string | null {
  if (scope === null || scope.embedding === null) return null;
  const { quantiles, limit } = scope.embedding;
  return csvTable(
    ["share", "test", "here", "limit"],
    quantiles.map(({ share, test, here }): TableCell[] => [share, test, here, limit]),
  );
}

/** The images that are furthest from the test images; null where none is. */
export function leastAlikeCsv({ scope }: EvaluationResult): string | null {
  if (scope === null || scope.embedding === null || scope.embedding.least.length === 0) return null;
  return csvTable(
    ["file", "distance", "test", "here"],
    scope.embedding.least.map(({ file, distance, test, here }): TableCell[] => [
      file,
      distance,
      test,
      here,
    ]),
  );
}
