import { taskOf } from "../tasks/registry.js";
import type { ComparedOutcomes, LabelApart } from "./comparison.js";

/**
 * Labels of the shared units that some models have among their answers and others have not: no fault of
 * the data, but a reader should know why a model misses all that hold it, or is asked about fewer labels.
 *
 * @returns those of most units first
 */
export function labelsApart(models: readonly ComparedOutcomes[]): LabelApart[] {
  const counts = new Map<string, number>();
  for (const model of models) {
    for (const [label, n] of labelCounts(model)) {
      counts.set(label, Math.max(n, counts.get(label) ?? 0));
    }
  }
  const labels = models.map(({ outcomes }) => {
    const { classes } = outcomes;
    const own = "modelClassCount" in outcomes ? outcomes.modelClassCount : classes.length;
    return new Set(classes.slice(0, own));
  });
  // Of several labels an image those that a model does not have are no part of its outcomes.
  const isPart = models.every(({ outcomes }) => "modelClassCount" in outcomes);
  return [...counts]
    .flatMap(([label, n]): LabelApart[] => {
      const without = models.filter((_, m) => !labels[m]!.has(label)).map(({ name }) => name);
      const isApart = without.length > 0 && without.length < models.length;
      return isApart ? [{ label, counts: isPart ? "as-missed" : "not-at-all", n, without }] : [];
    })
    .sort((a, b) => b.n - a.n || (a.label < b.label ? -1 : 1));
}

/** How many shared units hold each label. */
function labelCounts({ outcomes, units }: ComparedOutcomes): ReadonlyMap<string, number> {
  const labels = taskOf(outcomes.kind).items?.(outcomes).labels;
  if (labels === undefined) return new Map();
  const { start, index } = labels;
  const counts = new Float64Array(outcomes.classes.length);
  const last = new Int32Array(counts.length).fill(-1); // several objects of a label count once
  for (let i = 0; i < units.length; i++) {
    const unit = units[i]!;
    for (let at = start[unit]!; at < start[unit + 1]!; at++) {
      const k = index[at]!;
      if (last[k] !== i) counts[k]! += 1;
      last[k] = i;
    }
  }
  const names = outcomes.classes.map((name, k) => [name, counts[k]!] as const);
  return new Map(names.filter(([, count]) => count > 0));
}
