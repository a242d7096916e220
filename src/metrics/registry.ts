import { RANKED_DETECTION_ENTRIES } from "./detection/ranked-entries.js";
import type { MetricEntry, MetricParameter, MetricTask } from "./registry-types.js";

const IMAGE_TASKS: readonly MetricTask[] = ["classification", "multilabel", "anomaly"];
const SINGLE_LABEL: readonly MetricTask[] = ["classification", "anomaly"];
const CLASSIFICATION: readonly MetricTask[] = ["classification"];
const DETECTION: readonly MetricTask[] = ["detection", "instance-segmentation"];
const IMAGES_OR_OBJECTS: readonly MetricTask[] = [...IMAGE_TASKS, ...DETECTION];
const SHARE = { unit: "share", range: [0, 1], direction: "higher-is-better" } as const;
const ON_ANSWERS = { ties: null, needs: "answers" } as const;

function classOrAverage(values: readonly string[]): readonly MetricParameter[] {
  // Where the macro mean is the only one there is, its name says nothing.
  const alwaysPrinted = values.length > 1;
  return [
    { name: "class", kind: "class", excludes: ["average"] },
    { name: "average", kind: "choice", values, default: "macro", alwaysPrinted },
  ];
}
const RATIO_PARAMETERS = classOrAverage(["macro", "micro", "weighted"]);
const RANKED_PARAMETERS = classOrAverage(["macro"]);
const ONE_CLASS: readonly MetricParameter[] = [{ name: "class", kind: "class", excludes: [] }];
/** Least overlap at which a detection is right. */
const IOU: MetricParameter = {
  ...{ name: "iou", kind: "number", low: 0.01, high: 1, default: "0.5", alwaysPrinted: false },
  tasks: DETECTION,
};
const OBJECT_RATIO_PARAMETERS: readonly MetricParameter[] = [...RATIO_PARAMETERS, IOU];
const AT_OPERATING_POINT =
  "Detections count when their score is at least the operating point's: the card's threshold or --threshold, never 0.5 unless one of them says so.";
const OF_OBJECTS = `Of objects, by matches at IoU iou or more. ${AT_OPERATING_POINT}`;
const RATIO_NULL =
  "A class where the denominator is 0 is left out of the macro mean, its number stated; in the weighted mean it counts 0.";

