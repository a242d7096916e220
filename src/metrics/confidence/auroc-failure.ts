import { leaveOutOfMacro } from "../estimate-macro-ranked.js";
import { aucEstimate } from "../estimate-ranked.js";
import { CLASSIFICATION, metric } from "../metric.js";
import { COIN_TOSS } from "../metric-words.js";
import { rocAuc } from "../ranked-metrics.js";
import { minorityOf } from "../ranked-parts.js";
import { blocksOf, rankingOf } from "../ranking.js";
import { AUC_FIGURE } from "../rankings/roc-auc.js";
import { confidentPredictions } from "../score-columns.js";

export const AUROC_FAILURE = metric({
  id: "auroc-failure",
  name: "AUROC of failure detection",
  tasks: CLASSIFICATION,
  kind: "ranked",
  needs: "confidence",
  nullUnits: "Undefined where all units are right, or all wrong.",
  ties: "A tie of a right and a wrong unit counts one half.",
  formula: "P(confidence of a right unit > of a wrong one) + ½ P(equal)",
  source: "Hendrycks & Gimpel 2017",
  words: {
    label: "Surer when right",
    phrase: "AUC of confidence against being right",
    sentence:
      "Pick one right and one wrong answer: how often the right one was surer. 0.5 is a coin toss.",
    short: "right answers surer; 0.5 is chance",
    scale: "score",
    reference: COIN_TOSS,
  },
  definition: "the chance that a right answer is more confident than a wrong one",
  works: [
    {
      key: "hendrycks2017",
      cite: "Hendrycks and Gimpel 2017",
      entry:
        "Hendrycks D, Gimpel K. A baseline for detecting misclassified and out-of-distribution examples in neural networks. In: International Conference on Learning Representations (ICLR) 2017.",
    },
  ],
  fieldName: "AUROC of failure detection",
  chance: () => 0.5,
  evidence: "answers",
  variance: "delong",
  images: {
    kernel(outcomes, reference) {
      const { confidence, correct } = confidentPredictions(outcomes, reference);
      const ranking = rankingOf(confidence);
      return (weights) => rocAuc(blocksOf(ranking, correct, weights));
    },
    estimate(sample, reference) {
      const { confidence: score, correct: positive } = confidentPredictions(
        sample.outcomes,
        reference,
      );
      return aucEstimate(sample, { score, positive }, minorityOf(sample));
    },
    leaveUnitsOut(outcomes, reference) {
      const { confidence: score, correct: positive } = confidentPredictions(outcomes, reference);
      return leaveOutOfMacro(outcomes.unitCount, [() => ({ score, positive })], AUC_FIGURE).byUnit;
    },
    ranksErrors: true,
  },
});
