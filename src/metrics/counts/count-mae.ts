import { meanEstimate } from "../estimate-mean.js";
import { meanMethod } from "../mean-method.js";
import { metric } from "../metric.js";
import { COUNTING, countedWhat, OF_COUNTS, unitErrors } from "./count-pairs.js";

export const COUNT_MAE = metric({
  id: "count-mae",
  name: "mean absolute error of counts",
  tasks: COUNTING,
  kind: "additive",
  needs: "answers",
  unit: "things",
  range: [0, Number.POSITIVE_INFINITY],
  direction: "lower-is-better",
  parameters: OF_COUNTS,
  nullUnits: "None.",
  formula: "Σ |predicted − truth| / n",
  source: "Willmott & Matsuura 2005 (from memory)",
  aliases: ["mae", "mean-absolute-error", "count-mean-absolute-error"],
  words: {
    label: "Typical miss",
    phrase: "mean absolute error of counts",
    sentence: "By how many a single image's count is wrong.",
    short: "by how many one count is wrong",
    scale: "number",
  },
  definition: ({ units, parameters }) =>
    `the mean absolute difference of the predicted and the true count over ${units}${countedWhat(parameters)}`,
  fieldName: "mean absolute error (MAE)",
  images: meanMethod(
    (outcomes, reference) => unitErrors(outcomes, reference, Math.abs),
    meanEstimate,
  ),
});
