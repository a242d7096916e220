import { areCounts } from "../../outcomes/counting.js";
import { csvTable } from "../../reports/csv.js";
import type { Analysis } from "../analysis.js";
import { askedInVain } from "../asked-in-vain.js";
import { tablesOf } from "../tables-of.js";
import type { AgreementView } from "./agreement-view.js";
import { agreementOf, countPairsOf } from "./find-agreement.js";
import type { CountPair } from "./result.js";
import { agreementSection } from "./section.js";

const ID = "agreement";

/** How far a single count can be off: of every evaluation of counts. */
export const agreement: Analysis<AgreementView> = {
  id: ID,
  isNamed: true,
  find({ outcomes }, { analyses, level }) {
    if (!areCounts(outcomes)) {
      if (!analyses.includes(ID)) return {};
      throw askedInVain(
        "analysis/needs",
        "agreement is of counts, and nothing is counted",
        "Evaluate with the task counting, or leave it out",
      );
    }
    const found = agreementOf(outcomes, level);
    return found === null ? {} : { result: { analyses: { [ID]: found } } };
  },
  facts: ({ outcomes }) => (areCounts(outcomes) ? { agreement: countPairsOf(outcomes) } : {}),
  section: agreementSection,
  tables: ({ extras }) => tablesOf({ [ID]: pairsCsv(extras.agreement) }),
};

/** `agreement.csv`: a row a pair of counts; null where nothing is counted. */
function pairsCsv(pairs: readonly CountPair[] | undefined): string | null {
  if (pairs === undefined) return null;
  return csvTable(
    ["truth", "predicted", "mean", "difference", "units"],
    pairs.map(({ truth, predicted, units }) => [
      ...[truth, predicted, (truth + predicted) / 2, predicted - truth, units],
    ]),
  );
}
