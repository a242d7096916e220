import { matthewsCorrelation } from "../class-metrics.js";
import { metric, SINGLE_LABEL } from "../metric.js";
import { GUESSING } from "../metric-words.js";
import { agreementMetric } from "../prediction-jackknife.js";
import { averagedForm, gapOfSums, predictionMethod } from "../prediction-method.js";
import { harmOfCorrelation } from "../unanswered/harm.js";

const AGREEMENT = agreementMetric(matthewsCorrelation);

export const MCC = metric({
  id: "mcc",
  name: "Matthews correlation",
  tasks: SINGLE_LABEL,
  unit: "correlation",
  range: [-1, 1],
  kind: "additive",
  needs: "answers",
  nullUnits: "Undefined where only one class is true, or only one answered.",
  formula: "(n·Σhits − Σ truth·answered) / √((n² − Σtruth²)(n² − Σanswered²))",
  source: "Gorodkin 2004 (R_k); scikit-learn matthews_corrcoef",
  aliases: [
    "matthews",
    "matthews-correlation",
    "matthews-corrcoef",
    "matthews-correlation-coefficient",
  ],
  hub: {
    name: "matthews_correlation",
    write: ({ parameters }) => (parameters.size === 0 ? {} : null),
    read: (name) => (name === "matthews_correlation" || name === "mcc" ? {} : null),
  },
  words: {
    label: "Matthews",
    phrase: "Matthews correlation",
    sentence:
      "Agreement beyond what guessing by frequency would give, in both directions; 0 is guessing, 1 perfect.",
    short: "beyond guessing by frequency",
    scale: "score",
    reference: GUESSING,
  },
  definition: "the correlation of labels and answers over all classes",
  works: [
    {
      key: "gorodkin2004",
      cite: "Gorodkin 2004",
      entry:
        "Gorodkin J. Comparing two K-category assignments by a K-category correlation coefficient. Computational Biology and Chemistry 2004;28:367–374.",
    },
  ],
  fieldName: "Matthews correlation coefficient",
  chance: () => 0,
  images: predictionMethod((predictions) => averagedForm(predictions, AGREEMENT), {
    gap: () => gapOfSums(matthewsCorrelation, AGREEMENT.range, false),
    falseAlarms: () => harmOfCorrelation,
  }),
});
