import { leaveOutOfGeneralizedRisk } from "../left-out-ranks.js";
import { CLASSIFICATION, metric } from "../metric.js";
import { areaUnderGeneralizedRisk } from "../ranked-metrics.js";
import { riskMethod } from "./risk-method.js";

export const AUGRC = metric({
  id: "augrc",
  name: "AUGRC",
  tasks: CLASSIFICATION,
  direction: "lower-is-better",
  kind: "ranked",
  needs: "confidence",
  nullUnits: "None. At most ½, where all units are wrong.",
  ties: "Equal confidences are one straight segment of the curve.",
  formula: "area under (share accepted and wrong) over coverage, by trapezoids from (0, 0)",
  source: "Traub et al. 2024",
  words: {
    label: "Errors let through",
    phrase: "area under the generalised risk–coverage curve",
    sentence:
      "The share of all images that are wrong and let through, if the least sure answers go to a person, averaged over how many. (AUGRC.)",
    short: "wrong and let through, averaged",
    scale: "score",
  },
  definition:
    "the mean share of answers that are kept and wrong, over all shares of answers kept, the surest first",
  works: [
    {
      key: "traub2024",
      cite: "Traub et al. 2024",
      entry:
        "Traub J, Bungert TJ, Lüth CT, Baumgartner M, Maier-Hein KH, Maier-Hein L, Jaeger PF. Overcoming common flaws in the evaluation of selective classification systems. Advances in Neural Information Processing Systems 37 (NeurIPS) 2024.",
    },
  ],
  fieldName: "area under the generalised risk–coverage curve (AUGRC)",
  // Printed times 1000 by some: a number above 1 is no percentage then.
  isPercent: false,
  images: riskMethod(areaUnderGeneralizedRisk, leaveOutOfGeneralizedRisk),
});
