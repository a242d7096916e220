import { createClassRatio } from "../../../src/metrics/class-ratio.js";
import { objectRatio } from "../../../src/metrics/detection/operating-estimates.js";
import { aucEstimate } from "../../../src/metrics/estimate-ranked.js";
import { DETECTION, IMAGE_TASKS, metric } from "../../../src/metrics/metric.js";
import { IOU, OF_RANKINGS, OF_RATIOS } from "../../../src/metrics/parameters.js";
import { rankingMethod } from "../../../src/metrics/rankings/ranking-method.js";
import { AUC_FIGURE } from "../../../src/metrics/rankings/roc-auc.js";
import { ratioMethod, ratioMetric } from "../../../src/metrics/ratio-method.js";

const JACCARD = createClassRatio({
  numerator: (_total, _truth, _predicted, hits) => hits,
  denominator: (_total, truth, predicted, hits) => truth + predicted - hits,
  isIn: (isTrue, isPredicted) => isTrue || isPredicted,
  isHit: (isTrue, isPredicted) => isTrue && isPredicted,
  isAccuracy: { micro: false, weighted: false },
});

/** A ratio of classes, and of objects: right ones of all that are there or named. */
export const toyJaccard = ratioMetric({
  id: "toy-jaccard",
  name: "Jaccard index",
  tasks: [...IMAGE_TASKS, ...DETECTION],
  parameters: [...OF_RATIOS, IOU],
  formula: "hits_k / (truth_k + answered_k − hits_k)",
  source: "an example",
  words: {
    label: "Toy overlap",
    sentence: "Of all that is there or named, how much is both.",
    short: "of what is there or named, how much is both",
  },
  definition: "the share of what is true or named that is both",
  images: ratioMethod(JACCARD),
  detections: objectRatio(JACCARD),
});

/** A figure of a ranking: how often a positive is ranked below a negative. */
export const toyMisranked = metric({
  id: "toy-misranked",
  name: "misranked pairs",
  tasks: IMAGE_TASKS,
  kind: "ranked",
  needs: "score columns",
  parameters: OF_RANKINGS,
  direction: "lower-is-better",
  nullUnits: "A class that is true of no unit, or of all, is left out of the macro mean.",
  ties: "A tie of a positive and a negative counts one half.",
  formula: "1 − ROC AUC",
  source: "an example",
  words: {
    label: "Toy ranking",
    sentence: "Of pairs of one of the class and one of another, how many are ranked the wrong way.",
    short: "pairs that are ranked the wrong way",
  },
  definition: "the share of pairs that are ranked the wrong way",
  evidence: "images-either-way",
  images: rankingMethod({
    ...AUC_FIGURE,
    value: (blocks) => 1 - AUC_FIGURE.value(blocks),
    leaveOut(ranking, positive) {
      const { value, byUnit } = AUC_FIGURE.leaveOut(ranking, positive);
      return { value: 1 - value, byUnit: byUnit.map((left) => 1 - left) };
    },
    ofOneClass: (sample, scored) =>
      aucEstimate(sample, { ...scored, score: scored.score.map((score) => -score) }),
  }),
});
