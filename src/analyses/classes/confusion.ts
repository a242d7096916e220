import type { ClassificationOutcomes } from "../../outcomes/classification-types.js";
import type { ResultConfusion } from "../../results/result.js";

/**
 * Counts of ground truth against answers, rows = ground truth. Classes that are neither true of a
 * unit nor answered are left out where the model has many, so that the table stays readable.
 */
export function confusionTable(outcomes: ClassificationOutcomes): ResultConfusion {
  const { truth, predicted, classes } = outcomes;
  const shown = shownClasses(outcomes);
  const place = new Int32Array(classes.length).fill(-1);
  for (const [at, k] of shown.entries()) place[k] = at;
  const counts = shown.map(() => new Array<number>(shown.length).fill(0));
  for (let i = 0; i < truth.length; i++) {
    counts[place[truth[i]!]!]![place[predicted[i]!]!]!++;
  }
  return { labels: shown.map((k) => classes[k]!), counts };
}

/** A model with more classes than this shows those that occur. */
const ALL_SHOWN = 30;

function shownClasses({ truth, predicted, classes }: ClassificationOutcomes): number[] {
  const all = [...classes.keys()];
  if (classes.length <= ALL_SHOWN) return all;
  const seen = new Set<number>();
  for (let i = 0; i < truth.length; i++) seen.add(truth[i]!).add(predicted[i]!);
  return all.filter((k) => seen.has(k));
}
