import type { AnomalyOutcomes } from "../../outcomes/classification-types.js";
import type { LabelColumns } from "./label-columns.js";

/** One score a unit, which predicts at its threshold. */
export const ONE_SCORE: LabelColumns<AnomalyOutcomes> = {
  predictions({ unitCount, classes, truth, score, threshold }) {
    if (threshold === null) return null;
    const predicted = new Int32Array(unitCount);
    for (let i = 0; i < unitCount; i++) predicted[i] = score[i]! >= threshold ? 1 : 0;
    return { kind: "single", unitCount, classes, truth: Int32Array.from(truth), predicted };
  },
  ranked: () => [1],
  scored({ score, truth }, index) {
    if (index === 1) return { score, positive: truth };
    return { score: score.map((value) => -value), positive: truth.map((value) => 1 - value) };
  },
  hasScores: () => true,
};
