import { HomegroundError } from "../core/errors.js";
import { type Sentence, say } from "../core/sentence.js";
import { createEstimator } from "../metrics/estimators.js";
import { parseReference } from "../metrics/reference.js";
import type { ClassificationOutcomes } from "../outcomes/classification-types.js";
import { counted, percent } from "../reports/numbers.js";

/** Labels that show whether confidence points at the mistakes. */
const LEAST_LABELS = 50;
/** What the lower limit of AUROC must reach: below it drawing by confidence can need more labels than at random. */
const LEAST_AUROC = 0.6;

/**
 * Refuses to draw by a confidence of which nothing shows that it points at the mistakes (METHODS §9.5).
 *
 * @param outcomes of a pilot, labels that were drawn at random
 * @param where what holds them
 * @returns what was found, in words
 * @throws HomegroundError `plan/design-needs` for fewer labels than that takes, `plan/confidence-useless`
 */
export function checkConfidence(outcomes: ClassificationOutcomes, where: Sentence): string {
  const n = outcomes.unitCount;
  if (n < LEAST_LABELS) {
    const labels = { command: `${counted(n, "label")} of the pilot`, app: counted(n, "label") };
    throw new HomegroundError("plan/design-needs", {
      what: say`${labels} can be scored, and ${LEAST_LABELS} are the least that show whether the confidence points at the mistakes`,
      where,
      fix: {
        command: `Label on, to ${LEAST_LABELS} or more; or draw with --design proportional`,
        app: `Label on at random, to ${LEAST_LABELS} or more`,
      },
    });
  }
  const { value, low, high } = createEstimator(outcomes, parseReference("auroc-failure")).at(0.95);
  const wrong = outcomes.truth.filter((truth, i) => truth !== outcomes.predicted[i]).length;
  const of = `${counted(wrong, "mistake")} in ${counted(n, "label")}`;
  const found =
    value === null || low === null || high === null
      ? `${of}: no telling whether the confidence points at the mistakes`
      : `${of}: a mistake is less sure than a right answer in ${share(value)} of pairs (${share(low)} to ${share(high)})`;
  if (low !== null && low >= LEAST_AUROC) return found;
  throw new HomegroundError("plan/confidence-useless", {
    what: `${found}; the lower limit must reach ${share(LEAST_AUROC)}, or drawing by confidence may cost labels instead of saving them`,
    where,
    fix: {
      command:
        "Draw with --design proportional or random, or label more of the pilot if it is nearly there",
      app: "Go on at random, or draw in proportion",
    },
  });
}

function share(value: number): string {
  return percent(value, 0);
}
