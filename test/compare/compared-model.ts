import type { ComparedOutcomes } from "../../src/compare/comparison.js";
import type { ClassificationOutcomes } from "../../src/outcomes/classification-types.js";

/** A model that is right where `hits` says so; the truth is class 0 of two. */
export function comparedModel(
  name: string,
  hits: readonly number[],
  more: Partial<ClassificationOutcomes> = {},
): ComparedOutcomes {
  const outcomes: ClassificationOutcomes = {
    kind: "classification",
    unit: "image",
    unitCount: hits.length,
    classes: ["a", "b"],
    modelClassCount: 2,
    truth: Int32Array.from(hits, (_, i) => i % 2),
    predicted: Int32Array.from(hits, (hit, i) => (hit === 1 ? i % 2 : 1 - (i % 2))),
    cluster: null,
    clusterCount: 0,
    scores: null,
    ...more,
  };
  return {
    name,
    sha256: null,
    outcomes,
    units: Int32Array.from(hits.keys()),
    claimed: null,
  };
}
