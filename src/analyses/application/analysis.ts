import type { UseFigure } from "../../evaluation/evaluation.js";
import type { Analysis } from "../analysis.js";
import { tablesOf } from "../tables-of.js";
import { applicationOf } from "./application.js";
import { applicationCsv, benefitCsv, costCsv } from "./application-tables.js";
import type { ApplicationView } from "./application-view.js";
import type { Measured } from "./measured.js";
import { applicationSection } from "./section.js";
import { APPLICATION_WORDS, LOWER_IS_BETTER } from "./words.js";

/** The name by which it is asked for, and that of its folder. */
export const APPLICATION = "application";

/** What the model's answers lead to where they are used; made where it is asked for. */
export const application: Analysis<ApplicationView> = {
  id: APPLICATION,
  isNamed: true,
  asks: { ...APPLICATION_WORDS.asks, takes: "deployments" },
  find(basis, request, { deployments }) {
    if (!request.analyses.includes(APPLICATION)) return {};
    const { result, notes, measured } = applicationOf(basis, request, deployments ?? null);
    return {
      notes,
      result: { analyses: { [APPLICATION]: result } },
      kept: { uses: measured.flatMap(useFigure) },
    };
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

/** What models are compared by: figures of everything, not of single labels, that have a value without each group. */
function useFigure({ figure: one, leftOut }: Measured): readonly UseFigure[] {
  const { figure, label, truth, model, difference, clusters } = one;
  const value = difference ?? (truth === null ? model : null);
  if (value === null || leftOut === null) return [];
  const ofModel = LOWER_IS_BETTER.has(figure) ? "lower" : "higher";
  const better = difference === null ? ofModel : "nearer-to-0";
  return [{ figure, label, value, better, leftOut, clusters }];
}
