import { appendColumn } from "../../core/append-column.js";
import type { MaskOutcomes } from "../../outcomes/segmentation/mask-outcomes.js";
import type { MetricReference } from "../estimate-types.js";
import { OVER_IMAGES } from "../segmentation/mask-method.js";
import type { Complete } from "./complete-outcomes.js";

/**
 * {@link Complete} of masks. At worst nothing of a label is where it should be, and each label of which there is nothing is said
 * to be somewhere: an image is 0 for all labels. At best it is the truth: 1 for the labels that it has, and none of the others.
 * Exact for means over images; how large an image is nobody knows, and no mean needs it.
 */
export const completeMasks: Complete<MaskOutcomes> = (outcomes, truth, _reference, side) => {
  const width = outcomes.classes.length;
  const more = truth.length / width;
  const isBest = side === "best";
  const said = isBest ? truth : new Float64Array(truth.length).fill(1);
  const distance = truth.map((has) =>
    isBest ? (has > 0 ? 0 : Number.NaN) : Number.POSITIVE_INFINITY,
  );
  const share = truth.map((has) => (isBest ? (has > 0 ? 1 : Number.NaN) : 0));
  const each = outcomes.tolerances.length;
  return {
    ...outcomes,
    cluster: null,
    clusterCount: 0,
    unitCount: outcomes.unitCount + more,
    pixels: appendColumn(
      outcomes.pixels,
      Float64Array.from({ length: more }, (_, i) => {
        let count = 0;
        for (let k = 0; k < width; k++) count += truth[i * width + k]!;
        return Math.max(1, count);
      }),
    ),
    truth: appendColumn(outcomes.truth, truth),
    predicted: appendColumn(outcomes.predicted, said),
    shared: appendColumn(outcomes.shared, isBest ? truth : new Float64Array(truth.length)),
    hd95: appendColumn(outcomes.hd95, distance),
    assd: appendColumn(outcomes.assd, distance),
    nsd: appendColumn(
      outcomes.nsd,
      Float64Array.from({ length: truth.length * each }, (_, at) => share[Math.floor(at / each)]!),
    ),
  };
};

/** Whether images whose size nobody knows can be put together with others: a mean counts them alike. */
export function masksAreBounded(reference: MetricReference): boolean {
  return reference.parameters.get(OVER_IMAGES.name) !== "pooled";
}
