import { HomegroundError } from "../../core/errors.js";
import { pickNumbers } from "../../core/picked-rows.js";
import type { TrainingFeatures } from "../../dataset/feature-columns.js";
import type { ImageFeatures } from "../../dataset/image-features.js";
import type { ClassificationOutcomes } from "../../outcomes/classification-types.js";
import { selectUnits } from "../../outcomes/select-units.js";
import { listed } from "../../reports/numbers.js";
import type { Note } from "../../results/result.js";
import {
  type ConfidenceScore,
  type ConfidenceScores,
  FEATURE_SCORES,
  FOLDS,
  foldOfUnits,
} from "./confidence-scores.js";
import { featureScores, trainingScores } from "./feature-scores.js";

/**
 * The scores with those of features behind them.
 *
 * @param features null where the model has none that anything tells; undefined where nothing gives them
 * @param image of each unit; null where a unit is several images
 * @param training what the model was trained on; else units are held against those of other folds
 */
export function withFeatures(
  scores: ConfidenceScores,
  outcomes: ClassificationOutcomes,
  features: ImageFeatures | null | undefined,
  image: Int32Array | null,
  seed: number,
  training?: TrainingFeatures,
): ConfidenceScores {
  const without = (code: string): ConfidenceScores => ({
    ...scores,
    leftOut: [...scores.leftOut, ...FEATURE_SCORES.map((name) => ({ name, code }))],
  });
  if (features === undefined) return without("reliability/no-features");
  if (features === null) return without("reliability/no-features-of-model");
  if (image === null) return without("reliability/scores-of-images");
  const found =
    training === undefined
      ? featureScores(outcomes, features, image, foldOfUnits(outcomes, seed), FOLDS, seed)
      : trainingScores(outcomes.unitCount, features, image, training, seed);
  const made = new Set(found.map(({ name }) => name));
  const leftOut = FEATURE_SCORES.flatMap((name) =>
    made.has(name) ? [] : [{ name, code: "reliability/few-for-features" }],
  );
  return {
    ...scores,
    others: [...scores.others, ...found],
    leftOut: [...scores.leftOut, ...leftOut],
  };
}

/**
 * The scores with those of images behind them.
 *
 * @param given a value an image of the set
 * @param image as of {@link withFeatures}
 */
export function withGiven(
  scores: ConfidenceScores,
  given: readonly ConfidenceScore[],
  image: Int32Array | null,
): ConfidenceScores {
  if (image === null) {
    const code = "reliability/scores-of-images";
    const leftOut = [...scores.leftOut, ...given.map(({ name }) => ({ name, code }))];
    return { ...scores, leftOut };
  }
  const added = given.map(
    ({ name, values }): ConfidenceScore => ({ name, values: pickNumbers(values, image) }),
  );
  return { ...scores, others: [...scores.others, ...added] };
}

/**
 * The units that have all scores: every score is then looked at on the same ones. A unit that lacks one is a note.
 *
 * @param files name of the image of each unit
 * @throws HomegroundError `scores/nothing-in-common` where no unit has all of them
 */
export function onSharedUnits(
  outcomes: ClassificationOutcomes,
  scores: ConfidenceScores,
  fileOf: (unit: number) => string,
): {
  readonly outcomes: ClassificationOutcomes;
  readonly scores: ConfidenceScores;
  readonly notes: readonly Note[];
} {
  const notes: Note[] = [];
  const units: number[] = [];
  for (let unit = 0; unit < outcomes.unitCount; unit++) {
    const lacking = scores.others.filter(({ values }) => !Number.isFinite(values[unit]!));
    if (lacking.length === 0) units.push(unit);
    else {
      const what = `no number of it for ${listed(lacking.map(({ name }) => name))}`;
      notes.push({ file: fileOf(unit), code: "reliability/no-score", what });
    }
  }
  if (notes.length === 0) return { outcomes, scores, notes };
  if (units.length === 0) {
    throw new HomegroundError("scores/nothing-in-common", {
      what: "no image has a number for every score",
      where: listed(scores.others.map(({ name }) => name)),
      fix: "Give scores and features of the same images, those that are labelled and have a prediction",
    });
  }
  const kept = Int32Array.from(units);
  const picked = ({ name, values }: ConfidenceScore): ConfidenceScore => ({
    name,
    values: pickNumbers(values, kept),
  });
  return {
    outcomes: selectUnits(outcomes, kept),
    scores: { ...scores, own: picked(scores.own), others: scores.others.map(picked) },
    notes,
  };
}
