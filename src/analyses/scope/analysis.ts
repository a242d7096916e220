import type { Analysis } from "../analysis.js";
import { tablesOf } from "../tables-of.js";
import { scopeCsv } from "./scope-csv.js";
import { scopeOfClaims, withScope } from "./scope-of-claims.js";
import { type ScopePartView, scopeSection } from "./section.js";

/** How far the images are like those that a claimed record was measured on. */
export const scope: Analysis<ScopePartView> = {
  id: "scope",
  find({ known, rows, outcomes, classes }, request) {
    const compared = scopeOfClaims(request, {
      table: known,
      rows: rows.answered,
      outcomes,
      classes,
    });
    if (compared === null) return {};
    return {
      result: { scope: compared.scope },
      kept: { likeness: compared.likeness ?? null },
      judged: (verdicts) => withScope(verdicts, compared.scope),
    };
  },
  section: scopeSection,
  tables: ({ result }) => tablesOf({ scope: scopeCsv(result) }),
};
