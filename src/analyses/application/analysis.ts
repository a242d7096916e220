import type { Analysis } from "../analysis.js";
import { tablesOf } from "../tables-of.js";
import { applicationOf } from "./application.js";
import { applicationCsv, benefitCsv, costCsv } from "./application-tables.js";
import type { ApplicationView } from "./application-view.js";
import { applicationSection } from "./section.js";

/** The name by which it is asked for, and that of its folder. */
export const APPLICATION = "application";

/** What the model's answers lead to where they are used; made where it is asked for. */
export const application: Analysis<ApplicationView> = {
  id: APPLICATION,
  isNamed: true,
  find(basis, request, { deployments }) {
    if (!request.analyses.includes(APPLICATION)) return {};
    const { result, notes } = applicationOf(basis, request, deployments ?? null);
    return { notes, result: { analyses: { [APPLICATION]: result } } };
  },
  section: applicationSection,
  tables: ({ result }) => {
    const found = result.analyses?.[APPLICATION];
    return tablesOf({
      application: applicationCsv(found),
      "net-benefit": benefitCsv(found),
      "cost-by-threshold": costCsv(found),
    });
  },
};
