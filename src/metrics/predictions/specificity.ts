import { createClassRatio } from "../class-ratio.js";
import { IMAGE_TASKS } from "../metric.js";
import { AVERAGE, settingOf } from "../parameters.js";
import { hitOfClass, ratioMethod, ratioMetric, SHARE_OF_UNITS } from "../ratio-method.js";
import { harmOfLargest } from "../unanswered/harm.js";

export const SPECIFICITY_RATIO = createClassRatio({
  value(total, truth, predicted, hits) {
    const others = total - truth;
    // Weights add up in another order here: what should be 0 may be 1e-16.
    return others > 1e-12 * total ? (others - predicted + hits) / others : Number.NaN;
  },
  numerator: (total, truth, predicted, hits) => total - truth - predicted + hits,
  denominator: (total, truth) => total - truth,
  isIn: (isTrue) => !isTrue,
  isHit: (isTrue, isPredicted) => !isTrue && !isPredicted,
  usesTotal: true,
  isAccuracy: { micro: false, weighted: false },
});

export const SPECIFICITY = ratioMetric({
  id: "specificity",
  name: "specificity",
  tasks: IMAGE_TASKS,
  formula: "(n − truth_k − answered_k + hits_k) / (n − truth_k)",
  source: "recall of 'not this class'",
  aliasesOfOneClass: ["tnr", "true-negative-rate"],
  words: {
    label: "Others left alone",
    phrase: "specificity",
    sentence: "Of those that are something else, how many it did not name so. (Specificity.)",
    short: "of the others, how many left alone",
    hit: { long: "were rightly not named so", short: "left alone" },
    items: "not",
  },
  definition: ({ units }) => `the share of ${units} of other classes that were not given a label`,
  ...SHARE_OF_UNITS,
  images: ratioMethod(SPECIFICITY_RATIO, {
    unitHit: hitOfClass(SPECIFICITY_RATIO),
    falseAlarms: (reference) =>
      settingOf(reference, AVERAGE) === "micro" && !reference.parameters.has("class")
        ? null
        : harmOfLargest,
    gapOfClass: (index) => ({
      kind: "share",
      needsPredictions: true,
      score: (truth, predicted) => (truth === index ? null : Number(predicted !== index)),
    }),
  }),
});
