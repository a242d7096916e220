import { createClassRatio } from "../class-ratio.js";
import { OF_OBJECTS, objectRatio } from "../detection/operating-estimates.js";
import { IMAGE_TASKS, OBJECTS } from "../metric.js";
import { AVERAGE, IOU, OF_RATIOS, settingOf } from "../parameters.js";
import { falseAlarmsOfMean, ratioMethod, ratioMetric, ratioOnHub } from "../ratio-method.js";

/**
 * 0, not undefined, where the class is true and never answered. The share of units is the Jaccard
 * index J = TP/(TP + FP + FN), a proportion, of which F1 is 2J/(1 + J) (METHODS §2.1).
 */
export const F1_RATIO = createClassRatio({
  numerator: (_total, _truth, _predicted, hits) => 2 * hits,
  denominator: (_total, truth, predicted) => truth + predicted,
  size: (_total, truth, predicted, hits) => truth + predicted - hits,
  hits: (_total, _truth, _predicted, hits) => hits,
  isIn: (isTrue, isPredicted) => isTrue || isPredicted,
  isHit: (isTrue, isPredicted) => isTrue && isPredicted,
  fromShare: (j) => (2 * j) / (1 + j),
  toShare: (f1) => f1 / (2 - f1),
  units: (_total, truth) => truth,
  isBiasedInMeans: true,
  isAccuracy: { micro: true, weighted: false },
});

export const F1 = ratioMetric({
  id: "f1",
  name: "F1",
  tasks: [...IMAGE_TASKS, ...OBJECTS],
  parameters: [...OF_RATIOS, IOU],
  formula: `2·hits_k / (truth_k + answered_k). ${OF_OBJECTS}`,
  source: "scikit-learn f1_score; macro with zero_division=nan",
  aliases: ["f1-score", "f1score"],
  // Undefined for a class that is neither true nor answered, which scikit-learn leaves out.
  hub: ratioOnHub("f1", ({ isWhole, task }) => isWhole || task !== "multilabel"),
  words: {
    label: "F1",
    phrase: "F1",
    sentence: "Found and trust in one figure; it is low if either is.",
    short: "found and trust in one figure",
    variant(parameters) {
      const average = parameters.get(AVERAGE.name);
      if (average === undefined) return null;
      const label = `${average.charAt(0).toUpperCase()}${average.slice(1)} F1`;
      if (average !== AVERAGE.default) return { label };
      return {
        label,
        sentence: "One figure for missed and false labels together, averaged over the classes.",
        short: "missed and false labels together",
      };
    },
  },
  definition: "the harmonic mean of precision and recall",
  shareOf: (reference) =>
    settingOf(reference, AVERAGE) === "micro" && !reference.parameters.has("class") ? "some" : null,
  judgedBy: (parameters) =>
    !parameters.has("class") && parameters.get("average") === "macro" ? "jackknife" : null,
  images: ratioMethod(F1_RATIO, {
    falseAlarms: falseAlarmsOfMean((truth, predicted) => (truth + predicted) / 2),
  }),
  detections: objectRatio(F1_RATIO),
});
