import type { ClassificationOutcomes } from "../../outcomes/classification-types.js";
import {
  type ChosenMistake,
  type ChosenMistakes,
  type MistakeGroups,
  MOST_TILES,
} from "./chosen-mistakes.js";
import { mixUpsOf } from "./mix-ups.js";
import { spreadFacts, spreadOut } from "./spread.js";

/**
 * The wrong predictions that cost most: those that the model was surest about. Where it says no
 * confidence, the most frequent mix-ups first, each in the order of the units.
 *
 * @param file of a unit
 * @param image of the set for each unit
 * @param place of each unit, −1 where it is not known; null where places are not told apart
 */
export function predictionMistakes(
  outcomes: ClassificationOutcomes,
  image: Int32Array,
  files: readonly string[],
  groups: MistakeGroups | null,
  place: Int32Array | null = null,
): ChosenMistakes {
  const { truth, predicted, classes, scores, answerConfidence, unitCount } = outcomes;
  let wrong: number[] = [];
  for (let i = 0; i < unitCount; i++) if (truth[i] !== predicted[i]) wrong.push(i);
  const confidence = scores?.confidence ?? answerConfidence ?? null;
  const pairOf = (unit: number): number => truth[unit]! * classes.length + predicted[unit]!;
  if (confidence === null) wrong = byPair(wrong, pairOf);
  else wrong.sort((a, b) => confidence[b]! - confidence[a]! || a - b);
  const groupOf = groups === null ? null : (unit: number): number => groups.of[unit]!;
  const shown = spreadOut(wrong, { most: MOST_TILES, kindOf: pairOf, groupOf });
  const mistakeOf = (unit: number): ChosenMistake => ({
    image: image[unit]!,
    around: null,
    file: files[image[unit]!]!,
    truth: classes[truth[unit]!]!,
    predicted: classes[predicted[unit]!]!,
    confidence: confidence?.[unit] ?? null,
  });
  return {
    about: "answers",
    total: wrong.length,
    mixUps: mixUpsOf(outcomes, { mistakeOf, groups, place }),
    picturesWithheld: null,
    spread: spreadFacts(groups?.name ?? null),
    unit: outcomes.unit,
    worst: shown.map(mistakeOf),
  };
}

/** The pairs that are mixed up most often first; equally frequent ones as they come. */
function byPair(wrong: readonly number[], pairOf: (unit: number) => number): number[] {
  const pairs = new Map<number, number[]>();
  for (const unit of wrong) {
    const pair = pairOf(unit);
    const units = pairs.get(pair);
    if (units === undefined) pairs.set(pair, [unit]);
    else units.push(unit);
  }
  return [...pairs.values()].sort((a, b) => b.length - a.length).flat();
}
