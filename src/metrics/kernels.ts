import type { Outcomes } from "../outcomes/classification-types.js";
import type { MetricReference } from "./estimate-types.js";
import { imageMethod } from "./lookup.js";
import type { MetricKernel } from "./metric-kernel.js";

/**
 * The kernel of a metric on outcomes. What does not depend on the weights (sorting above all) is
 * done once.
 *
 * @throws HomegroundError `metric/not-available`, `metric/bad-parameter`, `metric/unknown`
 */
export function createKernel(outcomes: Outcomes, reference: MetricReference): MetricKernel {
  return imageMethod(reference, outcomes.kind).kernel(outcomes, reference);
}
