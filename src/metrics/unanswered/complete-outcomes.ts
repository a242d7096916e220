import { appendColumn } from "../../core/append-column.js";
import type {
  AnomalyOutcomes,
  ClassificationOutcomes,
  ClassificationScores,
  MultilabelOutcomes,
  Outcomes,
} from "../../outcomes/classification-types.js";
import type { MetricReference } from "../estimate-types.js";
import { metricFor } from "../lookup.js";
import { beyondAll } from "./beyond-all.js";
import { errorsOfSureness } from "./errors-of-sureness.js";
import { worstPredictions } from "./worst-answers.js";

/** Missing predictions filled in so that a figure is as bad, or as good, as it can be. */
export type Completion = "worst" | "best";

/** Whether a metric has a worst and a best completion: not where it has no bounds or no interval. */
export function hasCompletions(reference: MetricReference, task: Outcomes["kind"]): boolean {
  const { range, kind } = metricFor(reference, task);
  return range.every(Number.isFinite) && kind !== "refit";
}

/**
 * Outcomes with units behind them that have no answer, answered so that the metric is the least (or
 * the greatest) that any answers could make it (METHODS-2 A3.2).
 *
 * Of classes: wrong, as what harms the metric most, or right; in rankings positives below and
 * negatives above all others, or the reverse; losses and shares of k the greatest or least; in rankings
 * of errors by sureness, errors the surest, or right answers. Exact but for average precision of tied
 * scores and for the means of F1 and of precision over classes and `mcc`, whose false alarms are chosen
 * one by one: within .003 of what the worst answers make of 30 or more units, of precision .005.
 *
 * @param truth of the units without an answer, in the layout of the outcomes' own
 * @returns without clusters: those of all units are another column
 */
export type Complete<O extends Outcomes> = (
  outcomes: O,
  truth: O["truth"],
  reference: MetricReference,
  side: Completion,
) => O;

const UNCLUSTERED = { cluster: null, clusterCount: 0 } as const;

/** {@link Complete} of one label a unit. */
export const completeClasses: Complete<ClassificationOutcomes> = (
  outcomes,
  truth,
  reference,
  side,
) => {
  const { classes, scores, answerConfidence } = outcomes;
  const { needs, images } = metricFor(reference, outcomes.kind);
  const ofSureness =
    images?.ranksErrors === true ? errorsOfSureness(outcomes, truth.length, side) : null;
  const isWrong =
    ofSureness?.isWrong ?? new Uint8Array(truth.length).fill(Number(side === "worst"));
  const wrong = worstPredictions(outcomes, truth, reference);
  const predictions = truth.map((own, i) => (isWrong[i] === 1 ? wrong[i]! : own));
  const sureness = (known: Float64Array): Float64Array =>
    appendColumn(
      known,
      ofSureness?.sureness(known) ?? beyondAll(known, new Uint8Array(truth.length).fill(1)),
    );
  const isSilent = predictions.some((prediction) => prediction === classes.length);
  return {
    ...outcomes,
    ...UNCLUSTERED,
    unitCount: outcomes.unitCount + truth.length,
    classes: isSilent ? [...classes, NOTHING] : classes,
    truth: appendColumn(outcomes.truth, truth),
    predicted: appendColumn(outcomes.predicted, predictions),
    scores:
      scores === null || needs === "answers"
        ? null
        : {
            ...completeScores(scores, truth, side, needs === "score columns"),
            confidence: sureness(scores.confidence),
          },
    ...(answerConfidence === undefined ? {} : { answerConfidence: sureness(answerConfidence) }),
  };
};

/** A class that no model and no label has; a space ends no name that was read. */
const NOTHING = "no answer ";

function completeScores(
  scores: ClassificationScores,
  truth: Int32Array,
  side: Completion,
  withColumns: boolean,
): Omit<ClassificationScores, "confidence"> {
  const bad = side === "worst";
  const real = (value: number): Float64Array => new Float64Array(truth.length).fill(value);
  const whole = (value: number): Int32Array => new Int32Array(truth.length).fill(value);
  return {
    sums: scores.sums,
    truthProbability: appendColumn(scores.truthProbability, real(bad ? 0 : 1)),
    // More classes above the true one than any model has: among no number of best ones.
    above: appendColumn(scores.above, whole(bad ? MOST_ABOVE : 0)),
    tied: appendColumn(scores.tied, whole(0)),
    logLoss: appendColumn(scores.logLoss, real(Number.NaN)),
    brier: appendColumn(scores.brier, real(bad ? 2 : 0)),
    columns: new Map(
      [...(withColumns ? scores.columns : [])].map(([k, column]) => [
        k,
        appendColumn(
          column,
          beyondAll(
            column,
            Uint8Array.from(truth, (own) => Number((own === k) !== bad)),
          ),
        ),
      ]),
    ),
  };
}

const MOST_ABOVE = 2 ** 30;

/**
 * {@link Complete} of several labels a unit. Each label has a column of its own, so that all of them can be
 * wrong, or right, at once.
 */
export const completeLabels: Complete<MultilabelOutcomes> = (outcomes, truth, _reference, side) => {
  const { classes, scores, unitCount } = outcomes;
  const width = classes.length;
  const more = truth.length / width;
  const said = side === "best" ? truth : truth.map((own) => 1 - own);
  let completedScores: Float64Array | null = null;
  if (scores !== null) {
    completedScores = appendColumn(scores, new Float64Array(truth.length));
    for (let k = 0; k < width; k++) {
      const column = Float64Array.from({ length: unitCount }, (_, i) => scores[i * width + k]!);
      const ofLabel = Uint8Array.from({ length: more }, (_, i) => said[i * width + k]!);
      for (const [i, score] of beyondAll(column, ofLabel).entries()) {
        completedScores[(unitCount + i) * width + k] = score;
      }
    }
  }
  return {
    ...outcomes,
    ...UNCLUSTERED,
    unitCount: unitCount + more,
    truth: appendColumn(outcomes.truth, truth),
    predicted: appendColumn(outcomes.predicted, said),
    scores: completedScores,
  };
};

/** {@link Complete} of one score a unit. */
export const completeAnomalies: Complete<AnomalyOutcomes> = (outcomes, truth, _reference, side) => {
  const { score, threshold } = outcomes;
  const said = side === "best" ? truth : truth.map((own) => 1 - own);
  const known = threshold === null ? score : appendColumn(score, Float64Array.of(threshold));
  return {
    ...outcomes,
    ...UNCLUSTERED,
    unitCount: outcomes.unitCount + truth.length,
    truth: appendColumn(outcomes.truth, truth),
    score: appendColumn(score, beyondAll(known, said)),
  };
};
