import { metricName, metricWords } from "./metrics.js";
import type { WorkKey } from "./works.js";

/** What a measure is, for a methods section: a phrase that fits in brackets behind its name. */
export interface MetricDefinition {
  readonly text: string;
  readonly works: readonly WorkKey[];
}

/** What a definition depends on. */
export interface DefinitionContext {
  /** `classification`, `multilabel`, `detection` … */
  readonly task: string;
  /** `images`, `sequences`. */
  readonly units: string;
  /** Parameters of the reference: `class`, `average`, `k`, `iou` … */
  readonly parameters: ReadonlyMap<string, string>;
}

type Define = (context: DefinitionContext) => string;
type Entry = readonly [define: string | Define, works?: readonly WorkKey[]];

const RISK = "over all shares of answers kept, the surest first";

/** Where objects are matched, precision and recall count objects; else they count images. */
function counts({ task, units }: DefinitionContext): {
  readonly true: string;
  readonly named: string;
} {
  return task === "detection" || task === "instance-segmentation"
    ? { true: "objects that were detected", named: "detections that match an object" }
    : {
        true: `${units} of a class that were given its label`,
        named: `${units} given a label that are of its class`,
      };
}

const TABLE: Readonly<Record<string, Entry>> = {
  accuracy: [
    ({ task, units }) =>
      task === "multilabel"
        ? `the share of ${units} with exactly the right set of labels`
        : `the share of ${units} with the right label`,
  ],
  "balanced-accuracy": ["the mean over classes of the share of each class labelled correctly"],
  "top-k-accuracy": [
    ({ units, parameters }) =>
      `the share of ${units} whose true label is among the ${parameters.get("k") ?? "k"} with the highest scores`,
  ],
  precision: [(context) => `the share of ${counts(context).named}`],
  recall: [(context) => `the share of ${counts(context).true}`],
  specificity: [
    ({ units }) => `the share of ${units} of other classes that were not given a label`,
  ],
  f1: ["the harmonic mean of precision and recall"],
  "cohen-kappa": ["agreement beyond chance", ["cohen1960"]],
  mcc: ["the correlation of labels and answers over all classes", ["gorodkin2004"]],
  "log-loss": ["the mean negative natural logarithm of the probability given to the true label"],
  brier: [
    "the mean over images of the squared differences between probabilities and the true label, summed over classes, from 0 to 2",
    ["brier1950"],
  ],
  "roc-auc": [
    "the area under the receiver operating characteristic curve, one class against the rest",
  ],
  "average-precision": [
    "the sum over thresholds of precision times the step in recall, without interpolation",
  ],
  ece: [
    ({ parameters }) =>
      parameters.get("bins") === "mass"
        ? "the weighted mean difference of confidence and accuracy over 15 bins of equal size"
        : `the weighted mean difference of confidence and accuracy over ${parameters.get("bins") ?? "15"} bins of equal width`,
    ["guo2017"],
  ],
  aurc: [`the mean error rate among the answers kept, ${RISK}`, ["geifman2019"]],
  augrc: [`the mean share of answers that are kept and wrong, ${RISK}`, ["traub2024"]],
  "auroc-failure": [
    "the chance that a right answer is more confident than a wrong one",
    ["hendrycks2017"],
  ],
  "image-sensitivity": [
    "the share of images holding an object on which anything of its kind was detected, wherever it was",
  ],
  "image-specificity": ["the share of images without an object on which nothing was detected"],
  map: [
    "average precision over IoU thresholds from 0.50 to 0.95 in steps of 0.05, mean over classes",
  ],
  "map-50": ["average precision at an IoU of 0.50, mean over classes"],
  "map-75": ["average precision at an IoU of 0.75, mean over classes"],
  ...sizes(),
  ...recalls(),
};

function sizes(): Readonly<Record<string, Entry>> {
  const ranges = [
    ["small", "with an area up to 32² square pixels"],
    ["medium", "with an area from 32² to 96² square pixels"],
    ["large", "with an area from 96² square pixels"],
  ] as const;
  return Object.fromEntries(
    ranges.flatMap(([size, area]) => [
      [`map-${size}`, [`average precision of objects ${area}`]] as const,
      [`ar-${size}`, [`the mean over IoU thresholds of the recall of objects ${area}`]] as const,
    ]),
  );
}

function recalls(): Readonly<Record<string, Entry>> {
  return Object.fromEntries(
    ["1", "10", "100"].map((most) => [
      `ar-${most}`,
      [
        `the mean over IoU thresholds of recall with at most ${most} ${most === "1" ? "detection" : "detections"} of a class on an image`,
      ] as const,
    ]),
  );
}

const AVERAGES: Readonly<Record<string, string>> = {
  macro: "mean over the classes for which it is defined",
  micro: "all classes counted together",
  weighted: "mean over classes weighted by their size",
};

/** Where a class is named, what it says of classes in general is of that one. */
function ofClass(text: string, className: string | undefined): string {
  return className === undefined ? text : text.replace(/, mean over classes$/, "");
}

/** @returns null for an id without a definition: its name stands alone */
export function metricDefinition(id: string, context: DefinitionContext): MetricDefinition | null {
  const entry = Object.hasOwn(TABLE, id) ? TABLE[id] : undefined;
  if (entry === undefined) return null;
  const [define, works] = entry;
  const { parameters } = context;
  const text = ofClass(
    typeof define === "string" ? define : define(context),
    parameters.get("class"),
  );
  const average = parameters.get("average");
  const how = average === undefined || !Object.hasOwn(AVERAGES, average) ? null : AVERAGES[average];
  return { text: how === null ? text : `${text}, ${how}`, works: works ?? [] };
}

/** Names that the field uses where those of a page are plainer. */
const FIELD_NAMES: Readonly<Record<string, string>> = {
  ece: "expected calibration error (ECE)",
  "auroc-failure": "AUROC of failure detection",
  mcc: "Matthews correlation coefficient",
  "cohen-kappa": "Cohen’s κ",
  "roc-auc": "area under the ROC curve (AUC)",
  aurc: "area under the risk–coverage curve (AURC)",
  augrc: "area under the generalised risk–coverage curve (AUGRC)",
  map: "AP",
};

/** Name of a metric in a methods section: `macro F1`, `recall of deer`, `expected calibration error (ECE)`. */
export function fieldName(reference: string): string {
  const { id } = metricName(reference);
  const { phrase } = metricWords(reference);
  const name = Object.hasOwn(FIELD_NAMES, id) ? FIELD_NAMES[id] : undefined;
  return name === undefined ? phrase : phrase.replace(metricWords(id).phrase, () => name);
}

/** Ids that have a definition; for the test that every computed metric has one. */
export const DEFINED_METRICS: readonly string[] = Object.keys(TABLE);
