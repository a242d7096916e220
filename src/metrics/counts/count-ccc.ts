import { metric } from "../metric.js";
import { concordanceEstimate, concordanceKernel, concordanceWithout } from "./concordance.js";
import { COUNTING, countedWhat, countPairs, OF_COUNTS } from "./count-pairs.js";

export const COUNT_CCC = metric({
  id: "count-ccc",
  name: "concordance of counts",
  tasks: COUNTING,
  kind: "own",
  needs: "answers",
  unit: "agreement",
  range: [-1, 1],
  parameters: OF_COUNTS,
  nullUnits:
    "Null where all counts, true and predicted, are one number; a label of which that is so is left out of a mean.",
  formula: "2·s_tp / (s_tt + s_pp + (p̄ − t̄)²), moments with 1/n",
  source: "Lin 1989, Biometrics 45:255",
  aliases: ["ccc", "concordance", "lins-ccc", "concordance-correlation-coefficient"],
  words: {
    label: "Counts agree",
    phrase: "concordance of counts",
    sentence: "How closely the model's counts follow yours, in size too; 1 is the same.",
    short: "counts follow yours; 1 is the same",
    scale: "score",
  },
  definition: ({ units, parameters }) =>
    `Lin's concordance correlation coefficient of predicted and true counts over ${units}${countedWhat(parameters)}`,
  works: [
    {
      key: "lin1989",
      cite: "Lin 1989",
      entry:
        "Lin LI. A concordance correlation coefficient to evaluate reproducibility. Biometrics 1989; 45:255–268.",
    },
  ],
  fieldName: "concordance correlation coefficient (CCC)",
  images: {
    kernel: (outcomes, reference) => concordanceKernel(countPairs(outcomes, reference)),
    estimate: (sample, reference, seed) =>
      concordanceEstimate(sample, countPairs(sample.outcomes, reference), seed),
    leaveUnitsOut: (outcomes, reference) =>
      concordanceWithout(countPairs(outcomes, reference), outcomes.unitCount, (unit) => unit),
  },
});
