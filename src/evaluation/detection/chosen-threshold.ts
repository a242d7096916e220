import { HomegroundError } from "../../core/errors.js";
import type { CurveFigure } from "../../metrics/curve-figure.js";
import {
  chooseThreshold,
  type ThresholdChoice,
  type ThresholdGoal,
} from "../../metrics/detection/threshold-choice.js";
import { haveObjects } from "../../outcomes/detection/evaluated-detections.js";
import { GOAL_UNREACHED } from "../../reports/warnings-view.js";
import type { ResultListed } from "../../results/result.js";
import type { EvaluatedOutcomes } from "../evaluated-outcomes.js";

/** Code of the note that the threshold was chosen on the images that are evaluated. */
export const CHOSEN_HERE = "threshold/chosen-here";

/**
 * What a threshold is to be chosen for: `f1`, `recall>=0.9`, `false-alarms<=0.1` (an image),
 * `count-bias`.
 *
 * @throws HomegroundError `usage/bad-option`
 */
export function parseThresholdGoal(text: string): ThresholdGoal {
  const [, name, comparison, limit] =
    /^\s*([a-z0-9-]+)\s*(?:(>=|<=)\s*([0-9.]+))?\s*$/.exec(text) ?? [];
  const number = Number(limit);
  if (name === "f1" && comparison === undefined) return { kind: "greatest-f1" };
  if (name === "count-bias" && comparison === undefined) return { kind: "count-bias-nearest-0" };
  if (name === "recall" && comparison === ">=" && number >= 0 && number <= 1) {
    return { kind: "recall-at-least", recall: number };
  }
  if (name === "false-alarms" && comparison === "<=" && number >= 0) {
    return { kind: "false-alarms-at-most", perUnit: number };
  }
  throw new HomegroundError("usage/bad-option", {
    what: `${JSON.stringify(text)} is nothing that a threshold is chosen for`,
    where: "--threshold-for",
    fix: "Write f1, recall>=0.9, false-alarms<=0.1 (an image) or count-bias",
  });
}

/**
 * Outcomes at a threshold that serves a goal, chosen on one half of the units and scored on the
 * other; the note says both.
 */
export function withChosenThreshold(
  outcomes: EvaluatedOutcomes,
  goal: ThresholdGoal | null,
  { seed, level }: { readonly seed: number; readonly level: number },
): { readonly outcomes: EvaluatedOutcomes; readonly notes: readonly ResultListed[] } {
  if (goal === null || !haveObjects(outcomes)) return { outcomes, notes: [] };
  const choice = chooseThreshold(outcomes, goal, { index: null, level, seed });
  const { threshold, isMet, scored, chosenOnSame, chosenUnits, scoredUnits } = choice;
  const kept = Number.isFinite(threshold) ? threshold : Number.MAX_VALUE;
  const where = chosenOnSame
    ? `chosen and scored on the same ${chosenUnits} ${outcomes.unit}s, so that it looks too good`
    : `chosen on ${chosenUnits} ${outcomes.unit}s; on the other ${scoredUnits}: ${figuresOf(scored)}`;
  const what = `the threshold ${Number(kept.toPrecision(6))} was ${where}`;
  const unreached = isMet
    ? []
    : [{ file: "", code: GOAL_UNREACHED, what: unreachedText(goal, choice) }];
  return {
    outcomes: { ...outcomes, threshold: kept },
    notes: [...unreached, { file: "", code: CHOSEN_HERE, what }],
  };
}

/** What the goal is and how near the threshold comes that is set in its place. */
function unreachedText(goal: ThresholdGoal, { chosen, chosenUnits }: ThresholdChoice): string {
  const of = `the ${chosenUnits} on which it was chosen`;
  if (goal.kind === "recall-at-least") {
    const found = ((chosen.recall.value[0] ?? 0) * 100).toFixed(1);
    return `no threshold finds ${Number((goal.recall * 100).toPrecision(6))}% of the objects: at most ${found}% are found on ${of}, and that threshold is set`;
  }
  const alarms = (chosen.falseAlarms.value[0] ?? 0).toFixed(2);
  return `no threshold reaches the goal: ${alarms} false alarms each on ${of}, and that threshold is set`;
}

function figuresOf(curve: {
  readonly recall: CurveFigure;
  readonly precision: CurveFigure;
  readonly falseAlarms: CurveFigure;
}): string {
  const percent = ({ value, low, high }: CurveFigure): string => {
    const text = (number: number | undefined): string =>
      number === undefined || Number.isNaN(number) ? "none" : (number * 100).toFixed(1);
    return `${text(value[0])}% [${text(low[0])}, ${text(high[0])}]`;
  };
  const alarms = curve.falseAlarms.value[0] ?? Number.NaN;
  return `${percent(curve.recall)} found, ${percent(curve.precision)} of the detections right, ${alarms.toFixed(2)} false alarms each`;
}
