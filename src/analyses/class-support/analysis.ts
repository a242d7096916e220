import type { HomegroundError } from "../../core/errors.js";
import { haveOneLabel } from "../../outcomes/classification-types.js";
import { csvTable } from "../../reports/csv.js";
import { taskOf } from "../../tasks/registry.js";
import type { Analysis } from "../analysis.js";
import { askedInVain } from "../asked-in-vain.js";
import { conceptsOf } from "../scope/scope-of-claims.js";
import { tablesOf } from "../tables-of.js";
import { classSupport } from "./class-support.js";
import type { ClassSupportView } from "./class-support-view.js";
import type { ResultClassSupport } from "./result.js";
import { classSupportSection } from "./section.js";
import { CLASS_SUPPORT } from "./words.js";

const ID = "class-support";

/** Whether classes that were trained more are recognised better here; made where it is asked for. */
export const supportOfClasses: Analysis<ClassSupportView> = {
  id: ID,
  isNamed: true,
  asks: {
    ...CLASS_SUPPORT.asks,
    of: {
      is: ({ task, claimRecords }) =>
        taskOf(task).truth === "label" &&
        claimRecords.some(({ record }) => record.model.trainingCounts !== null),
      otherwise: CLASS_SUPPORT.onlyCounted,
    },
  },
  find({ outcomes, classes }, request) {
    if (!request.analyses.includes(ID)) return {};
    const { level, claimRecords } = request;
    if (!haveOneLabel(outcomes)) throw noCounts("images of this task have no single class");
    const claimed = claimRecords.find(({ record }) => record.model.trainingCounts !== null);
    const concepts = claimed === undefined ? null : conceptsOf(claimed, outcomes, classes, level);
    if (claimed === undefined || concepts === null) {
      throw noCounts("no claim is a record that states how many images of each class were trained");
    }
    const found = classSupport(claimed.source, outcomes.unit, concepts, level);
    return { result: { analyses: { [ID]: found } } };
  },
  section: classSupportSection,
  tables: ({ result }) => tablesOf({ [ID]: supportCsv(result.analyses?.[ID]) }),
};

function noCounts(what: string): HomegroundError {
  return askedInVain(
    "analysis/no-training-counts",
    what,
    "Claim with a record whose model has training counts, of one label an image, or leave it out",
  );
}

/** `class-support.csv`: a row a class, all digits; null where nothing was held against training counts. */
function supportCsv(found: ResultClassSupport | undefined): string | null {
  if (found === undefined) return null;
  return csvTable(
    ["class", "training", "n", "recognised", "rare"],
    found.classes.map(({ label, training, local, recall, rare }) => [
      ...[label, training, local, recall, rare],
    ]),
  );
}
