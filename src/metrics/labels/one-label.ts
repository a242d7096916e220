import type { ClassificationOutcomes } from "../../outcomes/classification-types.js";
import type { LabelColumns } from "./label-columns.js";

/** One label a unit; scores of the classes whose columns are kept. */
export const ONE_LABEL: LabelColumns<ClassificationOutcomes> = {
  predictions({ unitCount, classes, truth, predicted }) {
    return { kind: "single", unitCount, classes, truth, predicted };
  },
  ranked(outcomes, isSymmetric) {
    if (outcomes.scores === null) return null;
    if (isSymmetric && areComplements(outcomes)) return [1];
    return Array.from({ length: outcomes.modelClassCount }, (_, k) => k);
  },
  scored({ truth, scores }, index) {
    const score = scores?.columns.get(index);
    return score === undefined ? null : { score, positive: equalTo(truth, index) };
  },
  hasScores: ({ scores }, index) => scores?.columns.has(index) ?? false,
};

/** Whether there are two classes, whose scores add up to 1. */
function areComplements({ classes, scores }: ClassificationOutcomes): boolean {
  const [first, second] = [scores?.columns.get(0), scores?.columns.get(1)];
  if (classes.length !== 2 || first === undefined || second === undefined) return false;
  for (let i = 0; i < first.length; i++) {
    if (!(Math.abs(first[i]! + second[i]! - 1) <= 1e-6)) return false;
  }
  return true;
}

function equalTo(values: Int32Array, wanted: number): Uint8Array {
  const equal = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) equal[i] = values[i] === wanted ? 1 : 0;
  return equal;
}
