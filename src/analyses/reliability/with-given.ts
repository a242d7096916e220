import { HomegroundError } from "../../core/errors.js";
import { pickNumbers } from "../../core/picked-rows.js";
import type { ClassificationOutcomes } from "../../outcomes/classification-types.js";
import { selectUnits } from "../../outcomes/select-units.js";
import { listed } from "../../reports/numbers.js";
import type { Note } from "../../results/result.js";
import type { ConfidenceScore, ConfidenceScores } from "./confidence-scores.js";
import type { GivenScores } from "./given-scores.js";

interface Scored {
  readonly outcomes: ClassificationOutcomes;
  readonly scores: ConfidenceScores;
}

/**
 * The scores of the analysis with those that were given, of the units that have all of them: every score is then
 * looked at on the same units. An image that lacks one is a note.
 *
 * @param image of each unit; null where a unit is several images, which have no score together
 * @throws HomegroundError `scores/nothing-in-common` where no unit has all of them
 */
export function withGiven(
  { outcomes, scores }: Scored,
  given: GivenScores,
  image: Int32Array | null,
): Scored & { readonly notes: readonly Note[] } {
  if (image === null) {
    const code = "reliability/scores-of-images";
    const leftOut = [...scores.leftOut, ...given.scores.map(({ name }) => ({ name, code }))];
    return { outcomes, scores: { ...scores, leftOut }, notes: given.notes };
  }
  const added = given.scores.map(
    ({ name, values }): ConfidenceScore => ({ name, values: pickNumbers(values, image) }),
  );
  const notes = [...given.notes];
  const units: number[] = [];
  for (let unit = 0; unit < outcomes.unitCount; unit++) {
    const lacking = added.filter(({ values }) => !Number.isFinite(values[unit]!));
    if (lacking.length === 0) units.push(unit);
    else {
      const names = listed(lacking.map(({ name }) => name));
      const file = given.files[image[unit]!]!;
      notes.push({ file, code: "reliability/no-score", what: `no number of it for ${names}` });
    }
  }
  if (units.length === 0) {
    throw new HomegroundError("scores/nothing-in-common", {
      what: "no image has a number for every score",
      where: listed([...new Set(given.scores.map(({ source }) => source))]),
      fix: "Give scores of the same images, those that are labelled and have a prediction",
    });
  }
  const kept = Int32Array.from(units);
  const picked = ({ name, values }: ConfidenceScore): ConfidenceScore => ({
    name,
    values: pickNumbers(values, kept),
  });
  return {
    outcomes: selectUnits(outcomes, kept),
    scores: {
      own: picked(scores.own),
      others: [...scores.others, ...added].map(picked),
      leftOut: scores.leftOut,
    },
    notes,
  };
}
