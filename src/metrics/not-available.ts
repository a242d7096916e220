import { HomegroundError } from "../core/errors.js";
import { nearestName } from "../core/nearest-name.js";
import type { MetricReference } from "./estimate-types.js";
import { formatReference, metricEntry } from "./reference.js";
import type { MetricEntry, MetricTask } from "./registry-types.js";

/** @returns an error `metric/not-available` to throw */
export function notAvailable(
  reference: MetricReference,
  what: string,
  fix: string,
): HomegroundError {
  const where = `metric '${formatReference(reference)}'`;
  return new HomegroundError("metric/not-available", { what, where, fix });
}

/**
 * The entry of a metric that is defined for a task.
 *
 * @throws HomegroundError `metric/not-available` where it is not, `metric/bad-parameter` where one
 *   of its parameters is not, `metric/unknown`, `metric/not-yet`
 */
export function entryForTask(reference: MetricReference, task: MetricTask): MetricEntry {
  const entry = metricEntry(reference);
  if (!entry.tasks.includes(task)) {
    const what = `${entry.name} is not defined for the task ${task}`;
    throw notAvailable(reference, what, `Leave it out; it is for ${entry.tasks.join(", ")}`);
  }
  for (const { name, tasks } of entry.parameters) {
    if (!reference.parameters.has(name) || tasks === undefined || tasks.includes(task)) continue;
    throw new HomegroundError("metric/bad-parameter", {
      what: `${name} says nothing of the task ${task}`,
      where: `metric '${formatReference(reference)}'`,
      fix: `Leave ${name} out; it is for ${tasks.join(", ")}`,
    });
  }
  return entry;
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
export function noAnswers(reference: MetricReference): never {
  const what = "an anomaly score answers nothing without a threshold";
  throw notAvailable(reference, what, "Give --threshold, or take roc-auc or average-precision");
}
