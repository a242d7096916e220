import type { DetectionOutcomes } from "./detection-types.js";

/**
 * Detection outcomes of sequences: the match stays one of images, and what is weighed, drawn and
 * counted is the sequence. Clusters are left to the caller.
 *
 * @param sequence of each unit, 0 … sequenceCount − 1
 */
export function joinDetectionSequences(
  outcomes: DetectionOutcomes,
  sequence: Int32Array,
  sequenceCount: number,
): DetectionOutcomes {
  const { detections, truths } = outcomes;
  return {
    ...outcomes,
    ...{ unitCount: sequenceCount, unit: "sequence", cluster: null, clusterCount: 0 },
    detections: { ...detections, unit: detections.unit.map((unit) => sequence[unit]!) },
    truths: { ...truths, unit: truths.unit.map((unit) => sequence[unit]!) },
  };
}
