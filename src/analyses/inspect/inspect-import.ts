import { visible } from "../../core/visible-text.js";
import { formatCsvRow } from "../../formats/delimited/csv-write.js";
import type { ImportProblem } from "../../formats/import-types.js";
import type { ResultInputs } from "../../results/result.js";
import type { ImportRow } from "./inspect-types.js";

/** `import.csv`: columns file, status, code, what, for people: what cannot be seen is replaced. */
export function importCsv(rows: Iterable<ImportRow>): string {
  const lines = [formatCsvRow(["file", "status", "code", "what"])];
  for (const { file, status, code, what } of rows) {
    lines.push(formatCsvRow([file, status, code, what].map(visible)));
  }
  return lines.join("");
}

/**
 * Rows of an evaluation's `import.csv`: images that were listed, notes, and what its label and
 * prediction files have that is worth saying, with the place in the file for the file's name.
 */
export function importRows(
  { listed, notes }: Pick<ResultInputs, "listed" | "notes">,
  problems: readonly ImportProblem[],
): ImportRow[] {
  return [
    ...listed.map((one): ImportRow => ({ ...one, status: "listed" })),
    ...notes.map((one): ImportRow => ({ ...one, status: "note" })),
    ...problems.map(
      ({ code, what, where }): ImportRow => ({ file: where, status: "problem", code, what }),
    ),
  ];
}
