import { counted, plural } from "../numbers.js";

/** What plots of curves say; a share comes in as text with its range, a label as it is to be seen. */

export const RELIABILITY_WORDS = {
  title: "How sure it says it is, and how often it is right",
  x: "how sure the model says it is",
  y: "how often it is right",
  ideal: "as often right as it says",
  dots: "images alike in how sure it is, with their range",
  caption:
    "Below the dashed line it is too sure, above it it could be surer. Each range holds for its group alone.",
  row: (v: { images: number; sure: string; right: string; range: string | null }) =>
    `${counted(v.images, "image")}: ${v.sure} sure, ${v.right} right${v.range === null ? "" : ` ${v.range}`}`,
  finding: (v: { sure: string; right: string; is: "tooSure" | "tooUnsure" | "fitting" }) => {
    const that = {
      tooSure: "it is surer than it should be",
      tooUnsure: "it could be surer",
      fitting: "on average that fits. The diagram shows whether it does so throughout",
    }[v.is];
    return `It says it is ${v.sure} sure on average and is right ${v.right} of the time: ${that}.`;
  },
} as const;

export const SELECTIVE_WORDS = {
  title: "Mistakes left if you keep only its surest answers",
  y: "wrong among those kept",
  line: "wrong among those kept",
  all: "wrong among all: what keeping some at random would give",
  slider: "Least confidence kept",
  caption:
    "A line that falls towards the left means that its surer answers are righter. Along the dashed line, its confidence tells nothing about mistakes. Each range holds at its confidence alone.",
  x: (unit: string): string => `${plural(unit)} kept, the surest first`,
  reading: (kept: string, wrong: string, all: string): string =>
    `Of the ${kept} it is surest of, ${wrong} are wrong; of all, ${all}.`,
  onlyAll: (all: string): string => `Of all, ${all} are wrong.`,
  row: (sureness: string, kept: string, right: string, share: string): string =>
    `Keep answers it is at least ${sureness} sure of: ${kept}, ${right} of them right (${share}).`,
  none: (sureness: string): string =>
    `Keep answers it is at least ${sureness} sure of: there is none.`,
} as const;

export const RANKED_WORDS = {
  rocTitle: "Found against false alarms (ROC)",
  prTitle: "Found against trust (precision–recall)",
  chance: "chance",
  share: "chance: their share of all",
  inUse: "threshold in use",
  rocX: "called so, of those that are not",
  found: "found, of those that are",
  trust: "right, of those called so",
  rocCaption:
    "Along a line the threshold falls from left to right. The nearer a line comes to the upper left corner, the better the scores tell those with the label from the others. In pairs with equal scores a coin is tossed.",
  prCaption:
    "Along a line the threshold falls from left to right: more is found, and more of it may be wrong. AP is average precision: the mean of what is right as each of them comes up.",
  /** @param v.name in front of it, where several labels are in one table */
  nothing: (v: { name: string | null }) =>
    `${v.name === null ? "Above" : `${v.name}: above`} every score nothing is called so.`,
  from: (v: { name: string | null; score: string; parts: readonly string[] }) =>
    `${v.name === null ? "From" : `${v.name}: from`} ${v.score} on: ${v.parts.length === 0 ? "nothing is known" : v.parts.join(", ")}.`,
  said: {
    found: (share: string): string => `${share} found`,
    alarms: (share: string): string => `${share} of the others called so too`,
    trust: (share: string): string => `${share} of its answers right`,
  },
  bands: "The ranges hold at each threshold alone.",
  bandsInTable: "Ranges are in the table.",
  slider: "Threshold",
  thresholdX: (score: string): string => `threshold: least ${score}`,
  thresholdY: "share",
  thresholdTitle: (label: string): string => `Where to set the threshold: ${label}`,
  thresholdCaption:
    "A higher threshold gives fewer false alarms and finds less. A threshold that is picked here looks a little too good on these images: keep some apart to check it.",
  chosenHere:
    "The threshold was chosen on these images, so it will look a little too good. Keep some apart, or expect less.",
  left: (shown: number, all: number, unit: string): string =>
    `Curves are shown for ${shown} of ${all} labels: those with the most ${plural(unit)}, where some have the label and some have not.`,
  thresholdReading: (least: string, found: string, alarms: string): string =>
    `The lower the threshold, the more is found: at ${least} it is ${found}, and ${alarms} of the others are called so too.`,
  auc: (label: string, unit: string, share: string): string =>
    `Pick one ${unit} labelled ${label} and one that is not, at random: in ${share} of such pairs the first has the higher score.`,
  aucs: (unit: string, low: string, high: string): string =>
    `Pick one ${unit} with a label and one without it, at random: how often the first has the higher score lies between ${low} and ${high}.`,
  rocPlain: "How many with the label are found, against how many without it are called so too.",
  precision: (label: string, unit: string, share: string, chance: string): string =>
    `Go down the ${plural(unit)} from the highest score: on average, when one labelled ${label} comes up, ${share} of those so far are ${label}; in random order it would be about ${chance}.`,
  precisions: (unit: string, low: string, high: string): string =>
    `Go down the ${plural(unit)} from the highest score of a label: on average, when one with it comes up, the share of those so far that have it lies between ${low} and ${high}.`,
  prPlain: "How many of those called so have the label, against how many with it are found.",
} as const;

export const OPERATING_WORDS = {
  countsOff: "Counts off by",
  toLookAt: "Still to look at",
  title: "Found and trust at each threshold",
  x: "threshold: least score that counts",
  y: "share",
  found: "found, of what is there",
  trust: "trust: right, of what it shows",
  inUse: "threshold in use",
  slider: "Threshold",
  caption:
    "A higher threshold gives fewer false alarms and finds less. The bands are ranges, each at its threshold alone.",
  reading: (threshold: string, found: string, trust: string): string =>
    `With threshold ${threshold} it finds ${found} of what is there; ${trust} of its detections are right.`,
  counts: (threshold: string, counts: string): string => `With threshold ${threshold}: ${counts}.`,
  recallTitle: "Found against trust (precision–recall)",
  recallCaption: "Along the line the threshold falls from left to right.",
  recallReading: (most: string, trust: string): string =>
    `At most ${most} of what is there can be found; at that threshold ${trust} of the detections are right.`,
} as const;

/** `Drawn and listed at 60 of 101 thresholds.`; nothing where it is all. */
export function thinnedText(shown: number, all: number, what: string): string {
  return shown >= all ? "" : ` Drawn and listed at ${shown} of ${all} ${what}.`;
}
