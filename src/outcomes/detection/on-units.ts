import { pickIntegers } from "../../core/picked-rows.js";
import type { DetectionOutcomes } from "../detection-types.js";

/** Sampling units of detection outcomes, with the clusters that they are in. */
export type DetectionUnits = Pick<
  DetectionOutcomes,
  "unitCount" | "unit" | "cluster" | "clusterCount"
>;

/**
 * Outcomes of images as outcomes of other units, such as sequences: the match stays one of images,
 * and what is weighed, drawn and counted is the unit.
 *
 * @param unitOfImage unit of each image of the match, 0 … unitCount − 1
 */
export function onUnits(
  outcomes: DetectionOutcomes,
  unitOfImage: Int32Array,
  { unitCount, unit, cluster, clusterCount }: DetectionUnits,
): DetectionOutcomes {
  const { detections, truths } = outcomes;
  return {
    ...outcomes,
    unitCount,
    unit,
    cluster,
    clusterCount,
    detections: { ...detections, unit: pickIntegers(unitOfImage, detections.unit) },
    truths: { ...truths, unit: pickIntegers(unitOfImage, truths.unit) },
  };
}
