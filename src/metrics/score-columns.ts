import { haveOneLabel, type Outcomes } from "../outcomes/classification-types.js";
import type { MetricReference } from "./estimate-types.js";
import { columnsOf } from "./labels/columns-of.js";
import type { ScoredClass } from "./labels/label-columns.js";
import { namedClass, notAvailable } from "./not-available.js";

/** Confidence of every unit's answer and whether it is right. */
export interface ConfidentPredictions {
  readonly confidence: Float64Array;
  readonly correct: Uint8Array;
  /** 1 where the prediction is wrong. */
  readonly wrong: Uint8Array;
}

/**
 * The classes that a ranked metric runs over: the one that the reference names, the anomalous one,
 * or all that have scores.
 *
 * @param isSymmetric whether two classes whose scores add up to 1 have one figure
 * @returns functions, because a column a class would be too much memory for many at once
 * @throws HomegroundError `metric/not-available` where scores of a class are not there
 */
export function scoredClasses(
  outcomes: Outcomes,
  reference: MetricReference,
  { isSymmetric }: { readonly isSymmetric: boolean },
): readonly (() => ScoredClass)[] {
  const columns = columnsOf(outcomes);
  const index = namedClass(reference, outcomes.classes);
  const ranked = columns?.ranked(outcomes, index === null && isSymmetric) ?? null;
  if (columns === null || ranked === null) throw noScores(reference);
  return (index === null ? ranked : [index]).map((k) => {
    if (columns.hasScores(outcomes, k)) return () => scoredClass(outcomes, k);
    const what = `the scores of ${outcomes.classes[k]} are not there`;
    const fix = "Give predictions with a score for each class, or name a class that has one";
    throw notAvailable(reference, what, fix);
  });
}

/** The class looked at last of each outcomes: curve, AUC and AP of it share one ranking. */
const lastScored = new WeakMap<
  Outcomes,
  { readonly index: number; readonly scored: ScoredClass }
>();

/** One class of outcomes that hold its scores. */
export function scoredClass(outcomes: Outcomes, index: number): ScoredClass {
  const last = lastScored.get(outcomes);
  if (last?.index === index) return last.scored;
  const own = columnsOf(outcomes)?.scored(outcomes, index) ?? null;
  if (own === null) throw new Error(`no scores of class ${index} are kept`);
  const name = outcomes.classes[index];
  const scored = name === undefined ? own : { ...own, name };
  lastScored.set(outcomes, { index, scored });
  return scored;
}

/** @throws HomegroundError `metric/not-available` where the outcomes have no confidence */
export function confidentPredictions(
  outcomes: Outcomes,
  reference: MetricReference,
): ConfidentPredictions {
  const confidence = haveOneLabel(outcomes)
    ? (outcomes.scores?.confidence ?? outcomes.answerConfidence)
    : undefined;
  if (!haveOneLabel(outcomes) || confidence === undefined) throw noScores(reference);
  const known = predictionsByConfidence.get(confidence);
  if (known !== undefined) return known;
  const { truth, predicted, unitCount } = outcomes;
  const correct = new Uint8Array(unitCount);
  const wrong = new Uint8Array(unitCount);
  for (let i = 0; i < unitCount; i++) {
    correct[i] = truth[i] === predicted[i] ? 1 : 0;
    wrong[i] = 1 - correct[i]!;
  }
  const predictions = { confidence, correct, wrong };
  predictionsByConfidence.set(confidence, predictions);
  return predictions;
}

const predictionsByConfidence = new WeakMap<Float64Array, ConfidentPredictions>();

/**
 * Confidence of every unit's answer as a probability. Ranks ({@link confidentPredictions}) need less.
 *
 * @throws HomegroundError `metric/not-available` where there is none, or scores do not add up to 1
 */
export function calibratedPredictions(
  outcomes: Outcomes,
  reference: MetricReference,
): ConfidentPredictions {
  requireProbabilities(outcomes, reference);
  return confidentPredictions(outcomes, reference);
}

/**
 * Log loss, Brier score and calibration error are of one model: scores that are no probabilities have
 * none of the three.
 *
 * @throws HomegroundError `metric/not-available`
 */
export function requireProbabilities(outcomes: Outcomes, reference: MetricReference): void {
  const sums = haveOneLabel(outcomes) ? outcomes.scores?.sums : undefined;
  if (sums === undefined || sums.areProbabilities) return;
  const what = `the scores of ${sums.off} units do not add up to 1: they are no probabilities of labels that exclude each other`;
  const fix =
    "Give the probabilities of all labels, evaluate as multilabel if several may hold at once, or leave it out";
  throw notAvailable(reference, what, fix);
}

/** @returns an error `metric/not-available` to throw */
export function noScores(reference: MetricReference): Error {
  const what = "the predictions hold no scores that it could be computed from";
  return notAvailable(reference, what, "Give predictions with scores, or leave it out");
}
