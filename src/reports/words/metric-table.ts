/** Every metric of the contract in words: its name, and what it says in one sentence. */

export type MetricScale =
  /** A share of items: 0.301 is 30.1%. */
  | "percent"
  /** A distance between percentages: 0.475 is 47.5 points. */
  | "points"
  /** A figure without a unit, two decimals. */
  | "score"
  /** In a unit of its own, or unbounded. */
  | "number";

export interface MetricWords {
  /** Heading: `Balanced accuracy`. */
  readonly label: string;
  /** In the middle of a sentence: `the published 94.4% balanced accuracy`. */
  readonly phrase: string;
  /** One sentence for the page. */
  readonly sentence: string;
  /** At most 36 characters, for a line of the terminal. */
  readonly short: string;
  readonly scale: MetricScale;
  readonly better: "higher" | "lower";
  /** Least and greatest value that can be drawn; null where unbounded. */
  readonly range: readonly [low: number, high: number] | null;
  /** Where the value is k of n items, what the k did: `got the right label`, `right`; else null. */
  readonly hit: { readonly long: string; readonly short: string } | null;
  /** A value with a plain meaning, drawn as a dashed line: a coin toss, guessing; else null. */
  readonly reference: { readonly value: number; readonly text: string } | null;
}

type Given = Pick<MetricWords, "label" | "sentence" | "short"> & Partial<MetricWords>;

/** What is not given is as most metrics have it: a share in percent, more is better. */
export function metric(given: Given): MetricWords {
  return {
    phrase: given.label.charAt(0).toLowerCase() + given.label.slice(1),
    scale: "percent",
    better: "higher",
    range: [0, 1],
    hit: null,
    reference: null,
    ...given,
  };
}

const COIN = { value: 0.5, text: "a coin toss" };
const GUESS = { value: 0, text: "guessing" };
const AP_SENTENCE =
  "How well boxes are found and placed, over all thresholds; AP50 accepts a half-overlapping box.";

const AP75_SENTENCE =
  "How well boxes are found and placed, over all thresholds; only boxes that overlap by three quarters are accepted.";

/** AP and AR over sizes and numbers of boxes: one sentence each, many names. */
function detectionScores(): Readonly<Record<string, MetricWords>> {
  const entries: [string, MetricWords][] = [];
  const sizes = [
    ["small", "small objects"],
    ["medium", "objects of middling size"],
    ["large", "large objects"],
  ] as const;
  const add = (id: string, name: string, sentence: string, short: string): void => {
    entries.push([id, metric({ label: name, phrase: name, sentence, short, scale: "score" })]);
  };
  add("map", "AP", AP_SENTENCE, "boxes found and placed");
  add("map-50", "AP50", AP_SENTENCE, "half-overlapping boxes accepted");
  add("map-75", "AP75", AP75_SENTENCE, "close boxes only");
  for (const [size, objects] of sizes) {
    add(
      `map-${size}`,
      `AP, ${size}`,
      `How well boxes of ${objects} are found and placed.`,
      objects,
    );
    add(`ar-${size}`, `AR, ${size}`, `How many of the ${objects} are found at all.`, objects);
  }
  for (const most of ["1", "10", "100"]) {
    const sentence = `How many objects are found if ${most} a picture may be named.`;
    add(`ar-${most}`, `AR${most}`, sentence, `found, at most ${most} a picture`);
  }
  return Object.fromEntries(entries);
}

