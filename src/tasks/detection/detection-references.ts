import type { MetricReference } from "../../metrics/estimate-types.js";
import { parseReference } from "../../metrics/reference.js";
import type { DetectionOutcomes } from "../../outcomes/detection-types.js";

/** Figures of objects that count from a threshold on, whatever they are matched by. */
export const OPERATING_DETAILS: readonly string[] = [
  "recall{average=micro}",
  "precision{average=micro}",
  "f1{average=micro}",
  "image-sensitivity",
  "image-specificity",
];

/** Figures of a detection evaluation that are given without being asked for. */
export function detectionDetails(outcomes: DetectionOutcomes): MetricReference[] {
  const { rules, threshold, classes } = outcomes;
  const hasSizes = rules.areas.length > 1;
  const texts = [
    "map-50",
    "map-75",
    ...(hasSizes ? ["map-small", "map-medium", "map-large"] : []),
    "ar-1",
    "ar-10",
    "ar-100",
    ...(hasSizes ? ["ar-small", "ar-medium", "ar-large"] : []),
  ];
  if (threshold !== null) {
    texts.push(...OPERATING_DETAILS);
  }
  const references = texts.map((text) => parseReference(text));
  for (const k of classesSeen(outcomes)) {
    references.push(ofClass("map-50", classes[k]!), ofClass("map", classes[k]!));
    if (threshold === null) continue;
    references.push(ofClass("recall", classes[k]!), ofClass("precision", classes[k]!));
  }
  return references;
}

export function ofClass(id: string, name: string): MetricReference {
  return { id, parameters: new Map([["class", name]]) };
}

/** Classes with an annotated object, and those that are detected at the operating point. */
export function classesSeen({
  truths,
  detections,
  threshold,
  classes,
}: DetectionOutcomes): number[] {
  return [...classes.keys()].filter((k) => {
    if (truths.classStart[k + 1]! > truths.classStart[k]!) return true;
    // Rows of a class fall by score: the first is the surest.
    const first = detections.classStart[k]!;
    const isThere = first < detections.classStart[k + 1]!;
    return threshold !== null && isThere && detections.score[first]! >= threshold;
  });
}
