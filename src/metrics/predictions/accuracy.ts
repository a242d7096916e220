import { classPredictions } from "../labels/columns-of.js";
import { IMAGE_TASKS, metric } from "../metric.js";
import { accuracyForm, predictionMethod } from "../prediction-method.js";
import { accuracyShares } from "../unit-shares.js";

export const ACCURACY = metric({
  id: "accuracy",
  name: "accuracy",
  tasks: IMAGE_TASKS,
  kind: "additive",
  needs: "answers",
  nullUnits:
    "None: each unit is right or wrong. With several labels a unit, right is all labels right.",
  formula: "Σ 1[answer = truth] / n",
  source: "scikit-learn accuracy_score",
  aliases: ["acc", "accuracy-score", "overall-accuracy", "oa"],
  readAlias: (name) =>
    /^(?:top-?0*1(?:-acc(?:uracy)?)?|acc(?:uracy)?@0*1)$/.test(name) ? {} : null,
  hub: {
    name: "accuracy",
    write: ({ parameters }) => (parameters.size === 0 ? {} : null),
    read: (name) =>
      /^(?:accuracy|top_?0*1(?:_acc(?:uracy)?)?|acc(?:uracy)?@0*1)$/.test(name) ? {} : null,
  },
  words: {
    label: "Accuracy",
    sentence: "The share of images with the right label.",
    short: "images with the right label",
    hit: { long: "got the right label", short: "right" },
  },
  definition: ({ task, units }) =>
    task === "multilabel"
      ? `the share of ${units} with exactly the right set of labels`
      : `the share of ${units} with the right label`,
  shareOf: () => "all",
  isUnitMean: () => true,
  chance: (_reference, classCount) =>
    classCount === null || classCount < 1 ? null : 1 / classCount,
  images: predictionMethod(accuracyForm, {
    unitValues(outcomes) {
      const predictions = classPredictions(outcomes);
      return predictions === null ? null : accuracyShares(predictions).hits;
    },
    unitHit: () => (truth, predicted) => truth === predicted,
    gap: () => ({ kind: "right" }),
  }),
});
