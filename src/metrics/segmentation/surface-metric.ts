import type { MaskOutcomes } from "../../outcomes/segmentation/mask-outcomes.js";
import { type GivenMetric, type Metric, metric } from "../metric.js";
import { CLASS } from "../parameters.js";
import { columnOf, maskMethod } from "./mask-method.js";
import { MASKS } from "./overlap.js";

/** Behind what is said of such a distance: only who gave a spacing knows its unit. */
export const DISTANCE_UNIT = "in pixels, or in the unit of the spacing that was given";

/** What distances of boundaries have alike. @param column the distances, units × classes */
export function surfaceMetric(
  given: Pick<GivenMetric, "id" | "name" | "formula" | "source" | "aliases" | "words" | "works"> & {
    readonly distance: string;
  },
  column: (outcomes: MaskOutcomes) => Float64Array,
): Metric {
  const { distance, ...own } = given;
  return metric({
    ...own,
    tasks: MASKS,
    unit: "distance",
    range: [0, Number.POSITIVE_INFINITY],
    direction: "lower-is-better",
    kind: "additive",
    needs: "answers",
    parameters: [CLASS],
    nullUnits:
      "An image with a label in truth or prediction alone has no distance, is left out of that label's mean and counted; so is one with the label in neither.",
    definition: ({ parameters }) =>
      `the mean over images of ${distance}, where the label is in truth and prediction${parameters.has("class") ? "" : ", averaged over labels but the background"}; in the unit of the spacing, else in pixels`,
    isClassMean: (parameters) => !parameters.has("class"),
    images: maskMethod({
      isOfLabels: true,
      isBounded: false,
      values: (outcomes, label) => columnOf(column(outcomes), outcomes, label),
      warnings(outcomes, labels) {
        const isOneEmpty = labels.some((label) =>
          columnOf(column(outcomes), outcomes, label).includes(Number.POSITIVE_INFINITY),
        );
        return isOneEmpty ? ["masks/one-empty"] : [];
      },
    }),
  });
}
