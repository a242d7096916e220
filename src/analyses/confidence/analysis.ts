import { haveOneLabel } from "../../outcomes/classification-types.js";
import type { Analysis } from "../analysis.js";
import { levelOf } from "../level-of.js";
import { tablesOf } from "../tables-of.js";
import { keptCsv, reliabilityCsv, selectiveCsv } from "./confidence-csv.js";
import { confidenceFacts } from "./confidence-facts.js";
import type { ConfidenceView } from "./confidence-view.js";
import { filterAction } from "./filter-action.js";
import { confidenceSection } from "./section.js";

/** What confidences are good for: whether they mean what they say, and what is left above one. */
export const confidence: Analysis<ConfidenceView> = {
  id: "confidence",
  facts: ({ outcomes, result }) =>
    haveOneLabel(outcomes) ? confidenceFacts(outcomes, levelOf(result)) : {},
  section: confidenceSection,
  actions: filterAction,
  tables: ({ extras: { kept, reliability, selective } }) =>
    tablesOf({
      kept: keptCsv(kept),
      reliability: reliabilityCsv(reliability),
      selective: selectiveCsv(selective),
    }),
};
