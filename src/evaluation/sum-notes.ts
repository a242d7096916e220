import { haveOneLabel } from "../outcomes/classification-types.js";
import { counted, grouped } from "../reports/numbers.js";
import { SUMS } from "../reports/words/sums.js";
import type { ResultListed } from "../results/result.js";
import type { EvaluatedOutcomes } from "./evaluated-outcomes.js";

/** What was done with scores of labels that exclude each other and do not add up to 1. */
export function sumNotes(outcomes: EvaluatedOutcomes): ResultListed[] {
  if (!haveOneLabel(outcomes) || outcomes.scores === null) return [];
  const { areProbabilities, notOne, off } = outcomes.scores.sums;
  if (!areProbabilities) {
    const units = counted(outcomes.unitCount, outcomes.unit);
    const what = SUMS.none({ off: grouped(off), units });
    return [{ file: "", code: "scores/no-probabilities", what }];
  }
  if (notOne === 0) return [];
  const what = SUMS.divided({ units: counted(notOne, outcomes.unit) });
  return [{ file: "", code: "scores/divided", what }];
}
