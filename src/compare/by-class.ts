import type { MetricReference } from "../metrics/estimate-types.js";
import { metricOf } from "../metrics/lookup.js";
import { parseReference } from "../metrics/reference.js";
import { formatReference } from "../metrics/reference-text.js";
import { taskOf } from "../tasks/registry.js";
import { predictionsOneLabel } from "../tasks/task.js";
import type { ModelFigure } from "./paired-units.js";

/** The images that have a class, and the figure that models are compared by on it. */
export interface ClassToCompare {
  readonly name: string;
  readonly reference: MetricReference;
  /** Positions among the shared units that hold the class, ascending. */
  readonly holders: Int32Array;
  /** Whether the figure is of the holders alone, and not of all units. */
  readonly isOfHolders: boolean;
}

/** More are not compared: each more class widens the ranges of all. */
export const MOST_CLASSES = 100;

/**
 * The classes that models can be compared on. Of images with one label each: how many images of the class
 * are right, or the mean over them of a metric that is a mean over images. Of several labels and of objects: the
 * metric of the label, where the metric has one.
 *
 * @param figure of the first model: what is true is the same to every one
 * @returns the most frequent first, ties by name; null where a metric is asked for that is of one class itself
 */
export function classesToCompare(
  { outcomes, own, values }: ModelFigure,
  reference: MetricReference,
): readonly ClassToCompare[] | null {
  const { parameters } = metricOf(reference);
  const ofClass = parameters.find(
    ({ kind, tasks }) => kind === "class" && (tasks?.includes(outcomes.kind) ?? true),
  );
  if (ofClass !== undefined && reference.parameters.has(ofClass.name)) return null;
  const task = taskOf(outcomes.kind);
  const isOfHolders = predictionsOneLabel(task);
  if (!isOfHolders && (ofClass === undefined || task.truth === "label")) return null;
  const labels = task.items?.(outcomes).labels;
  if (labels === undefined) return null;
  const holders = outcomes.classes.map((): number[] => []);
  for (const [i, unit] of own.entries()) {
    for (let at = labels.start[unit]!; at < labels.start[unit + 1]!; at++) {
      const list = holders[labels.index[at]!]!;
      if (list.at(-1) !== i) list.push(i); // several objects of a class in one image
    }
  }
  const referenceOf = (name: string): MetricReference => {
    if (isOfHolders) return values === null ? parseReference(task.headline) : reference;
    const { name: parameter, excludes } = ofClass as { name: string; excludes: readonly string[] };
    const kept = [...reference.parameters].filter(([key]) => !excludes.includes(key));
    return { id: reference.id, parameters: new Map([[parameter, name], ...kept]) };
  };
  const found = outcomes.classes.map((name, k) => ({
    name,
    reference: referenceOf(name),
    holders: Int32Array.from(holders[k]!),
    isOfHolders,
  }));
  const seen = found.filter((one) => one.holders.length > 0);
  if (seen.length < 2) return null;
  return seen.sort((a, b) => b.holders.length - a.holders.length || (a.name < b.name ? -1 : 1));
}

/** What a figure of classes is called: the share of the images of a class that are right is its recall. */
export function classMetric({ reference, isOfHolders }: ClassToCompare): string {
  if (!isOfHolders) return reference.id;
  return reference.id === "accuracy" ? "recall" : formatReference(reference);
}
