import { metric, SINGLE_LABEL } from "../metric.js";
import { macroMetric } from "../prediction-jackknife.js";
import { averagedForm, gapOfSums, predictionMethod } from "../prediction-method.js";
import { ACCURACY } from "./accuracy.js";
import { RECALL_RATIO } from "./recall.js";

const MEAN_RECALL = macroMetric(RECALL_RATIO);

export const BALANCED_ACCURACY = metric({
  id: "balanced-accuracy",
  name: "balanced accuracy",
  tasks: SINGLE_LABEL,
  kind: "additive",
  needs: "answers",
  nullUnits: "A class without units is left out of the mean; the number of the others is stated.",
  formula: "mean over classes k with units of hits_k / truth_k",
  source: "scikit-learn balanced_accuracy_score",
  aliases: ["bacc", "balanced-acc", "bal-acc", "balanced-accuracy-score", "uar"],
  hub: { read: (name) => (name === "balanced_accuracy" ? {} : null) },
  words: {
    label: "Balanced accuracy",
    sentence: "The same as accuracy, with every class counting equally, however rare it is.",
    short: "every class counts equally",
  },
  definition: "the mean over classes of the share of each class labelled correctly",
  chance: ACCURACY.chance!,
  isClassMean: () => true,
  images: predictionMethod((predictions) => averagedForm(predictions, MEAN_RECALL), {
    gap: () => gapOfSums(MEAN_RECALL.metric, MEAN_RECALL.range, true),
  }),
});
