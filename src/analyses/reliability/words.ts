import { counted, grouped, listed } from "../../reports/numbers.js";
import { capitalised } from "../../reports/text.js";

/** Words of what tells wrong predictions from right ones. Figures and names are text already. */
export const RELIABILITY = {
  title: "Does it know when it is wrong?",
  asks: {
    question: "Does it know when it is wrong?",
    lead: "How well its confidence tells wrong answers from right ones, whether another measure of doubt does better, and what is left of the errors if it keeps silent where it is least sure.",
  },
  scores: {
    "max-softmax": "its own confidence",
    confidence: "its own confidence",
    margin: "the margin between its two best answers",
    entropy: "entropy",
    temperature: "confidence at a fitted temperature",
    energy: "energy",
    knn: "the distance to its nearest neighbours",
    mahalanobis: "Mahalanobis distance",
  } as Readonly<Record<string, string>>,
  noneBetter: (v: { names: readonly string[] }) =>
    `No score beats its own confidence here: ${listed(v.names)} ${v.names.length === 1 ? "tells" : "tell"} wrong answers from right ones no better.`,
  better: (v: { name: string; value: string; own: string; apart: string; range: string }) =>
    `${v.name} tells wrong answers from right ones better than its own confidence does: ${v.value} against ${v.own}, ${v.apart} more ${v.range}.`,
  allRight: (v: { units: string }) =>
    `All ${v.units} are answered right: whether it knows when it is wrong cannot be seen here.`,
  allWrong: (v: { units: string }) =>
    `All ${v.units} are answered wrong: no score can tell right answers from them.`,
  tooFew: (v: { errors: number; right: number }) =>
    `${counted(v.errors, "wrong answer")} and ${counted(v.right, "right one")}: too few to compare scores.`,
  onlyOwn: (v: { auroc: string; range: string | null }) =>
    `Of a right and a wrong answer the right one is surer with a chance of ${v.auroc}${v.range === null ? "" : ` ${v.range}`}; 0.5 is a coin toss.`,
  silent: (v: { share: string; before: string; after: string; range: string | null }) =>
    `If it keeps silent on the least sure ${v.share}, wrong answers fall from ${v.before} to ${v.after}${v.range === null ? "" : ` ${v.range}`}`,
  silentUnsure: (v: { share: string; before: string; after: string; range: string | null }) =>
    `Whether it helps to keep silent on the least sure ${v.share} cannot be told here: ${v.before} of the answers are wrong, and ${v.after}${v.range === null ? "" : ` ${v.range}`} of those that are left`,
  silentInVain: (v: { share: string; before: string; after: string; range: string | null }) =>
    `Keeping silent on the least sure ${v.share} does not help: ${v.before} of the answers are wrong, and ${v.after}${v.range === null ? "" : ` ${v.range}`} of those that are left`,
  lookAt: (v: { silent: string; looked: string }) =>
    `${v.silent}. Of 1,000 images a day you look at ${v.looked}.`,
  cannotBeSilent:
    "So many images share its lowest confidence that the least sure 20% cannot be set apart.",
  fewOf: (v: { kind: string; count: number }) =>
    `Only ${grouped(v.count)} ${v.kind} ${v.count === 1 ? "answer" : "answers"}: all ranges here are rough.`,
  inverted: (v: { names: readonly string[] }) =>
    `${capitalised(listed(v.names))} ${v.names.length === 1 ? "is" : "are"} higher where answers are wrong. Higher is taken as surer: what grows with doubt, such as a distance, has to be given with its sign turned round.`,
  without: (v: { units: string; all: string }) =>
    `Of ${v.all} that have a prediction, ${v.units} lack a score that was given: all of this is of the others.`,
  leftOut: {
    "reliability/answers-only":
      "Margin, entropy and temperature need a score of every class; the predictions have answers alone.",
    "reliability/too-many-scores":
      "Margin, entropy and temperature are left out: images times classes are more than 25 million. A sample of the images would do.",
    "reliability/one-class": "With one class there is nothing but its score to compare.",
    "reliability/not-probabilities":
      "Entropy and temperature are left out: scores do not add up to 1, so that they are no probabilities.",
    "reliability/no-features":
      "Distances between images need features of the model: run the model here, or give a table of its features.",
    "reliability/no-features-of-model":
      "Neither the model's card nor its file tells where its features are, so no distances between images are compared.",
    "reliability/few-for-features":
      "Too few images, or too few of a class, to tell by features which is far from the others.",
    "reliability/no-logits":
      "Energy needs what comes before a softmax: of some or all images probabilities alone are known.",
    "reliability/scores-of-images":
      "Scores that were given are of single images, and a unit here is several: they are left out.",
    "reliability/no-temperature":
      "No temperature could be fitted: without wrong answers, or with scores that say nothing, there is no best one.",
  } as Readonly<Record<string, string>>,
  plot: "How well each score tells wrong answers from right ones",
  caption:
    "Each score is held against the model's own confidence on the same images; ranges of the differences hold together.",
  columns: { score: "Score", difference: "More than its own confidence" },
  signs: {
    better: (apart: string) => `better by ${apart}`,
    worse: (apart: string) => `worse by ${apart}`,
  },
  sub: (augrc: string) => `errors let through (AUGRC) ${augrc}`,
  details: "Other measures of the same",
  areas: "Errors that each score lets through",
  areaColumns: {
    aurc: "AURC",
    augrc: "AUGRC",
    fpr95: "Wrong ones let through with 95% of the right",
    fpr80: "Wrong ones let through with 80% of the right",
  },
  explained: [
    "AURC: the share that is wrong among the answers kept, the surest first, averaged over how many are kept. Lower is better.",
    "AUGRC: the share of all images that are kept and wrong, averaged in the same way. Lower is better, ½ at most.",
    "Energy: the logarithm of the sum of e to the power of each output before the softmax; the model sees more of what it knows where it is higher.",
    "Distances are between features of an image and of the labelled images of other parts, not of what the model was trained on; the farther, the less sure. Mahalanobis distance is to the nearest class.",
    "Wrong ones let through: answers from the score on at which 95% (80%) of the right answers are kept. Lower is better; a coin toss lets 95% (80%) through.",
    "The temperature was fitted to the labels of other images than those that it is tested on.",
  ],
  risk: "Wrong among the surest",
  kept: "Kept at least",
} as const;
