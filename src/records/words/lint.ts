import { shown } from "../../reports/text.js";
import { metricWords } from "../../reports/words/metrics.js";
import type { LintCode } from "../lint/lint-types.js";

/** A finding about a record's wording or statement, in words. */
export interface LintWords {
  readonly title: string;
  /** What is the matter, with the words or numbers of this record. */
  readonly text: string;
  /** What to do, in the imperative, without a full stop. */
  readonly fix: string;
}

type Values = Readonly<Record<string, string>>;
type Entry = readonly [title: string, text: (v: Values) => string, fix: string];

const NEEDS: Values = {
  frame:
    "speaks of more than these images. A sample of ten or more places, with how they were drawn, would carry it",
  everything: "speaks of all there is, and no sample is all there is",
  comparison: "compares, and nothing else was measured on these images",
  use: "speaks of use, and the figure is of images, not of use",
};

const TABLE: Readonly<Record<LintCode, Entry>> = {
  "lint/not-stated": [
    "Not answered",
    () => "A published record must say what its figure measures",
    "Answer it in the facts file",
  ],
  "lint/placeholder": [
    "An answer that says nothing",
    (v) => `“${text(v, "answer")}” answers nothing`,
    "Write what a reader needs to know",
  ],
  "lint/over-reach": [
    "Wider than what was measured",
    (v) => `“${text(v, "word")}” ${NEEDS[v["needs"] ?? ""] ?? NEEDS["frame"]}`,
    "Say which images, places and people it was, or take the word out",
  ],
  "lint/accuracy-imbalance": [
    "Accuracy of uneven classes",
    (v) =>
      `There are ${text(v, "ratio")} images of ${text(v, "largest")} for each of ${text(v, "smallest")}: always answering ${text(v, "largest")} would be right on ${text(v, "guess")}%`,
    "Say there that accuracy tells little about the smaller classes, and name their recall",
  ],
  "lint/ranking-for-threshold": [
    "A ranking, and a fixed threshold in use",
    (v) => `${metricText(v)} sums over all thresholds, and the decision is made at one`,
    "Evaluate with --threshold, or state the decision that a ranking serves",
  ],
  "lint/image-metric-for-counts": [
    "Images are scored, and things are counted",
    (v) => `${metricText(v)} counts images or boxes, and the decision rests on how many there are`,
    "Say what error of the count follows, or state the decision that this figure serves",
  ],
  "lint/average-for-each-class": [
    "Large classes make the figure",
    (v) => `${metricText(v)} is made by the frequent classes, and the decision is about each`,
    "Name the recall of each class, or state the decision that this figure serves",
  ],
  "lint/average-for-volume": [
    "Every class counts equally",
    (v) =>
      `${metricText(v)} counts rare classes as much as frequent ones, and the decision is about the share of images`,
    "Name the figure over all images, or state the decision that this figure serves",
  ],
  "lint/no-agreement": [
    "Agreement was not measured",
    () =>
      "How far people agree on these labels is not known, so nobody can say what figure could be reached",
    "Have some images labelled twice, and state how often both agree",
  ],
  "lint/sampling-unknown": [
    "How the images were chosen is not stated",
    () => "Without it nobody knows whom the interval speaks about",
    "Say how these images were chosen from which ones",
  ],
  "lint/no-clusters": [
    "Sites without clusters",
    (v) =>
      `Several are named (${text(v, "named")}), and each image counts as independent of the others`,
    "Make the record with --cluster and the column of the sites",
  ],
  "lint/uses-unknown": [
    "Other uses of the images are not stated",
    () => "A test set that a model or threshold was chosen on flatters",
    "Say what else these images were used for, or that it was nothing",
  ],
  "lint/guessed-card": [
    "The model’s card was guessed",
    (v) => `Nothing states ${text(v, "fields")}, and a wrong guess makes every figure wrong`,
    "Hold them against what the model’s authors say, write them into a card, and make the record with --card",
  ],
  "lint/chosen-on-test": [
    "Something was chosen on these images",
    () => "A figure on the images that a model or threshold was chosen on flatters",
    "Measure on other images, or say by how much it may flatter",
  ],
};

/** Words of a finding. */
export function lintWords(code: LintCode, values: Values): LintWords {
  const [title, say, fix] = TABLE[code];
  return { title, text: say(values), fix };
}

/** `Balanced accuracy`, as reports name it. */
function metricText(values: Values): string {
  return shown(metricWords(values["metric"] ?? "?").label, 80);
}

function text(values: Values, name: string): string {
  return shown(values[name] ?? "?", 80);
}

export const LINT = {
  none: "Nothing was found. That says nothing about how the images were chosen, or whether labels are right.",
  must: "to be answered before publishing",
  warning: "warning",
  some: (v: { count: string; must: string | null }) =>
    v.must === null ? `${v.count}.` : `${v.count}, ${v.must} ${LINT.must}.`,
  limit:
    "The check knows a list of English wordings. What it does not find may still be wider than the sample.",
  fill: (field: string) => `fill in ${field}`,
} as const;
