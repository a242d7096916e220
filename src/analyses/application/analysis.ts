import type { Evaluation, UseFigure } from "../../evaluation/evaluation.js";
import type { Analysis } from "../analysis.js";
import { tablesOf } from "../tables-of.js";
import { applicationOf } from "./application.js";
import { applicationCsv, benefitCsv, costCsv, extentCsv } from "./application-tables.js";
import type { ApplicationView } from "./application-view.js";
import { extentOf } from "./extent.js";
import type { Measured } from "./measured.js";
import type { ExtentPair } from "./result.js";
import { applicationSection } from "./section.js";
import { ofAll, unitsWithSome } from "./uses/extent.js";
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
  facts: (evaluation) => {
    const { analyses } = evaluation.request;
    const pairs = analyses.includes(APPLICATION) ? extentPairs(evaluation) : null;
    return pairs === null ? {} : { extent: pairs };
  },
  section: applicationSection,
  tables: ({ result, extras }) => {
    const found = result.analyses?.[APPLICATION];
    return tablesOf({
      application: applicationCsv(found),
      "net-benefit": benefitCsv(found),
      "cost-by-threshold": costCsv(found),
      extent: extentCsv(extras.extent),
    });
  },
};

/** Areas or volumes that are drawn; null where no pixels are labelled. */
function extentPairs(
  evaluation: Pick<Evaluation, "outcomes" | "attributes" | "question" | "request">,
): readonly ExtentPair[] | null {
  const extent = extentOf(evaluation, evaluation.request);
  if (extent === null || typeof extent === "string") return null;
  const { truth, predicted } = ofAll(extent);
  return Array.from(unitsWithSome({ truth, predicted }), (i) => ({
    truth: truth[i]!,
    predicted: predicted[i]!,
  })).sort(
    (a, b) =>
      a.truth + a.predicted - b.truth - b.predicted ||
      a.predicted - a.truth - b.predicted + b.truth,
  );
}

/** What models are compared by: figures of everything, not of single labels, that have a value without each group. */
function useFigure({ figure: one, leftOut }: Measured): readonly UseFigure[] {
  const { figure, label, truth, model, difference, clusters } = one;
  const value = difference ?? (truth === null ? model : null);
  if (value === null || leftOut === null) return [];
  const ofModel = LOWER_IS_BETTER.has(figure) ? "lower" : "higher";
  const better = difference === null ? ofModel : "nearer-to-0";
  return [{ figure, label, value, better, leftOut, clusters }];
}
