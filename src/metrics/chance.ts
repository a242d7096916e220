import type { MetricReference } from "./estimate-types.js";
import { metricOf } from "./lookup.js";

/**
 * What guessing reaches: one of the classes at random, scores without meaning. Null where that depends
 * on how often things occur, as for precision.
 *
 * @param classCount of an evaluation in which a unit has one class of so many; null where it is not
 *   known or a unit can have several
 */
export function chanceOf(reference: MetricReference, classCount: number | null): number | null {
  return metricOf(reference).chance?.(reference, classCount) ?? null;
}
