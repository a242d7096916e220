import { HomegroundError } from "../../core/errors.js";
import type { DetectionOutcomes } from "../../outcomes/detection-types.js";
import { dealGroups } from "../../statistics/jackknife.js";
import { createUnitSample } from "../sample.js";
import { memberships } from "../unit-replicates.js";
import { type OperatingCurve, operatingCurve, rankedRows, visitTruths } from "./operating-curve.js";
import { overlapIndex } from "./operating-sums.js";

/** What a threshold is chosen for. */
export type ThresholdGoal =
  /** Found and trust in one figure. */
  | { readonly kind: "greatest-f1" }
  /** As few false alarms as can be with at least this share found, in [0, 1]. */
  | { readonly kind: "recall-at-least"; readonly recall: number }
  /** As many found as can be with at most so many false alarms a unit, ≥ 0. */
  | { readonly kind: "false-alarms-at-most"; readonly perUnit: number }
  /** Totals that lean neither up nor down. */
  | { readonly kind: "count-bias-nearest-0" };

export interface ThresholdChoiceOptions {
  /** Index of a class; null for all together. */
  readonly index: number | null;
  readonly iou?: number;
  readonly level?: number;
  /** What each unit weighs, ≥ 0; default: all alike. */
  readonly weights?: Float64Array | null;
  /** Deals units, or clusters, to two halves; null: choose and score on all. */
  readonly seed: number | null;
}

export interface ThresholdChoice {
  /** Least score that counts; +∞ where nothing should. */
  readonly threshold: number;
  /** Whether the goal is met where the threshold was chosen. */
  readonly isMet: boolean;
  /** One point at the threshold, on the units that it was chosen on: too good by itself. */
  readonly chosen: OperatingCurve;
  /** The same on the other half; on the same units where there is no other. */
  readonly scored: OperatingCurve;
  /** Whether `scored` is on the units that the threshold was chosen on. */
  readonly chosenOnSame: boolean;
  readonly chosenUnits: number;
  readonly scoredUnits: number;
}

/**
 * The threshold that serves a goal best, chosen on one half of the units (whole clusters) and scored
 * on the other, because a threshold looks too good on the units that it was chosen on. Of equal
 * ones the largest is taken. Candidates are all scores, and +∞.
 *
 * The halves are dealt by Philox stream 2³² − 1 of the seed. With fewer than two units or clusters
 * that hold an object there are no halves: all is used twice, and said so.
 *
 * @throws HomegroundError `argument/out-of-range` for a goal that cannot be; as `operatingCurve`
 */
export function chooseThreshold(
  outcomes: DetectionOutcomes,
  goal: ThresholdGoal,
  options: ThresholdChoiceOptions,
): ThresholdChoice {
  checkGoal(goal);
  const halves = options.seed === null ? null : deal(outcomes, options, options.seed);
  const first = halves?.first ?? options.weights ?? null;
  const second = halves?.second ?? first;
  const { threshold, isMet } = best(outcomes, goal, options, first);
  const at = (weights: Float64Array | null) =>
    operatingCurve(outcomes, { ...options, weights, thresholds: Float64Array.of(threshold) });
  const units = (weights: Float64Array | null) =>
    weights === null ? outcomes.unitCount : weights.reduce((n, w) => n + (w > 0 ? 1 : 0), 0);
  return {
    threshold,
    isMet,
    chosen: at(first),
    scored: at(second),
    chosenOnSame: halves === null,
    chosenUnits: units(first),
    scoredUnits: units(second),
  };
}

/** Weights of two halves, 0 for the other's units; null where one would hold no object. */
function deal(outcomes: DetectionOutcomes, options: ThresholdChoiceOptions, seed: number) {
  const { sample, kept } = createUnitSample(outcomes, options.weights ?? null);
  const members = memberships(sample);
  const { unitCount } = sample.outcomes;
  const group = dealGroups(members?.count ?? unitCount, seed, 2);
  const first = new Float64Array(outcomes.unitCount);
  const second = new Float64Array(outcomes.unitCount);
  for (let i = 0; i < unitCount; i++) {
    const half = group[members === null ? i : members.id[i]!] === 0 ? first : second;
    half[kept?.[i] ?? i] = sample.weights?.[i] ?? 1;
  }
  const holds = [false, false];
  visitTruths(outcomes, options.index, (row) => {
    const unit = outcomes.truths.unit[row]!;
    if (first[unit]! > 0) holds[0] = true;
    if (second[unit]! > 0) holds[1] = true;
  });
  return holds[0] && holds[1] ? { first, second } : null;
}