/** Every metric that can be computed. */
const ENTRIES: readonly MetricEntry[] = [
  {
    ...{ id: "accuracy", version: 1, name: "accuracy", tasks: IMAGE_TASKS },
    ...SHARE,
    ...ON_ANSWERS,
    kind: "additive",
    parameters: [],
    nullUnits:
      "None: each unit is right or wrong. With several labels a unit, right is all labels right.",
    formula: "Σ 1[answer = truth] / n",
    source: "scikit-learn accuracy_score",
  },
  {
    ...{ id: "balanced-accuracy", version: 1, name: "balanced accuracy", tasks: SINGLE_LABEL },
    ...SHARE,
    ...ON_ANSWERS,
    kind: "additive",
    parameters: [],
    nullUnits: "A class without units is left out of the mean; the number of the others is stated.",
    formula: "mean over classes k with units of hits_k / truth_k",
    source: "scikit-learn balanced_accuracy_score",
  },
  {
    ...{ id: "top-k-accuracy", version: 1, name: "top-k accuracy", tasks: CLASSIFICATION },
    ...SHARE,
    kind: "additive",
    needs: "probabilities",
    parameters: [
      {
        ...{ name: "k", kind: "whole", low: 1, high: 1_000_000, words: [] },
        ...{ default: "5", alwaysPrinted: true },
      },
    ],
    nullUnits: "None. A truth that the model does not have is never among its k best.",
    ties: "Classes tied with the true one are in a random order: a unit counts the probability that the true class is among the k best.",
    formula: "Σ min(1, max(0, (k − above) / (tied + 1))) / n",
    source: "expected value under uniform tie breaking (oracle a, topk.expected)",
  },
  {
    ...{ id: "precision", version: 1, name: "precision", tasks: IMAGES_OR_OBJECTS },
    ...SHARE,
    ...ON_ANSWERS,
    kind: "ratio",
    parameters: OBJECT_RATIO_PARAMETERS,
    nullUnits: RATIO_NULL,
    formula: `hits_k / answered_k. ${OF_OBJECTS}`,
    source: "scikit-learn precision_score; macro with zero_division=nan",
  },
  {
    ...{ id: "recall", version: 1, name: "recall", tasks: IMAGES_OR_OBJECTS },
    ...SHARE,
    ...ON_ANSWERS,
    kind: "ratio",
    parameters: OBJECT_RATIO_PARAMETERS,
    nullUnits: RATIO_NULL,
    formula: `hits_k / truth_k. ${OF_OBJECTS}`,
    source: "scikit-learn recall_score; macro with zero_division=nan",
  },
  {
    ...{ id: "specificity", version: 1, name: "specificity", tasks: IMAGE_TASKS },
    ...SHARE,
    ...ON_ANSWERS,
    kind: "ratio",
    parameters: RATIO_PARAMETERS,
    nullUnits: RATIO_NULL,
    formula: "(n − truth_k − answered_k + hits_k) / (n − truth_k)",
    source: "recall of 'not this class'",
  },
  {
    ...{ id: "f1", version: 1, name: "F1", tasks: IMAGES_OR_OBJECTS },
    ...SHARE,
    ...ON_ANSWERS,
    kind: "ratio",
    parameters: OBJECT_RATIO_PARAMETERS,
    nullUnits: RATIO_NULL,
    formula: `2·hits_k / (truth_k + answered_k). ${OF_OBJECTS}`,
    source: "scikit-learn f1_score; macro with zero_division=nan",
  },
  {
    ...{ id: "cohen-kappa", version: 1, name: "Cohen's kappa", tasks: SINGLE_LABEL },
    ...{ unit: "agreement beyond chance", range: [-1, 1], direction: "higher-is-better" },
    ...ON_ANSWERS,
    kind: "additive",
    parameters: [],
    nullUnits: "Undefined where truth and answers are all of one class.",
    formula: "(p_o − p_e) / (1 − p_e), p_e = Σ truth_k·answered_k / n²",
    source: "Cohen 1960; scikit-learn cohen_kappa_score",
  },
  {
    ...{ id: "mcc", version: 1, name: "Matthews correlation", tasks: SINGLE_LABEL },
    ...{ unit: "correlation", range: [-1, 1], direction: "higher-is-better" },
    ...ON_ANSWERS,
    kind: "additive",
    parameters: [],
    nullUnits: "Undefined where only one class is true, or only one answered.",
    formula: "(n·Σhits − Σ truth·answered) / √((n² − Σtruth²)(n² − Σanswered²))",
    source: "Gorodkin 2004 (R_k); scikit-learn matthews_corrcoef",
  },
  {
    ...{ id: "log-loss", version: 1, name: "log loss", tasks: CLASSIFICATION },
    ...{ unit: "nats", range: [0, Number.POSITIVE_INFINITY], direction: "lower-is-better" },
    kind: "additive",
    needs: "probabilities",
    parameters: [],
    nullUnits: "None. A truth that the model does not have has probability 0, held at 2⁻⁵².",
    ties: null,
    formula: "mean of −ln p(truth), the row divided by its sum and p held within [2⁻⁵², 1 − 2⁻⁵²]",
    source: "scikit-learn 1.4 log_loss",
  },
  {
    ...{ id: "brier", version: 1, name: "Brier score", tasks: CLASSIFICATION },
    ...{ unit: "squared error", range: [0, 2], direction: "lower-is-better" },
    kind: "additive",
    needs: "probabilities",
    parameters: [],
    nullUnits: "None. A truth that the model does not have adds 1.",
    ties: null,
    formula: "mean of Σ_k (p_k − y_k)², the row divided by its sum, from 0 to 2",
    source: "Brier 1950",
  },
  {
    ...{ id: "roc-auc", version: 1, name: "ROC AUC", tasks: IMAGE_TASKS },
    ...SHARE,
    kind: "ranked",
    needs: "score columns",
    parameters: RANKED_PARAMETERS,
    nullUnits: "A class that is true of no unit, or of all, is left out of the macro mean.",
    ties: "A tie of a positive and a negative counts one half.",
    formula:
      "P(score of a positive > score of a negative) + ½ P(equal), one class against the rest",
    source: "scikit-learn roc_auc_score (ovr)",
  },
  {
    ...{ id: "average-precision", version: 1, name: "average precision", tasks: IMAGE_TASKS },
    ...SHARE,
    kind: "ranked",
    needs: "score columns",
    parameters: RANKED_PARAMETERS,
    nullUnits: "A class that is true of no unit is left out of the macro mean.",
    ties: "Equal scores are one threshold.",
    formula: "Σ (R_i − R_{i−1})·P_i over distinct scores, no interpolation",
    source: "scikit-learn average_precision_score",
  },
  {
    ...{ id: "ece", version: 1, name: "expected calibration error", tasks: CLASSIFICATION },
    ...SHARE,
    direction: "lower-is-better",
    kind: "refit",
    needs: "confidence",
    parameters: [
      {
        ...{ name: "bins", kind: "whole", low: 1, high: 65_536, words: ["mass"] },
        ...{ default: "15", alwaysPrinted: false },
      },
    ],
    nullUnits: "Empty bins add nothing.",
    ties: "bins=mass: 15 groups of equal size by rising confidence, equal ones in the order given.",
    formula: "Σ_b n_b/n·|accuracy_b − confidence_b| over equal-width bins ((b − 1)/M, b/M]",
    source: "Guo et al. 2017, equation (3)",
  },
  {
    ...{ id: "aurc", version: 1, name: "AURC", tasks: CLASSIFICATION },
    ...SHARE,
    direction: "lower-is-better",
    kind: "ranked",
    needs: "confidence",
    parameters: [],
    nullUnits: "None.",
    ties: "Equal confidences are in a random order: each counts the mean of its block.",
    formula: "mean over i of the share of errors among the i most confident units",
    source: "Geifman & El-Yaniv 2018",
  },
  {
    ...{ id: "augrc", version: 1, name: "AUGRC", tasks: CLASSIFICATION },
    ...SHARE,
    direction: "lower-is-better",
    kind: "ranked",
    needs: "confidence",
    parameters: [],
    nullUnits: "None. At most ½, where all units are wrong.",
    ties: "Equal confidences are one straight segment of the curve.",
    formula: "area under (share accepted and wrong) over coverage, by trapezoids from (0, 0)",
    source: "Traub et al. 2024",
  },
  {
    ...{
      id: "auroc-failure",
      version: 1,
      name: "AUROC of failure detection",
      tasks: CLASSIFICATION,
    },
    ...SHARE,
    kind: "ranked",
    needs: "confidence",
    parameters: [],
    nullUnits: "Undefined where all units are right, or all wrong.",
    ties: "A tie of a right and a wrong unit counts one half.",
    formula: "P(confidence of a right unit > of a wrong one) + ½ P(equal)",
    source: "Hendrycks & Gimpel 2017",
  },
  {
    ...{ id: "image-sensitivity", version: 1, name: "image sensitivity", tasks: DETECTION },
    ...SHARE,
    ...{ kind: "ratio", ties: null, needs: "operating point", parameters: ONE_CLASS },
    nullUnits:
      "Images of which it is not known whether they hold one (objects flagged as ignored alone, or not looked for) are left out. Undefined where no image holds one.",
    formula: `images that hold an object of the class (without class: any object) and have a detection of it / images that hold one; overlap does not matter. ${AT_OPERATING_POINT}`,
    source: "MegaDetector's image-level evaluation (oracle j, image_level)",
  },
  {
    ...{ id: "image-specificity", version: 1, name: "image specificity", tasks: DETECTION },
    ...SHARE,
    ...{ kind: "ratio", ties: null, needs: "operating point", parameters: ONE_CLASS },
    nullUnits:
      "Images of which it is not known whether they hold one are left out. Undefined where every image holds one.",
    formula: `images without an object of the class (without class: any object) that have no detection of it / images without one. ${AT_OPERATING_POINT}`,
    source: "MegaDetector's image-level evaluation (oracle j, image_level)",
  },
  ...RANKED_DETECTION_ENTRIES,
];

/** Metrics of the contract that no code computes yet. */
export const NOT_YET: readonly string[] = [
  ...["count-mae", "count-rmse", "count-bias", "count-ccc", "dice", "iou", "pixel-accuracy"],
  ...["hd95", "assd", "nsd", "pq", "aji", "oks-map", "pck"],
];

/** The registry: every metric that can be computed, by id. */
export const METRICS: ReadonlyMap<string, MetricEntry> = new Map(
  ENTRIES.map((entry) => [entry.id, entry]),
);
