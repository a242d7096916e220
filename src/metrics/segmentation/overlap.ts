import type { MaskOutcomes } from "../../outcomes/segmentation/mask-outcomes.js";
import { type GivenMetric, type MetricTask, metric } from "../metric.js";
import { columnOf, type MaskParts, maskMethod, OF_LABELS, quotients } from "./mask-method.js";

export const MASKS: readonly MetricTask[] = ["semantic-segmentation"];

/** What overlaps have alike. @param parts whose quotient it is, by image or of all */
export function overlapMetric(
  given: Pick<
    GivenMetric,
    "id" | "name" | "formula" | "source" | "aliases" | "readAlias" | "words" | "works" | "hub"
  > & { readonly quotient: string },
  parts: (outcomes: MaskOutcomes, label: number) => MaskParts,
): ReturnType<typeof metric> {
  const { quotient, ...own } = given;
  return metric({
    ...own,
    tasks: MASKS,
    kind: "ratio",
    needs: "answers",
    parameters: OF_LABELS,
    nullUnits:
      "An image with a label neither in truth nor prediction is left out of that label's mean; the number of the others is stated. In one alone: 0.",
    definition: ({ parameters }) => {
      const of = parameters.has("class") ? "" : ", averaged over labels but the background";
      return parameters.get("average") === "pooled"
        ? `${quotient}, of the pixels of all images together${of}`
        : `the mean over images of ${quotient}, where the label is in truth or prediction${of}`;
    },
    isUnitMean: ({ parameters }) => parameters.get("average") !== "pooled",
    isClassMean: (parameters) => !parameters.has("class"),
    images: maskMethod({
      isOfLabels: true,
      isBounded: true,
      values: (outcomes, label) => quotients(parts(outcomes, label)),
      parts,
    }),
  });
}

/** Pixels of a label in truth, in the prediction and in both. */
export function pixelsOf(outcomes: MaskOutcomes, label: number) {
  return {
    truth: columnOf(outcomes.truth, outcomes, label),
    predicted: columnOf(outcomes.predicted, outcomes, label),
    shared: columnOf(outcomes.shared, outcomes, label),
  };
}