/** Words of every id, without its parameters. */
export const METRIC_TABLE: Readonly<Record<string, MetricWords>> = {
  accuracy: metric({
    label: "Accuracy",
    sentence: "The share of images with the right label.",
    short: "images with the right label",
    hit: { long: "got the right label", short: "right" },
  }),
  "balanced-accuracy": metric({
    label: "Balanced accuracy",
    sentence: "The same as accuracy, with every class counting equally, however rare it is.",
    short: "every class counts equally",
  }),
  "top-k-accuracy": metric({
    label: "Right within k answers",
    phrase: "top-k accuracy",
    sentence: "The share of images whose right label is among the model's k best guesses.",
    short: "right label among its k best",
    hit: { long: "have the right label among the k best answers", short: "right" },
  }),
  precision: metric({
    label: "Trust",
    phrase: "precision",
    sentence: "Of those it named so, how many are. (Precision.)",
    short: "of those named so, how many are",
    hit: { long: "are what the model named them", short: "right" },
  }),
  recall: metric({
    label: "Found",
    phrase: "recall",
    sentence: "Of the true ones, how many it named. (Recall.)",
    short: "of the true ones, how many it named",
    hit: { long: "were found", short: "found" },
  }),
  specificity: metric({
    label: "Others left alone",
    phrase: "specificity",
    sentence: "Of those that are something else, how many it did not name so. (Specificity.)",
    short: "of the others, how many left alone",
    hit: { long: "were rightly not named so", short: "left alone" },
  }),
  f1: metric({
    label: "F1",
    phrase: "F1",
    sentence: "Found and trust in one figure; it is low if either is.",
    short: "found and trust in one figure",
  }),
  "cohen-kappa": metric({
    label: "Kappa",
    sentence: "Agreement beyond what guessing by frequency would give; 0 is guessing, 1 perfect.",
    short: "beyond guessing by frequency",
    scale: "score",
    range: [-1, 1],
    reference: GUESS,
  }),
  mcc: metric({
    label: "Matthews",
    phrase: "Matthews correlation",
    sentence:
      "Agreement beyond what guessing by frequency would give, in both directions; 0 is guessing, 1 perfect.",
    short: "beyond guessing by frequency",
    scale: "score",
    range: [-1, 1],
    reference: GUESS,
  }),
  "log-loss": metric({
    label: "Log loss",
    sentence:
      "How far the stated probabilities are from what happened; 0 is perfect, confident mistakes cost most.",
    short: "0 is perfect, sure mistakes cost most",
    scale: "number",
    better: "lower",
    range: null,
  }),
  brier: metric({
    label: "Brier",
    phrase: "Brier score",
    sentence:
      "How far the stated probabilities are from what happened; 0 is perfect, 2 is sure and always wrong.",
    short: "0 is perfect, 2 sure and wrong",
    scale: "score",
    better: "lower",
    range: [0, 2],
  }),
  "roc-auc": metric({
    label: "AUC",
    phrase: "AUC",
    sentence:
      "Pick one of each kind: how often the right one gets the higher score; 0.5 is a coin toss.",
    short: "right one scored higher; 0.5 chance",
    scale: "score",
    reference: COIN,
  }),
  "average-precision": metric({
    label: "Average precision",
    sentence: "Trust, averaged over all thresholds as more and more are found.",
    short: "trust, over all thresholds",
    scale: "score",
  }),
  ece: metric({
    label: "Confidence error",
    sentence:
      "How far “I am 90% sure” is from being right 90% of the time. 0 is perfect. (Expected calibration error.)",
    short: 'points between "sure" and right',
    scale: "points",
    better: "lower",
  }),
  aurc: metric({
    label: "Errors when it may pass",
    phrase: "area under the risk–coverage curve",
    sentence:
      "The error rate left if the least sure answers go to a person, averaged over how many. (AURC.)",
    short: "errors left if unsure ones are passed",
    scale: "score",
    better: "lower",
  }),
  augrc: metric({
    label: "Errors let through",
    phrase: "area under the generalised risk–coverage curve",
    sentence:
      "The share of all images that are wrong and let through, if the least sure answers go to a person, averaged over how many. (AUGRC.)",
    short: "wrong and let through, averaged",
    scale: "score",
    better: "lower",
  }),
  "auroc-failure": metric({
    label: "Tells wrong from right",
    phrase: "AUC of confidence against being right",
    sentence:
      "Pick one right and one wrong answer: how often the right one was surer. 0.5 is a coin toss.",
    short: "right answers surer; 0.5 is chance",
    scale: "score",
    reference: COIN,
  }),
  ...detectionScores(),
  "image-sensitivity": metric({
    label: "Images with something seen right",
    phrase: "image sensitivity",
    sentence: "Of images that hold one, how many got any box.",
    short: "of images that hold one, how many",
    hit: { long: "got a box", short: "seen" },
  }),
  "image-specificity": metric({
    label: "Empty images seen right",
    phrase: "image specificity",
    sentence: "Of empty images, how many stayed empty.",
    short: "of empty images, how many",
    hit: { long: "stayed empty", short: "left empty" },
  }),
  "count-bias": metric({
    label: "Count off by",
    phrase: "count bias",
    sentence: "How much totals lean up or down.",
    short: "how much totals lean up or down",
    scale: "number",
    better: "lower",
    range: null,
  }),
  "count-mae": metric({
    label: "Typical miss",
    phrase: "mean absolute error of counts",
    sentence: "By how many a single image's count is wrong.",
    short: "by how many one count is wrong",
    scale: "number",
    better: "lower",
    range: null,
  }),
  "count-rmse": metric({
    label: "Typical miss, large ones weigh more",
    phrase: "root mean squared error of counts",
    sentence: "By how many a single image's count is wrong, large misses weighing most.",
    short: "by how many, large ones weigh more",
    scale: "number",
    better: "lower",
    range: null,
  }),
  "count-ccc": metric({
    label: "Counts agree",
    phrase: "concordance of counts",
    sentence: "How closely the model's counts follow yours, in size too; 1 is the same.",
    short: "counts follow yours; 1 is the same",
    scale: "score",
    range: [-1, 1],
  }),
  "pixel-accuracy": metric({
    label: "Pixels right",
    phrase: "pixel accuracy",
    sentence: "The share of pixels with the right label.",
    short: "pixels with the right label",
  }),
  aji: metric({
    label: "Objects found and outlined (AJI)",
    phrase: "AJI",
    sentence:
      "Finding each object and outlining it, in one figure; what is missed or made up counts.",
    short: "found and outlined in one figure",
    scale: "score",
  }),
  assd: metric({
    label: "Edge distance, on average",
    phrase: "average surface distance",
    sentence: "How far apart outlines are on average.",
    short: "how far apart outlines are",
    scale: "number",
    better: "lower",
    range: null,
  }),
  pck: metric({
    label: "Points close enough",
    phrase: "PCK",
    sentence: "The share of points that lie close enough to where you put them.",
    short: "points close enough",
    hit: { long: "lie close enough", short: "close enough" },
  }),
  dice: metric({
    label: "Overlap (Dice)",
    phrase: "Dice",
    sentence: "Share of the outlined area that your outline and the model's have in common.",
    short: "outlines in common",
    scale: "score",
  }),
  iou: metric({
    label: "Overlap (IoU)",
    phrase: "IoU",
    sentence: "Share of the outlined area that your outline and the model's have in common.",
    short: "outlines in common",
    scale: "score",
  }),
  hd95: metric({
    label: "Edge distance",
    phrase: "95% Hausdorff distance",
    sentence: "How far apart outlines are, leaving out the worst 5%.",
    short: "how far apart outlines are",
    scale: "number",
    better: "lower",
    range: null,
  }),
  nsd: metric({
    label: "Edges within tolerance",
    phrase: "surface Dice",
    sentence: "Share of outline close enough.",
    short: "share of outline close enough",
    scale: "score",
  }),
  pq: metric({
    label: "Objects found and outlined",
    phrase: "PQ",
    sentence: "Finding each object and outlining it, in one figure.",
    short: "found and outlined in one figure",
    scale: "score",
  }),
  "oks-map": metric({
    label: "Points placed",
    phrase: "OKS AP",
    sentence: "How close the points are, scaled by the animal's size.",
    short: "how close the points are",
    scale: "score",
  }),
};
