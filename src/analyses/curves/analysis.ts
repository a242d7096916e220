import type { Analysis } from "../analysis.js";
import { tablesOf } from "../tables-of.js";
import { rankedFacts } from "./curve-facts.js";
import { curvesCsv } from "./curves-csv.js";
import type { RankedView } from "./ranked-view.js";
import { curvesSection } from "./section.js";

/** ROC, precision–recall and thresholds of labels against the rest. */
export const curves: Analysis<RankedView> = {
  id: "curves",
  facts: (evaluation) => rankedFacts(evaluation, evaluation.outcomes),
  section: curvesSection,
  tables: ({ extras }) => tablesOf({ curves: curvesCsv(extras.ranked) }),
};
