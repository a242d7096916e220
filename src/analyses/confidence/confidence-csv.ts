import { csvTable } from "../../reports/csv.js";
import { figureRow } from "../../reports/tables.js";
import type { ReportExtras } from "../../results/report-input.js";

/** `kept.csv`: answers at or above each confidence. */
export function keptCsv(kept: ReportExtras["kept"]): string | null {
  if (kept === undefined) return null;
  return csvTable(
    ["threshold", "kept", "right", "value", "low", "high"],
    kept.map(({ threshold, kept: n, right, low, high }) => [
      threshold,
      n,
      right,
      n === 0 ? null : right / n,
      low,
      high,
    ]),
  );
}

/** `reliability.csv`: how often answers of a confidence are right, bin by bin. */
export function reliabilityCsv(reliability: ReportExtras["reliability"]): string | null {
  if (reliability === undefined) return null;
  const { bins, low, high } = reliability;
  return csvTable(
    ["bin", "count", "meanConfidence", "accuracy", "low", "high"],
    Array.from(bins.count, (count, bin) => [
      bin + 1,
      count,
      bins.meanConfidence[bin]!,
      bins.accuracy[bin]!,
      low?.[bin] ?? null,
      high?.[bin] ?? null,
    ]),
  );
}

/** `selective.csv`: what is wrong among the predictions above each confidence. */
export function selectiveCsv(facts: ReportExtras["selective"]): string | null {
  if (facts === undefined) return null;
  return csvTable(
    ["threshold", "kept", "coverage", "risk", "riskLow", "riskHigh"],
    Array.from(facts.threshold, (threshold, i) => [
      threshold,
      facts.kept[i]!,
      facts.coverage[i]!,
      ...figureRow(facts.risk, i),
    ]),
  );
}
