import { meanEstimate } from "../../../src/metrics/estimate-mean.js";
import { meanMethod } from "../../../src/metrics/mean-method.js";
import { metric } from "../../../src/metrics/metric.js";
import { noScores } from "../../../src/metrics/score-columns.js";

/** By how many things a count is wrong, on average. */
export const meanMiss = metric({
  id: "mean-miss",
  name: "mean miss",
  tasks: ["count"],
  kind: "additive",
  needs: "answers",
  unit: "things",
  range: [0, Number.POSITIVE_INFINITY],
  direction: "lower-is-better",
  nullUnits: "None.",
  formula: "Σ |truth − prediction| / n",
  source: "an example",
  aliases: ["miss"],
  words: {
    label: "Mean error of counts",
    sentence: "By how many things a count is wrong, on average.",
    short: "mean error of counts",
  },
  definition: ({ units }) => `the mean absolute difference of the two counts over ${units}`,
  images: meanMethod((outcomes, reference) => {
    if (outcomes.kind !== "count") throw noScores(reference);
    return outcomes.truth.map((truth, i) => Math.abs(truth - outcomes.predicted[i]!));
  }, meanEstimate),
});
