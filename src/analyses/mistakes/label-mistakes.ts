import type { MultilabelOutcomes } from "../../outcomes/classification-types.js";
import {
  type ChosenMistake,
  type ChosenMistakes,
  type MistakeGroups,
  MOST_TILES,
} from "./chosen-mistakes.js";
import { inTurn, spreadFacts, spreadOut } from "./spread.js";

/**
 * Labels of images that are wrong, the surest of both kinds in turn: named though it is not there
 * (highest score first), not named though it is (lowest first); by row where there are no scores.
 * An image is a group of its own, so that one with many labels does not fill the page.
 */
export function labelMistakes(
  outcomes: MultilabelOutcomes,
  image: Int32Array,
  files: readonly string[],
  groups: MistakeGroups | null,
): ChosenMistakes {
  const { truth, predicted, scores, classes } = outcomes;
  const missed: number[] = [];
  const alarms: number[] = [];
  for (let cell = 0; cell < truth.length; cell++) {
    if (truth[cell] !== predicted[cell]) (truth[cell] === 1 ? missed : alarms).push(cell);
  }
  if (scores !== null) {
    missed.sort((a, b) => scores[a]! - scores[b]! || a - b);
    alarms.sort((a, b) => scores[b]! - scores[a]! || a - b);
  }
  const width = classes.length;
  const shown = spreadOut(inTurn(alarms, missed), {
    most: MOST_TILES,
    kindOf: (cell) => 2 * (cell % width) + truth[cell]!,
    groupOf: (cell) => {
      const unit = Math.floor(cell / width);
      return groups?.of[unit] ?? unit;
    },
  });
  const areShares = scores?.every((score) => score >= 0 && score <= 1) ?? false;
  return {
    about: "labels",
    total: missed.length + alarms.length,
    missed: missed.length,
    picturesWithheld: null,
    spread: spreadFacts(groups?.name ?? outcomes.unit),
    unit: outcomes.unit,
    worst: shown.map((cell): ChosenMistake => {
      const at = image[Math.floor(cell / width)]!;
      const label = classes[cell % width]!;
      const isMissed = truth[cell] === 1;
      const score = scores?.[cell] ?? null;
      const isShare = areShares && !isMissed;
      return {
        image: at,
        around: null,
        file: files[at]!,
        kind: isMissed ? "missed" : "false-alarm",
        truth: isMissed ? label : "",
        predicted: isMissed ? "" : label,
        confidence: isShare ? score : null,
        ...(score === null || isShare ? {} : { score }),
      };
    }),
  };
}
