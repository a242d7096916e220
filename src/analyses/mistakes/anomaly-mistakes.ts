import type { AnomalyOutcomes } from "../../outcomes/classification-types.js";
import {
  type ChosenMistake,
  type ChosenMistakes,
  type MistakeGroups,
  MOST_TILES,
} from "./chosen-mistakes.js";
import { inTurn, spreadFacts, spreadOut } from "./spread.js";

/**
 * Normal units with the highest scores and anomalous ones with the lowest, in turn: those on the
 * wrong side of the threshold; without one, those that the scores alone cannot tell apart, because
 * one of the other kind lies on their side or level with them.
 */
export function anomalyMistakes(
  outcomes: AnomalyOutcomes,
  image: Int32Array,
  files: readonly string[],
  groups: MistakeGroups | null,
): ChosenMistakes {
  const { truth, score, threshold, classes } = outcomes;
  const [alarmsFrom, missedBelow] = limitsOf(outcomes);
  const missed: number[] = [];
  const alarms: number[] = [];
  for (let unit = 0; unit < truth.length; unit++) {
    if (truth[unit] === 0 && score[unit]! >= alarmsFrom) alarms.push(unit);
    if (truth[unit] === 1 && missedBelow(score[unit]!)) missed.push(unit);
  }
  missed.sort((a, b) => score[a]! - score[b]! || a - b);
  alarms.sort((a, b) => score[b]! - score[a]! || a - b);
  const shown = spreadOut(inTurn(alarms, missed), {
    most: MOST_TILES,
    kindOf: (unit) => unit, // two kinds that take turns need no other limit
    groupOf: groups === null ? null : (unit) => groups.of[unit]!,
  });
  return {
    about: "scores",
    total: missed.length + alarms.length,
    missed: missed.length,
    threshold,
    picturesWithheld: null,
    spread: { ...spreadFacts(groups?.name ?? null), ofKind: null },
    unit: outcomes.unit,
    worst: shown.map((unit): ChosenMistake => {
      const at = image[unit]!;
      const isMissed = truth[unit] === 1;
      return {
        image: at,
        around: null,
        file: files[at]!,
        kind: isMissed ? "missed" : "false-alarm",
        truth: classes[isMissed ? 1 : 0],
        predicted: "",
        confidence: null,
        score: score[unit]!,
      };
    }),
  };
}

/** Least score of a false alarm, and whether a score is a miss. */
function limitsOf({
  truth,
  score,
  threshold,
}: AnomalyOutcomes): readonly [number, (score: number) => boolean] {
  if (threshold !== null) return [threshold, (one) => one < threshold];
  let lowestAnomalous = Number.POSITIVE_INFINITY;
  let highestNormal = Number.NEGATIVE_INFINITY;
  for (let unit = 0; unit < truth.length; unit++) {
    if (truth[unit] === 1) lowestAnomalous = Math.min(lowestAnomalous, score[unit]!);
    else highestNormal = Math.max(highestNormal, score[unit]!);
  }
  return [lowestAnomalous, (one) => one <= highestNormal];
}
