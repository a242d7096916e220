import type { Outcomes } from "../../outcomes/classification-types.js";
import { areCounts, type CountPairs, countsOf } from "../../outcomes/counting.js";
import type { MetricReference } from "../estimate-types.js";
import type { MetricParameter, MetricTask } from "../metric.js";
import { namedClass, notAvailable } from "../not-available.js";
import { CLASS } from "../parameters.js";

export const COUNTING: readonly MetricTask[] = ["counting"];

const AVERAGE = {
  name: "average",
  kind: "choice",
  values: ["total", "macro"],
  default: "total",
  alwaysPrinted: false,
} as const satisfies MetricParameter;

/** Of one label, of all things together, or the mean over labels. */
export const OF_COUNTS: readonly MetricParameter[] = [
  { name: CLASS.name, kind: "class", excludes: [AVERAGE.name] },
  AVERAGE,
];

/** What a figure of counts is of, behind its definition. */
export function countedWhat(parameters: ReadonlyMap<string, string>): string {
  if (parameters.has("class")) return "";
  return parameters.get(AVERAGE.name) === "macro"
    ? ", the mean over the labels of the ground truth"
    : ", of all labels together";
}

/**
 * The counts that a figure is of: one pair of columns, or for a mean over labels one a label of the ground
 * truth.
 *
 * @throws HomegroundError `metric/not-available` where nothing is counted, `metric/bad-parameter`
 */
export function countPairs(outcomes: Outcomes, reference: MetricReference): readonly CountPairs[] {
  if (!areCounts(outcomes)) {
    const fix = { command: "Give --task counting", app: "Evaluate counts" };
    throw notAvailable(reference, "nothing is counted", fix);
  }
  if (reference.parameters.get(AVERAGE.name) === "macro") {
    if (outcomes.truthClassCount === 0) {
      const what = "the ground truth has no label to average over";
      throw notAvailable(reference, what, "Leave average out");
    }
    return Array.from({ length: outcomes.truthClassCount }, (_, k) => countsOf(outcomes, k));
  }
  return [countsOf(outcomes, namedClass(reference, outcomes.classes))];
}

/** A value of each unit, its mean over the labels that the figure runs over. */
export function unitErrors(
  outcomes: Outcomes,
  reference: MetricReference,
  ofError: (error: number) => number,
): Float64Array {
  const pairs = countPairs(outcomes, reference);
  const values = new Float64Array(outcomes.unitCount);
  for (const { truth, predicted } of pairs) {
    for (let i = 0; i < values.length; i++) {
      values[i]! += ofError(predicted[i]! - truth[i]!) / pairs.length;
    }
  }
  return values;
}
