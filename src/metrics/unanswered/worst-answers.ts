import type { ClassificationOutcomes } from "../../outcomes/classification-types.js";
import { type ClassSums, classAnswers, classSums } from "../class-sums.js";
import type { MetricReference } from "../estimate-types.js";
import { namedClass } from "../not-available.js";
import { parameterOf } from "../reference.js";

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
export function worstAnswers(
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
  const sums = (): ClassSums => sumsWith(outcomes, truth);
  const mostHarmful = (harm: Harm): Int32Array =>
    truth.map((own) => {
      const k = greatest(modelClassCount, own, harm.value);
      if (k < 0) return another(own);
      harm.add(k);
      return k;
    });
  switch (reference.id) {
    case "precision":
    case "f1":
    case "specificity": {
      const index = namedClass(reference, classes);
      if (index !== null) {
        const isAnswered = index < modelClassCount;
        return truth.map((own) => (own === index || !isAnswered ? another(own, index) : index));
      }
      const average = parameterOf(reference, "average");
      if (average === "micro") return truth.map((own) => another(own));
      if (reference.id === "specificity") return mostHarmful(ofLargest(sums()));
      return mostHarmful(ofMean(sums(), reference.id, average === "weighted"));
    }
    case "cohen-kappa":
      return mostHarmful(ofLargest(sums()));
    case "mcc":
      return mostHarmful(ofCorrelation(sums()));
    default:
      return truth.map((own) => another(own));
  }
}

/** How much harm a false alarm of each class does, and that it was raised. */
interface Harm {
  value(k: number): number;
  add(k: number): void;
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
  const answers = classAnswers(outcomes);
  if (answers === null) throw new Error("classification without answers");
  const sums = classSums(answers, null);
  for (const own of truth) sums.truth[own]! += 1;
  sums.total += truth.length;
  return sums;
}

/**
 * FP_k/(n − truth_k) adds up over false alarms, and kappa, at a given number of right answers, falls as
 * Σ truth_k·answered_k rises.
 */
function ofLargest({ truth }: ClassSums): Harm {
  return { value: (k) => truth[k]!, add: () => {} };
}

/** How far the mean of a ratio over classes falls; in the weighted one a class counts by its truth. */
function ofMean(
  { truth, predicted, hits }: ClassSums,
  ratio: "precision" | "f1",
  isWeighted: boolean,
): Harm {
  const size = (k: number, answered: number): number =>
    ratio === "precision" ? answered : (truth[k]! + answered) / 2;
  const weight = (k: number, answered: number): number =>
    isWeighted ? truth[k]! : Number(size(k, answered) > 0);
  const part = (k: number, answered: number): number => {
    const of = size(k, answered);
    return of === 0 ? 0 : (weight(k, answered) * hits[k]!) / of;
  };
  let sum = 0;
  let weights = 0;
  for (let k = 0; k < truth.length; k++) {
    sum += part(k, predicted[k]!);
    weights += weight(k, predicted[k]!);
  }
  const after = (k: number) => ({
    sum: sum - part(k, predicted[k]!) + part(k, predicted[k]! + 1),
    weights: weights - weight(k, predicted[k]!) + weight(k, predicted[k]! + 1),
  });
  return {
    value: (k) => {
      const then = after(k);
      return -then.sum / then.weights;
    },
    add: (k) => {
      ({ sum, weights } = after(k));
      predicted[k]! += 1;
    },
  };
}

/** How far the Matthews correlation falls. */
function ofCorrelation({ total, truth, predicted, hits }: ClassSums): Harm {
  let right = 0;
  let products = 0;
  let squaresTrue = 0;
  let squaresSaid = 0;
  for (let k = 0; k < truth.length; k++) {
    right += hits[k]!;
    products += truth[k]! * predicted[k]!;
    squaresTrue += truth[k]! ** 2;
    squaresSaid += predicted[k]! ** 2;
  }
  return {
    value: (k) => {
      const above = total * right - products - truth[k]!;
      const below = total ** 2 - squaresSaid - 2 * predicted[k]! - 1;
      return -above / Math.sqrt((total ** 2 - squaresTrue) * below);
    },
    add: (k) => {
      products += truth[k]!;
      squaresSaid += 2 * predicted[k]! + 1;
      predicted[k]! += 1;
    },
  };
}
