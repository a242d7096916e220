import { meanEstimate } from "../estimate-mean.js";
import { CLASSIFICATION, metric } from "../metric.js";
import { lossMethod } from "./loss-method.js";

export const LOG_LOSS = metric({
  id: "log-loss",
  name: "log loss",
  tasks: CLASSIFICATION,
  unit: "nats",
  range: [0, Number.POSITIVE_INFINITY],
  direction: "lower-is-better",
  kind: "additive",
  needs: "probabilities",
  nullUnits: "None. A truth that the model does not have has probability 0, held at 2⁻⁵².",
  formula: "mean of −ln p(truth), the row divided by its sum and p held within [2⁻⁵², 1 − 2⁻⁵²]",
  source: "scikit-learn 1.4 log_loss",
  aliases: ["logloss", "nll", "cross-entropy"],
  words: {
    label: "Log loss",
    sentence:
      "How far the stated probabilities are from what happened; 0 is perfect, confident mistakes cost most.",
    short: "0 is perfect, sure mistakes cost most",
    scale: "number",
  },
  definition: "the mean negative natural logarithm of the probability given to the true label",
  images: lossMethod(({ logLoss }) => logLoss, meanEstimate),
});
