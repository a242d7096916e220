import { createClassRatio } from "../class-ratio.js";
import { OF_OBJECTS, objectRatio } from "../detection/operating-estimates.js";
import { IMAGE_TASKS, OBJECTS } from "../metric.js";
import { IOU, OF_RATIOS } from "../parameters.js";
import {
  hitOfClass,
  ratioMethod,
  ratioMetric,
  ratioOnHub,
  SHARE_OF_UNITS,
} from "../ratio-method.js";

export const RECALL_RATIO = createClassRatio({
  numerator: (_total, _truth, _predicted, hits) => hits,
  denominator: (_total, truth) => truth,
  isIn: (isTrue) => isTrue,
  isHit: (isTrue, isPredicted) => isTrue && isPredicted,
  isAccuracy: { micro: true, weighted: true },
});

export const RECALL = ratioMetric({
  id: "recall",
  name: "recall",
  tasks: [...IMAGE_TASKS, ...OBJECTS],
  parameters: [...OF_RATIOS, IOU],
  formula: `hits_k / truth_k. ${OF_OBJECTS}`,
  source: "scikit-learn recall_score; macro with zero_division=nan",
  aliases: ["recall-score"],
  aliasesOfOneClass: ["sensitivity", "tpr", "true-positive-rate", "hit-rate", "detection-rate"],
  hub: ratioOnHub("recall", ({ isWhole }) => isWhole),
  words: {
    label: "Found",
    phrase: "recall",
    sentence: "Of the true ones, how many it named. (Recall.)",
    short: "of the true ones, how many it named",
    hit: { long: "were found", short: "found" },
    finds: true,
  },
  definition: ({ task, units }) =>
    OBJECTS.some((one) => one === task)
      ? "the share of objects that were detected"
      : `the share of ${units} of a class that were given its label`,
  ...SHARE_OF_UNITS,
  images: ratioMethod(RECALL_RATIO, {
    unitHit: hitOfClass(RECALL_RATIO),
    gapOfClass: (index) => ({
      kind: "share",
      needsPredictions: false,
      score: (truth, _predicted, isRight) => (truth === index ? isRight : null),
    }),
  }),
  detections: objectRatio(RECALL_RATIO),
});
