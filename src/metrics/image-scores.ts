import { type EvaluatedOutcomes, haveObjects } from "../outcomes/detection/evaluated-detections.js";
import { imageF1OfObjects } from "./detection/operating-estimates.js";
import type { MetricReference } from "./estimate-types.js";
import { f1Of } from "./image-f1.js";
import { classPredictions } from "./labels/columns-of.js";
import { metricOf } from "./lookup.js";

/** A score of each unit by itself, in [0, 1], higher better. */
export interface ImageScores {
  /** `f1`: of its objects, or its labels; `overlap`: the mean of the metric over the labels on it. */
  readonly kind: "f1" | "overlap";
  readonly scores: Float64Array;
}

/**
 * How well each unit is answered by itself, where a metric is no mean over units: what a race goes by, which
 * needs one bounded number an image. Where there is nothing to be found and nothing was found it is 1.
 *
 * @returns null where a unit has no such score: of one label it is right or wrong, and a score alone says nothing
 * @throws HomegroundError `metric/not-available` where nothing says from which score on objects count
 */
export function imageScores(
  outcomes: EvaluatedOutcomes,
  reference: MetricReference,
): ImageScores | null {
  if (haveObjects(outcomes)) {
    return { kind: "f1", scores: imageF1OfObjects(outcomes, reference) };
  }
  const overlap = metricOf(reference).images?.imageScores?.(outcomes, reference) ?? null;
  if (overlap !== null) return { kind: "overlap", scores: overlap };
  const said = classPredictions(outcomes);
  if (said?.kind !== "several") return null;
  const { unitCount, classes, truth, predicted } = said;
  const width = classes.length;
  const scores = new Float64Array(unitCount);
  for (let i = 0; i < unitCount; i++) {
    let both = 0;
    let all = 0;
    for (let at = i * width; at < (i + 1) * width; at++) {
      both += truth[at]! & predicted[at]!;
      all += truth[at]! + predicted[at]!;
    }
    scores[i] = f1Of(both, all);
  }
  return { kind: "f1", scores };
}
