import type { ClassificationOutcomes } from "./classification-types.js";

/** Truth and prediction of images, a pair each, as indexes of `classes`. */
export type LabelPairs = Pick<
  ClassificationOutcomes,
  "classes" | "modelClassCount" | "truth" | "predicted" | "cluster" | "clusterCount"
>;

/** Outcomes of images of which nothing but the two labels is known. */
export function outcomesOfPairs(pairs: LabelPairs): ClassificationOutcomes {
  return {
    kind: "classification",
    unit: "image",
    unitCount: pairs.truth.length,
    ...pairs,
    scores: null,
  };
}
