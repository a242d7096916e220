import { csvTable } from "../../reports/csv.js";
import type { ReportExtras } from "../../results/report-input.js";

/** `taxonomy.csv`: answers by how far they are right; null where no taxonomy was asked for. */
export function taxonomyCsv(facts: ReportExtras["taxonomy"]): string | null {
  if (facts === undefined) return null;
  return csvTable(
    ["answer", "rank", "n"],
    [
      ["exact", null, facts.exact],
      ...facts.coarser.map(({ rank, n }) => ["coarser", rank, n]),
      ["finer", null, facts.finer],
      ["other-name", null, facts.otherName],
      ["different", null, facts.different],
      ["unknown", null, facts.unknown],
    ],
  );
}
