import type { HomegroundError } from "../../core/errors.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import { haveOneLabel } from "../../outcomes/classification-types.js";
import { csvTable } from "../../reports/csv.js";
import { taskOf } from "../../tasks/registry.js";
import type { Analysis } from "../analysis.js";
import { askedInVain } from "../asked-in-vain.js";
import { scopeOfClaims } from "../scope/scope-of-claims.js";
import { tablesOf } from "../tables-of.js";
import { LEAST_KNOWN, labelFree, type SureOutcomes } from "./label-free.js";
import type { LabelFreeView } from "./label-free-view.js";
import type { ResultLabelFree } from "./result.js";
import { labelFreeSection } from "./section.js";
import { LABEL_FREE } from "./words.js";

const ID = "label-free";
/** Below, most images here are of kinds that were not tested (METHODS §12). */
const LEAST_COVERAGE = 0.5;

/** What confidences would have said without labels; made where it is asked for. */
export const withoutLabels: Analysis<LabelFreeView> = {
  id: ID,
  isNamed: true,
  asks: {
    ...LABEL_FREE.asks,
    of: {
      is: ({ task, claimRecords }) => taskOf(task).truth === "label" && claimRecords.length > 0,
      otherwise: LABEL_FREE.onlyClaimed,
    },
  },
  find({ outcomes, classes, known, rows }, request) {
    if (!request.analyses.includes(ID)) return {};
    const here = sureOf(outcomes);
    if (here === null) {
      throw notPossible(
        "the predictions do not say how sure they are of one label an image",
        "Give predictions of one label an image with a score for each class",
      );
    }
    const claimed = claimedOutcomes(request);
    const local = { table: known, rows: rows.answered, outcomes, classes };
    const coverage = scopeOfClaims(request, local)?.scope.coverage ?? null;
    const isFar = coverage !== null && coverage < LEAST_COVERAGE;
    const found = labelFree(claimed.source, claimed.outcomes, here, classes, isFar);
    return { result: { analyses: { [ID]: found } } };
  },
  section: labelFreeSection,
  tables: ({ result }) => tablesOf({ [ID]: labelFreeCsv(result.analyses?.[ID]) }),
};

type Outcomes = Parameters<NonNullable<Analysis["find"]>>[0]["outcomes"];

function sureOf(outcomes: Outcomes): SureOutcomes | null {
  if (!haveOneLabel(outcomes)) return null;
  const confidence = outcomes.scores?.confidence ?? outcomes.answerConfidence;
  return confidence === undefined ? null : { outcomes, confidence };
}

/** Of the first record that tells the confidences and outcomes of enough images. */
function claimedOutcomes({ claimRecords }: EvaluateRequest): {
  readonly source: string;
  readonly outcomes: SureOutcomes;
} {
  for (const { source, units } of claimRecords) {
    const outcomes = units === null ? null : sureOf(units.outcomes);
    if (outcomes !== null && outcomes.outcomes.unitCount >= LEAST_KNOWN) {
      return { source, outcomes };
    }
  }
  throw notPossible(
    `no claim is a record that tells how sure the model was of ${LEAST_KNOWN} images or more, and of which it was right`,
    "Claim with an open record of predictions with scores",
  );
}

function notPossible(what: string, fix: string): HomegroundError {
  return askedInVain("analysis/no-claimed-confidence", what, `${fix}, or leave it out`);
}

/** `label-free.csv`: a row an estimate, all digits; null where nothing was estimated. */
function labelFreeCsv(found: ResultLabelFree | undefined): string | null {
  if (found === undefined) return null;
  return csvTable(
    [
      ...["method", "value", "labelled", "error", "struck_out"],
      ...["effective_n", "claimed_n", "n", "warnings"],
    ],
    found.estimates.map(({ method, value, error, struckOut, effectiveN, warnings }) => [
      ...[method, value, found.labelledAccuracy, error, struckOut],
      ...[effectiveN, found.claimed, found.local, warnings.join(" ")],
    ]),
  );
}
