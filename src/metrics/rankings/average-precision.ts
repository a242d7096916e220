import type { RankedFigure } from "../estimate-macro-ranked.js";
import { averagePrecisionEstimate } from "../estimate-ranked.js";
import { leaveOutOfAveragePrecision, leftOutByUnit } from "../left-out-ranks.js";
import { IMAGE_TASKS, metric } from "../metric.js";
import { OF_RANKINGS } from "../parameters.js";
import { averagePrecision } from "../ranked-metrics.js";
import { blocksOf } from "../ranking.js";
import { rankingMethod } from "./ranking-method.js";

const FIGURE: RankedFigure = {
  value: averagePrecision,
  leaveOut(ranking, positive) {
    const blocks = blocksOf(ranking, positive, null);
    const byUnit = leftOutByUnit(leaveOutOfAveragePrecision(blocks), ranking, positive);
    return { value: averagePrecision(blocks), byUnit };
  },
  cap: (positives) => positives,
  isBiased: true,
  isSymmetric: false,
  ofOneClass: averagePrecisionEstimate,
};

export const AVERAGE_PRECISION = metric({
  id: "average-precision",
  name: "average precision",
  tasks: IMAGE_TASKS,
  kind: "ranked",
  needs: "score columns",
  parameters: OF_RANKINGS,
  nullUnits: "A class that is true of no unit is left out of the macro mean.",
  ties: "Equal scores are one threshold.",
  formula: "Σ (R_i − R_{i−1})·P_i over distinct scores, no interpolation",
  source: "scikit-learn average_precision_score",
  aliases: ["average-precision-score"],
  words: {
    label: "Average precision",
    sentence: "Trust, averaged over all thresholds as more and more are found.",
    short: "trust, over all thresholds",
    scale: "score",
  },
  definition:
    "the sum over thresholds of precision times the step in recall, without interpolation",
  evidence: "images-either-way",
  judgedBy: () => "jackknife",
  images: rankingMethod(FIGURE),
});
