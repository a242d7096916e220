import type { ClassRatio } from "./class-ratio.js";
import { createProportionEstimate } from "./estimate-proportion.js";
import type { MetricEstimate } from "./metric-estimate.js";
import type { UnitSample } from "./sample.js";
import type { ShareTotals } from "./share-totals.js";

const ITSELF: Pick<ClassRatio, "fromShare" | "toShare"> = {
  fromShare: null,
  toShare: (value) => value,
};

/**
 * A metric that is a share of units, or a rising function of one: Wilson (METHODS §2.1).
 *
 * @param classAbsent whether it is of a class of which no unit is true
 */
export function shareEstimate(
  sample: UnitSample,
  totals: ShareTotals,
  { fromShare, toShare }: Pick<ClassRatio, "fromShare" | "toShare"> = ITSELF,
  classAbsent = false,
): MetricEstimate {
  const options = { fromUnit: fromShare, classAbsent };
  return { toUnit: toShare, at: createProportionEstimate(sample, totals, options) };
}
