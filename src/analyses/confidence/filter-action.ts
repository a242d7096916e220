import { ACCURACY } from "../../metrics/predictions/accuracy.js";
import { grouped } from "../../reports/numbers.js";
import type { ActionView } from "../../reports/report-section.js";
import { estimateOf } from "../../reports/ruler-view.js";
import type { ReportInput } from "../../results/report-input.js";
import { FILTER } from "./words.js";

/** Whether sure predictions are right more often, which decides if filtering by confidence can help. */
export function filterAction({ result, extras }: ReportInput): readonly ActionView[] {
  const accuracy = estimateOf(result, ACCURACY.id);
  if (accuracy === null || accuracy.value === null || accuracy.value > 0.97) return [];
  const found = extras.kept?.find(({ threshold, kept }) => threshold >= 0.9 && kept >= 10);
  if (found === undefined || found.kept === accuracy.n) return [];
  const sure = FILTER.sure({
    right: grouped(found.right),
    kept: grouped(found.kept),
    threshold: `${grouped(found.threshold * 100)}%`,
  });
  if (found.right / found.kept - accuracy.value < 0.05) {
    return [{ what: FILTER.noFilter, why: FILTER.noFilterWhy({ sure }) }];
  }
  if (found.low !== null && found.low > accuracy.value) {
    return [{ what: FILTER.filter, why: FILTER.filterWhy({ sure }) }];
  }
  return [];
}
