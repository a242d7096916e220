import { failureMeanEstimate } from "../../../src/metrics/estimate-mean.js";
import { meanMethod } from "../../../src/metrics/mean-method.js";
import { CLASSIFICATION, metric } from "../../../src/metrics/metric.js";
import { noScores } from "../../../src/metrics/score-columns.js";

const itself = (value: number): number => value;

/** How much of its probability a model gives to the true label, on average. */
export const toy = metric({
  id: "toy",
  name: "probability of the truth",
  tasks: CLASSIFICATION,
  kind: "additive",
  needs: "probabilities",
  nullUnits: "None.",
  formula: "Σ p(truth) / n",
  source: "an example",
  aliases: ["truth-probability"],
  words: {
    label: "Toy figure",
    sentence: "How much of its probability the model gives to the right label.",
    short: "probability of the right label",
  },
  definition: ({ units }) => `the mean probability of the true label over ${units}`,
  isUnitMean: () => true,
  images: meanMethod(
    (outcomes, reference) => {
      const scores = outcomes.kind === "classification" ? outcomes.scores : null;
      if (scores === null) throw noScores(reference);
      return scores.truthProbability;
    },
    (sample, values) => failureMeanEstimate(sample, values, itself, itself),
  ),
});
