import type { ClassificationOutcomes } from "../../outcomes/classification-types.js";
import { type ClassSums, classSums } from "../class-sums.js";
import type { MetricReference } from "../estimate-types.js";
import { classPredictions } from "../labels/columns-of.js";
import { metricOf } from "../lookup.js";
import { namedClass } from "../not-available.js";
import type { Harm } from "./harm.js";

/**
 * The wrong answers to units of known truth that lower a metric most (METHODS-2 A3.2). Where only right
 * and wrong count any will do. For precision, F1 and specificity of a class it is that class where it is
 * not true. Means over classes: the false alarm that lowers the mean most, chosen one by one, for
 * specificity and kappa always of the largest other class.
 *
 * @param truth class of each unit without an answer
 * @returns class of each answer; `classes.length` for an answer that is none of the classes, where no
 *   other is left that is wrong and does not help
 */
export function worstPredictions(
  outcomes: ClassificationOutcomes,
  truth: Int32Array,
  reference: MetricReference,
): Int32Array {
  const { classes, modelClassCount } = outcomes;
  const another = (own: number, not = -1): number => {
    let k = 0;
    while (k < classes.length && (k === own || k === not)) k++;
    return k;
  };
  const mostHarmful = (harm: Harm): Int32Array =>
    truth.map((own) => {
      const k = greatest(modelClassCount, own, harm.value);
      if (k < 0) return another(own);
      harm.add(k);
      return k;
    });
  const harmOf = metricOf(reference).images?.falseAlarms?.(reference) ?? null;
  if (harmOf === null) return truth.map((own) => another(own));
  const index = namedClass(reference, classes);
  if (index === null) return mostHarmful(harmOf(sumsWith(outcomes, truth)));
  const isAnswered = index < modelClassCount;
  return truth.map((own) => (own === index || !isAnswered ? another(own, index) : index));
}

/** Of model classes other than `own` the one with the greatest value, the first of equals; −1: none. */
function greatest(classCount: number, own: number, value: (k: number) => number): number {
  let best = -1;
  let most = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < classCount; k++) {
    if (k === own) continue;
    const harm = value(k);
    if (best >= 0 && !(harm > most)) continue;
    best = k;
    most = harm;
  }
  return best;
}

/** Answers that are there, and the truth of all units. */
function sumsWith(outcomes: ClassificationOutcomes, truth: Int32Array): ClassSums {
  const predictions = classPredictions(outcomes);
  if (predictions === null) throw new Error("classification without answers");
  const sums = classSums(predictions, null);
  for (const own of truth) sums.truth[own]! += 1;
  sums.total += truth.length;
  return sums;
}
