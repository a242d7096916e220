import { csvTable } from "../../reports/csv.js";
import type { ReportExtras } from "../../results/report-input.js";

/** `places.csv`: what is right, or found, in each place, of all and of classes; null without places. */
export function placesCsv(places: ReportExtras["places"]): string | null {
  if (places === undefined) return null;
  return csvTable(
    ["attribute", "place", "units", "label", "hits", "of", "low", "high"],
    places.panels.flatMap(({ place, units, rows }) =>
      rows.map(({ label, hits, of, low, high }) => [
        places.attribute,
        place,
        units,
        label,
        hits,
        of,
        low,
        high,
      ]),
    ),
  );
}
