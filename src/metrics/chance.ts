import type { MetricReference } from "./estimate-types.js";
import { parameterOf } from "./reference.js";

/**
 * What guessing reaches: one of the classes at random, scores without meaning. Null where that depends
 * on how often things occur, as for precision.
 *
 * @param classCount of an evaluation in which a unit has one class of so many; null where it is not
 *   known or a unit can have several
 */
export function chanceOf(reference: MetricReference, classCount: number | null): number | null {
  switch (reference.id) {
    case "roc-auc":
    case "auroc-failure":
      return 0.5;
    case "cohen-kappa":
    case "mcc":
      return 0;
    case "accuracy":
    case "balanced-accuracy":
      return classCount === null || classCount < 1 ? null : 1 / classCount;
    case "top-k-accuracy": {
      const k = Number(parameterOf(reference, "k"));
      return classCount === null || classCount < 1 ? null : Math.min(1, k / classCount);
    }
    default:
      return null;
  }
}
