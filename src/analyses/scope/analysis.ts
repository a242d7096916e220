import type { Analysis } from "../analysis.js";
import { tablesOf } from "../tables-of.js";
import { featuresCsv, leastAlikeCsv, scopeCsv } from "./scope-csv.js";
import { scopeOfClaims, withScope } from "./scope-of-claims.js";
import { type ScopePartView, scopeSection } from "./section.js";

/** How far the images are like those that a claimed record was measured on. */
export const scope: Analysis<ScopePartView> = {
  id: "scope",
  find({ known, rows, answered, outcomes, classes }, request, { features = null, files }) {
    const compared = scopeOfClaims(request, {
      table: known,
      rows: rows.answered,
      outcomes,
      classes,
      ...(files === undefined ? {} : { set: { images: answered, files, features } }),
    });
    if (compared === null) return {};
    return {
      result: { scope: compared.scope },
      kept: { likeness: compared.likeness ?? null },
      judged: (verdicts) => withScope(verdicts, compared.scope),
    };
  },
  section: scopeSection,
  tables: ({ result }) =>
    tablesOf({
      scope: scopeCsv(result),
      "scope-features": featuresCsv(result),
      "least-alike": leastAlikeCsv(result),
    }),
};
