import { failureMeanEstimate } from "../estimate-mean.js";
import { CLASSIFICATION, metric } from "../metric.js";
import type { MetricEstimate } from "../metric-estimate.js";
import type { Sample } from "../sample.js";
import { lossMethod } from "./loss-method.js";

export const BRIER = metric({
  id: "brier",
  name: "Brier score",
  tasks: CLASSIFICATION,
  unit: "squared error",
  range: [0, 2],
  direction: "lower-is-better",
  kind: "additive",
  needs: "probabilities",
  nullUnits: "None. A truth that the model does not have adds 1.",
  formula: "mean of Σ_k (p_k − y_k)², the row divided by its sum, from 0 to 2",
  source: "Brier 1950",
  aliases: ["brier-score"],
  words: {
    label: "Brier",
    phrase: "Brier score",
    sentence:
      "How far the stated probabilities are from what happened; 0 is perfect, 2 is sure and always wrong.",
    short: "0 is perfect, 2 sure and wrong",
    scale: "score",
  },
  definition:
    "the mean over images of the squared differences between probabilities and the true label, summed over classes, from 0 to 2",
  works: [
    {
      key: "brier1950",
      cite: "Brier 1950",
      entry:
        "Brier GW. Verification of forecasts expressed in terms of probability. Monthly Weather Review 1950;78:1–3.",
    },
  ],
  isUnitMean: () => true,
  images: lossMethod(({ brier }) => brier, brierEstimate),
});

/** The Brier score B as the score 1 − B/2 in [0, 1] (METHODS §2.1). */
function brierEstimate(sample: Sample, losses: Float64Array): MetricEstimate {
  const scores = losses.map((loss) => Math.min(1, Math.max(0, 1 - loss / 2)));
  return failureMeanEstimate(
    sample,
    scores,
    (score) => 2 * (1 - score),
    (brier) => 1 - brier / 2,
  );
}
