import type { ReportInput } from "../results/report-input.js";
import {
  confusionCsv,
  estimatesCsv,
  gapCsv,
  listedCsv,
  scopeCsv,
  slicesCsv,
  verdictsCsv,
} from "./csv.js";
import { factTables, type NamedTable } from "./fact-tables.js";

/** Every table of an evaluation as comma-separated text; those without anything to hold are left out. */
export function csvTables({ result, extras }: ReportInput): NamedTable[] {
  const own: readonly (readonly [name: string, text: string | null])[] = [
    ["estimates", estimatesCsv(result)],
    ["verdicts", result.verdicts.length === 0 ? null : verdictsCsv(result)],
    ["confusion", confusionCsv(result)],
    ["slices", slicesCsv(result)],
    ["gap", gapCsv(result)],
    ["scope", scopeCsv(result)],
    ["listed", listedCsv(result)],
  ];
  return [
    ...own.flatMap(([name, text]) => (text === null ? [] : [{ name, text }])),
    ...factTables(extras),
  ];
}