/** Candidates from the largest down; a later one must be better to be taken. */
function best(
  outcomes: DetectionOutcomes,
  goal: ThresholdGoal,
  { index, iou = 0.5 }: ThresholdChoiceOptions,
  weights: Float64Array | null,
): { readonly threshold: number; readonly isMet: boolean } {
  const { detections, truths, unitCount } = outcomes;
  const overlap = overlapIndex(outcomes, iou, "chooseThreshold");
  const matched = detections.matched[0] ?? new Uint16Array(0);
  const ignored = detections.ignored[0] ?? new Uint16Array(0);
  const rows = rankedRows(outcomes, index);
  const weightOf = (unit: number): number => (weights === null ? 1 : weights[unit]!);
  let truth = 0;
  visitTruths(outcomes, index, (row) => {
    truth += weightOf(truths.unit[row]!);
  });
  const units = weights === null ? unitCount : weights.reduce((sum, weight) => sum + weight, 0);
  const judge = judgeOf(goal, truth, units);
  let found = 0;
  let wrong = 0;
  let chosen = { threshold: Number.POSITIVE_INFINITY, ...judge(0, 0) };
  for (let next = 0; next < rows.length; ) {
    const threshold = detections.score[rows[next]!]! + 0; // −0 is 0
    let more = 0;
    while (next < rows.length && detections.score[rows[next]!] === threshold) {
      const row = rows[next++]!;
      const weight = weightOf(detections.unit[row]!);
      more += weight;
      if (((matched[row]! >> overlap) & 1) === 1) found += weight;
      else if (((ignored[row]! >> overlap) & 1) === 0) wrong += weight;
    }
    if (more === 0) continue; // a score of units that are not among these
    const judged = judge(found, wrong);
    const isBetter = judged.isMet === chosen.isMet ? judged.merit > chosen.merit : judged.isMet;
    if (isBetter) chosen = { threshold, ...judged };
  }
  return chosen;
}

/** What rounding of weights may take from a figure that meets its goal, or make of an equal one. */
const SLACK = 1e-12;

interface Judged {
  readonly isMet: boolean;
  readonly merit: number;
}

function judgeOf(
  goal: ThresholdGoal,
  truth: number,
  units: number,
): (found: number, wrong: number) => Judged {
  const rounded = (merit: number): number => Math.round(merit / SLACK) * SLACK;
  switch (goal.kind) {
    case "greatest-f1":
      return (found, wrong) => {
        const f1 = (2 * found) / (truth + found + wrong);
        return { isMet: true, merit: Number.isNaN(f1) ? 0 : rounded(f1) };
      };
    case "recall-at-least":
      return (found, wrong) => {
        const isMet = found >= goal.recall * truth - SLACK * truth;
        // As far as it is met, fewer false alarms; until then, more found.
        return { isMet, merit: isMet ? -rounded(wrong / units) : rounded(found / truth) };
      };
    case "false-alarms-at-most":
      return (found, wrong) => {
        const isMet = wrong / units <= goal.perUnit + SLACK;
        return { isMet, merit: isMet ? rounded(found / truth || 0) : 0 };
      };
    case "count-bias-nearest-0":
      return (found, wrong) => ({
        isMet: true,
        merit: -rounded(Math.abs(found + wrong - truth) / units),
      });
    default:
      return goal satisfies never;
  }
}

function checkGoal(goal: ThresholdGoal): void {
  const { kind } = goal;
  const isFine =
    (kind !== "recall-at-least" || (goal.recall >= 0 && goal.recall <= 1)) &&
    (kind !== "false-alarms-at-most" || (goal.perUnit >= 0 && Number.isFinite(goal.perUnit)));
  if (isFine) return;
  throw new HomegroundError("argument/out-of-range", {
    what: `the goal is ${JSON.stringify(goal)}`,
    where: "goal",
    fix: "Give a share found from 0 to 1, or 0 or more false alarms",
  });
}
