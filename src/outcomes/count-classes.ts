import type { ClassificationOutcomes } from "./classification-types.js";

/** Units of each class, and those of them that are right. */
export interface ClassCounts {
  readonly size: Float64Array;
  readonly hits: Float64Array;
}

export function countClasses({
  truth,
  predicted,
  classes,
}: Pick<ClassificationOutcomes, "truth" | "predicted" | "classes">): ClassCounts {
  const size = new Float64Array(classes.length);
  const hits = new Float64Array(classes.length);
  for (let i = 0; i < truth.length; i++) {
    size[truth[i]!]!++;
    if (truth[i] === predicted[i]) hits[truth[i]!]!++;
  }
  return { size, hits };
}
