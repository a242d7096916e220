import type { Outcomes } from "../../outcomes/classification-types.js";
import { aucCap } from "../../statistics/delong.js";
import { aucDifference } from "../auc-difference.js";
import { aucInfluence } from "../auc-influence.js";
import type { RankedFigure } from "../estimate-macro-ranked.js";
import { aucEstimate } from "../estimate-ranked.js";
import type { MetricReference } from "../estimate-types.js";
import { IMAGE_TASKS, metric, type PairedDifference } from "../metric.js";
import { COIN_TOSS } from "../metric-words.js";
import { OF_RANKINGS } from "../parameters.js";
import { rocAuc } from "../ranked-metrics.js";
import { scoredClasses } from "../score-columns.js";
import { rankingMethod } from "./ranking-method.js";

export const AUC_FIGURE: RankedFigure = {
  value: rocAuc,
  // A positive left out: A − (V₁₀ − A)/(n₁ − 1); a negative: A − (V₀₁ − A)/(n₀ − 1).
  leaveOut(ranking, positive) {
    const { auc, influence, positives, negatives } = aucInfluence(ranking, positive, null);
    const byUnit = new Float64Array(influence.length);
    for (let i = 0; i < byUnit.length; i++) {
      const side = positive[i] === 1 ? positives : negatives;
      byUnit[i] = side > 1 ? auc - (influence[i]! * side) / (side - 1) : Number.NaN;
    }
    return { value: auc, byUnit };
  },
  cap: aucCap,
  isBiased: false,
  isSymmetric: true,
  ofOneClass: (sample, scored) => aucEstimate(sample, scored),
};

export const ROC_AUC = metric({
  id: "roc-auc",
  name: "ROC AUC",
  tasks: IMAGE_TASKS,
  kind: "ranked",
  needs: "score columns",
  parameters: OF_RANKINGS,
  nullUnits: "A class that is true of no unit, or of all, is left out of the macro mean.",
  ties: "A tie of a positive and a negative counts one half.",
  formula: "P(score of a positive > score of a negative) + ½ P(equal), one class against the rest",
  source: "scikit-learn roc_auc_score (ovr)",
  aliases: ["auc", "auroc", "roc", "rocauc", "auc-roc", "aucroc", "roc-auc-score"],
  hub: {
    name: "roc_auc",
    write: ({ parameters, isWhole, task }) =>
      parameters.size === 0 && isWhole && task === "classification"
        ? { multi_class: "ovr", average: "macro" }
        : null,
    read(name, { args, average }) {
      if (name !== "roc_auc") return null;
      return args.get("multi_class") === "ovr" && average === "macro" ? {} : "average";
    },
  },
  words: {
    label: "AUC",
    phrase: "AUC",
    sentence:
      "Pick one of each kind: how often the right one gets the higher score; 0.5 is a coin toss.",
    short: "right one scored higher; 0.5 chance",
    scale: "score",
    reference: COIN_TOSS,
  },
  definition:
    "the area under the receiver operating characteristic curve, one class against the rest",
  fieldName: "area under the ROC curve (AUC)",
  chance: () => 0.5,
  evidence: "images-either-way",
  variance: "delong",
  images: { ...rankingMethod(AUC_FIGURE), difference: delongDifference },
});

/** DeLong's variance of two AUCs of one class; a mean over classes has none. */
function delongDifference(
  first: Outcomes,
  second: Outcomes,
  reference: MetricReference,
): PairedDifference | null {
  const [x, y] = [first, second].map((outcomes) => {
    const [only, ...more] = scoredClasses(outcomes, reference, AUC_FIGURE);
    return only === undefined || more.length > 0 ? null : only();
  });
  if (x == null || y == null) return null;
  const { cluster, clusterCount } = first;
  const clusters = cluster === null ? null : { cluster, clusterCount };
  const found = aucDifference(x.positive, x.score, y.score, clusters);
  if (found === null) return null;
  const { difference, varianceOfDifference: variance, df } = found;
  return { difference, variance, df };
}
