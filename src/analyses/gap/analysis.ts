import type { Analysis } from "../analysis.js";
import { tablesOf } from "../tables-of.js";
import { gapFacts } from "./gap-basis.js";
import { gapCsv } from "./gap-csv.js";
import type { GapView } from "./gap-view.js";
import { gapSection } from "./section.js";

/** The difference between the published and the local figure, and what it is made of. */
export const gap: Analysis<GapView> = {
  id: "gap",
  section: gapSection,
  tables: ({ result }) => tablesOf({ gap: gapCsv(result) }),
  warningFacts: ({ gap: own }) => gapFacts(own),
};
