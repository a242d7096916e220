import { cohenKappa } from "../class-metrics.js";
import { metric, SINGLE_LABEL } from "../metric.js";
import { GUESSING } from "../metric-words.js";
import { agreementMetric } from "../prediction-jackknife.js";
import { averagedForm, gapOfSums, predictionMethod } from "../prediction-method.js";
import { harmOfLargest } from "../unanswered/harm.js";

const AGREEMENT = agreementMetric(cohenKappa);

export const COHEN_KAPPA = metric({
  id: "cohen-kappa",
  name: "Cohen's kappa",
  tasks: SINGLE_LABEL,
  unit: "agreement beyond chance",
  range: [-1, 1],
  kind: "additive",
  needs: "answers",
  nullUnits: "Undefined where truth and answers are all of one class.",
  formula: "(p_o − p_e) / (1 − p_e), p_e = Σ truth_k·answered_k / n²",
  source: "Cohen 1960; scikit-learn cohen_kappa_score",
  aliases: ["kappa", "cohens-kappa", "cohen's-kappa", "cohen-kappa-score"],
  hub: { read: (name) => (name === "cohen_kappa" ? {} : null) },
  words: {
    label: "Kappa",
    sentence: "Agreement beyond what guessing by frequency would give; 0 is guessing, 1 perfect.",
    short: "beyond guessing by frequency",
    scale: "score",
    reference: GUESSING,
  },
  definition: "agreement beyond chance",
  works: [
    {
      key: "cohen1960",
      cite: "Cohen 1960",
      entry:
        "Cohen J. A coefficient of agreement for nominal scales. Educational and Psychological Measurement 1960;20:37–46.",
    },
  ],
  fieldName: "Cohen’s κ",
  chance: () => 0,
  images: predictionMethod((predictions) => averagedForm(predictions, AGREEMENT), {
    gap: () => gapOfSums(cohenKappa, AGREEMENT.range, false),
    falseAlarms: () => harmOfLargest,
  }),
});
