import { leaveOutOfRiskCoverage } from "../left-out-ranks.js";
import { CLASSIFICATION, metric } from "../metric.js";
import { areaUnderRiskCoverage } from "../ranked-metrics.js";
import { riskMethod } from "./risk-method.js";

export const AURC = metric({
  id: "aurc",
  name: "AURC",
  tasks: CLASSIFICATION,
  direction: "lower-is-better",
  kind: "ranked",
  needs: "confidence",
  nullUnits: "None.",
  ties: "Equal confidences are in a random order: each counts the mean of its block.",
  formula: "mean over i of the share of errors among the i most confident units",
  source: "Geifman & El-Yaniv 2018",
  words: {
    label: "Errors when it may pass",
    phrase: "area under the risk–coverage curve",
    sentence:
      "The error rate left if the least sure answers go to a person, averaged over how many. (AURC.)",
    short: "errors left if unsure ones are passed",
    scale: "score",
  },
  definition:
    "the mean error rate among the answers kept, over all shares of answers kept, the surest first",
  works: [
    {
      key: "geifman2019",
      cite: "Geifman et al. 2019",
      entry:
        "Geifman Y, Uziel G, El-Yaniv R. Bias-reduced uncertainty estimation for deep neural classifiers. In: International Conference on Learning Representations (ICLR) 2019.",
    },
  ],
  fieldName: "area under the risk–coverage curve (AURC)",
  // Printed times 1000 by some: a number above 1 is no percentage then.
  isPercent: false,
  images: riskMethod(areaUnderRiskCoverage, leaveOutOfRiskCoverage),
});
