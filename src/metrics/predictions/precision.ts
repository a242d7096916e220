import { createClassRatio } from "../class-ratio.js";
import { OF_OBJECTS, objectRatio } from "../detection/operating-estimates.js";
import { IMAGE_TASKS, OBJECTS } from "../metric.js";
import { IOU, OF_RATIOS } from "../parameters.js";
import {
  falseAlarmsOfMean,
  hitOfClass,
  ratioMethod,
  ratioMetric,
  ratioOnHub,
  SHARE_OF_UNITS,
} from "../ratio-method.js";

export const PRECISION_RATIO = createClassRatio({
  numerator: (_total, _truth, _predicted, hits) => hits,
  denominator: (_total, _truth, predicted) => predicted,
  isIn: (_isTrue, isPredicted) => isPredicted,
  isHit: (isTrue, isPredicted) => isTrue && isPredicted,
  isAccuracy: { micro: true, weighted: false },
});

export const PRECISION = ratioMetric({
  id: "precision",
  name: "precision",
  tasks: [...IMAGE_TASKS, ...OBJECTS],
  parameters: [...OF_RATIOS, IOU],
  formula: `hits_k / answered_k. ${OF_OBJECTS}`,
  source: "scikit-learn precision_score; macro with zero_division=nan",
  aliases: ["precision-score"],
  aliasesOfOneClass: ["ppv", "positive-predictive-value"],
  hub: ratioOnHub("precision", ({ isWhole }) => isWhole),
  words: {
    label: "Trust",
    phrase: "precision",
    sentence: "Of those it named so, how many are. (Precision.)",
    short: "of those named so, how many are",
    hit: { long: "are what the model named them", short: "right" },
    items: "called",
  },
  definition: ({ task, units }) =>
    OBJECTS.some((one) => one === task)
      ? "the share of detections that match an object"
      : `the share of ${units} given a label that are of its class`,
  ...SHARE_OF_UNITS,
  images: ratioMethod(PRECISION_RATIO, {
    unitHit: hitOfClass(PRECISION_RATIO),
    falseAlarms: falseAlarmsOfMean((_truth, predicted) => predicted),
  }),
  detections: objectRatio(PRECISION_RATIO),
});
