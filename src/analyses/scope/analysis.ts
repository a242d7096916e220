import type { Analysis } from "../analysis.js";
import { tablesOf } from "../tables-of.js";
import { scopeCsv } from "./scope-csv.js";
import { type ScopePartView, scopeSection } from "./section.js";

/** How far the images are like those that a claimed record was measured on. */
export const scope: Analysis<ScopePartView> = {
  id: "scope",
  section: scopeSection,
  tables: ({ result }) => tablesOf({ scope: scopeCsv(result) }),
};
