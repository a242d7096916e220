import type { MetricReference } from "./estimate-types.js";
import { type MetricParameter, OBJECTS } from "./metric.js";

/** A parameter that always has a value. */
type Defaulted = { readonly name: string; readonly default: string };

/** The class that a figure is about. */
export const CLASS: MetricParameter = { name: "class", kind: "class", excludes: [] };

/** How classes are put together. */
export const AVERAGE = {
  name: "average",
  kind: "choice",
  values: ["macro", "micro", "weighted"],
  default: "macro",
  alwaysPrinted: true,
} as const satisfies MetricParameter;

/** Where the macro mean is the only one there is, its name says nothing. */
const MACRO: MetricParameter = { ...AVERAGE, values: ["macro"], alwaysPrinted: false };

const CLASS_OR_AVERAGE: MetricParameter = { ...CLASS, excludes: [AVERAGE.name] };

/** Least overlap at which a detection is right. */
export const IOU = {
  name: "iou",
  kind: "number",
  low: 0.01,
  high: 1,
  default: "0.5",
  alwaysPrinted: false,
  tasks: OBJECTS,
} as const satisfies MetricParameter;

/** Of ratios of one class and their means. */
export const OF_RATIOS: readonly MetricParameter[] = [CLASS_OR_AVERAGE, AVERAGE];
/** Of rankings of one class and their mean. */
export const OF_RANKINGS: readonly MetricParameter[] = [CLASS_OR_AVERAGE, MACRO];

/** The value of a parameter of a metric, its default where the reference leaves it out. */
export function settingOf(
  reference: Pick<MetricReference, "parameters">,
  { name, default: usual }: Defaulted,
): string {
  return reference.parameters.get(name) ?? usual;
}
