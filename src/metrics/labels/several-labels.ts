import type { MultilabelOutcomes } from "../../outcomes/classification-types.js";
import type { LabelColumns } from "./label-columns.js";

/** Any number of labels a unit, each with a score of its own. */
export const SEVERAL_LABELS: LabelColumns<MultilabelOutcomes> = {
  predictions({ unitCount, classes, truth, predicted }) {
    return { kind: "several", unitCount, classes, truth, predicted };
  },
  ranked: ({ classes, scores }) => (scores === null ? null : classes.map((_, k) => k)),
  scored({ classes, scores, truth, unitCount }, k) {
    if (scores === null) return null;
    const width = classes.length;
    const score = new Float64Array(unitCount);
    const positive = new Uint8Array(unitCount);
    for (let i = 0; i < unitCount; i++) {
      score[i] = scores[i * width + k]!;
      positive[i] = truth[i * width + k]!;
    }
    return { score, positive };
  },
  hasScores: ({ scores }) => scores !== null,
};
