import { HomegroundError } from "../core/errors.js";
import { nearestName } from "../core/nearest-name.js";
import type { Sentence } from "../core/sentence.js";
import type { MetricReference } from "./estimate-types.js";
import { formatReference } from "./reference-text.js";

/** @returns an error `metric/not-available` to throw */
export function notAvailable(
  reference: MetricReference,
  what: string,
  fix: Sentence,
): HomegroundError {
  const where = `metric '${formatReference(reference)}'`;
  return new HomegroundError("metric/not-available", { what, where, fix });
}

/**
 * Index of the class that a reference names; null where it names none.
 *
 * @throws HomegroundError `metric/bad-parameter` with the nearest name
 */
export function namedClass(reference: MetricReference, classes: readonly string[]): number | null {
  const name = reference.parameters.get("class");
  if (name === undefined) return null;
  const index = classes.indexOf(name);
  if (index >= 0) return index;
  const nearest = nearestName(name, classes);
  throw new HomegroundError("metric/bad-parameter", {
    what: `neither the model nor the ground truth has a class '${name}'`,
    where: `metric '${formatReference(reference)}'`,
    fix: nearest === null ? "Check the class names" : `Did you mean ${nearest}?`,
  });
}

/** @throws HomegroundError `metric/not-available`: an anomaly score without a threshold */
export function noPredictions(reference: MetricReference): never {
  const what = "an anomaly score answers nothing without a threshold";
  throw notAvailable(reference, what, {
    command: "Give --threshold, or take roc-auc or average-precision",
    app: "Drop a model card (.json) that states a threshold, or ask about another figure",
  });
}
