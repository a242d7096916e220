import { meanEstimate } from "../estimate-mean.js";
import { meanMethod } from "../mean-method.js";
import { metric } from "../metric.js";
import { COUNTING, countedWhat, OF_COUNTS, unitErrors } from "./count-pairs.js";

export const COUNT_BIAS = metric({
  id: "count-bias",
  name: "count bias",
  tasks: COUNTING,
  kind: "additive",
  needs: "answers",
  unit: "things",
  range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  direction: "lower-is-better",
  isSigned: true,
  parameters: OF_COUNTS,
  nullUnits: "None.",
  formula: "Σ (predicted − truth) / n",
  source: "Bland & Altman 1986 (from memory)",
  aliases: ["mean-error", "mean-signed-error", "mbe"],
  words: {
    label: "Count off by",
    phrase: "count bias",
    sentence: "How much totals lean up or down.",
    short: "how much totals lean up or down",
    scale: "number",
  },
  definition: ({ units, parameters }) =>
    `the mean difference of the predicted and the true count over ${units}${countedWhat(parameters)}; above 0 the model counts too many`,
  images: meanMethod(
    (outcomes, reference) => unitErrors(outcomes, reference, (error) => error),
    meanEstimate,
  ),
});
