import type { BoxOutcome, ErrorType } from "../../outcomes/detection/anatomy.js";
import type { OutlineFate } from "../../outcomes/detection/outline-errors.js";
import { grouped, plural } from "../numbers.js";

/** What detections can be, in words that need no statistics. */
export interface DetectionWords {
  /** Heading: `Counted twice`. */
  readonly label: string;
  /** At most 36 characters, for a line of the terminal. */
  readonly short: string;
  readonly sentence: string;
}

/** Kinds of error with what may help. */
export interface ErrorWords extends DetectionWords {
  /** What may help, in the imperative. */
  readonly todo: string;
}

export type ErrorWordsByType = Readonly<Record<ErrorType, ErrorWords>>;

const ERROR_WORDS: ErrorWordsByType = {
  localisation: {
    label: "Right kind, box too loose",
    short: "right kind, box too loose",
    sentence:
      "It is there and named rightly, but the box covers too little of it, or too much else.",
    todo: "If counts are all you need, this error does not matter much: look at a few.",
  },
  classification: {
    label: "Wrong kind",
    short: "well placed, named wrongly",
    sentence: "Something is there and the box fits it, but it is named as another kind.",
    todo: "See which labels it mixes up; merge those that you need not tell apart.",
  },
  both: {
    label: "Wrong kind, box too loose",
    short: "named wrongly, box too loose",
    sentence: "Something is near, but the box does not fit it and the kind is wrong too.",
    todo: "Look at a few: often several things close together.",
  },
  duplicate: {
    label: "Counted twice",
    short: "a second box on one object",
    sentence: "Another detection has this one already: it counts one object twice.",
    todo: "Merge overlapping boxes more strictly (non-maximum suppression).",
  },
  background: {
    label: "Nothing there",
    short: "a box on nothing",
    sentence: "There is nothing of any kind at this place, or nobody labelled it.",
    todo: "Look at the surest ones: some may be labels that are missing. Else raise the threshold.",
  },
  missed: {
    label: "Missed",
    short: "no box comes near",
    sentence: "It is there, and no detection comes close enough, not even of another kind.",
    todo: "Lower the threshold if there are few false alarms; see which sizes and places are missed.",
  },
};

/** The same of outlines. */
const ERROR_WORDS_OF_OUTLINES: ErrorWordsByType = {
  ...ERROR_WORDS,
  localisation: {
    ...ERROR_WORDS.localisation,
    label: "Right kind, outline off",
    short: "right kind, outline off",
    sentence:
      "It is there and named rightly, but the outline covers too little of it, or too much else.",
  },
  classification: {
    ...ERROR_WORDS.classification,
    sentence: "Something is there and the outline fits it, but it is named as another kind.",
  },
  both: {
    ...ERROR_WORDS.both,
    label: "Wrong kind, outline off",
    short: "named wrongly, outline off",
    sentence: "Something is near, but the outline does not fit it and the kind is wrong too.",
  },
  duplicate: {
    ...ERROR_WORDS.duplicate,
    short: "a second outline on one object",
    todo: "Merge outlines that lie on each other more strictly.",
  },
  background: { ...ERROR_WORDS.background, short: "an outline on nothing" },
  missed: { ...ERROR_WORDS.missed, short: "no outline comes near" },
};

/** The same of points. */
const ERROR_WORDS_OF_POINTS: ErrorWordsByType = {
  ...ERROR_WORDS,
  localisation: {
    ...ERROR_WORDS.localisation,
    label: "Right kind, points off",
    short: "right kind, points off",
    sentence: "It is there and named rightly, but its points lie too far from where you put them.",
  },
  classification: {
    ...ERROR_WORDS.classification,
    sentence: "Something is there and the points fit it, but it is named as another kind.",
  },
  both: {
    ...ERROR_WORDS.both,
    label: "Wrong kind, points off",
    short: "named wrongly, points off",
    sentence: "Something is near, but the points do not fit it and the kind is wrong too.",
  },
  duplicate: {
    ...ERROR_WORDS.duplicate,
    short: "points on one object a second time",
    todo: "Merge predictions whose points lie on each other more strictly.",
  },
  background: { ...ERROR_WORDS.background, short: "points on nothing" },
  missed: { ...ERROR_WORDS.missed, short: "no points come near" },
};

const ERROR_WORDS_OF = { outlines: ERROR_WORDS_OF_OUTLINES, points: ERROR_WORDS_OF_POINTS };

/** Words of errors by what predictions are. */
export function errorWords(of: "points" | "outlines" | undefined): ErrorWordsByType {
  return of === undefined ? ERROR_WORDS : ERROR_WORDS_OF[of];
}

/** What becomes of an object with an outline; of predictions, that they are of nothing. */
export const OUTLINE_WORDS: Readonly<
  Record<OutlineFate | "nothing", Pick<DetectionWords, "label" | "sentence">>
> = {
  found: {
    label: "Found",
    sentence: "A prediction shares more than half of what the two cover together.",
  },
  split: { label: "Split", sentence: "Several predictions lie in it, and none is like it." },
  merged: {
    label: "Merged",
    sentence: "One prediction covers it and another object together.",
  },
  boundary: {
    label: "Outline off",
    sentence: "A prediction is of it, and covers too little of it, or too much else.",
  },
  missed: { label: "Missed", sentence: "No prediction comes near." },
  nothing: {
    label: "Nothing there",
    sentence: "Of the predictions: there is no object of their kind, or nobody outlined it.",
  },
};

/** Errors of one side taken together. */
export const SIDE_WORDS = {
  "false-positives": {
    label: "All false alarms",
    short: "every wrong box",
    sentence: "What every wrong detection together costs.",
  },
  "false-negatives": {
    label: "All that is not found",
    short: "everything not found",
    sentence: "What every object that is not found costs.",
  },
} as const satisfies Readonly<Record<string, DetectionWords>>;

/** How the costs are to be read. */
export const COST_NOTE =
  "Cost: by how much AP50 (COCO's, over 101 recalls) would rise if this kind of error alone were set right. Costs do not add up, because mending one kind can uncover another.";

/** What a detector gives at one threshold. Figures come with their range. */
export const OPERATING_ROW = {
  counts: (v: { found: string; missed: string; alarms: number }) =>
    `${v.found} found, ${v.missed} missed, ${grouped(v.alarms)} false ${v.alarms === 1 ? "alarm" : "alarms"}`,
  found: (v: { figure: string }) => `${v.figure} of what is there is found.`,
  trust: (v: { figure: string }) => `${v.figure} of the detections are right.`,
  alarms: (v: { figure: string; unit: string }) =>
    `${v.figure} false alarms ${/^[aeiou]/i.test(v.unit) ? "an" : "a"} ${v.unit}.`,
  countsOff: (v: { figure: string }) => `Your counts would be off by ${v.figure}.`,
  toLookAt: (v: { figure: string; unit: string }) =>
    `A person still has to look at ${v.figure} of the ${plural(v.unit)}.`,
  allKinds: "all labels together",
  caution: (v: { unit: string; choice: string }) =>
    `Chosen on these ${plural(v.unit)}, so the figures here look a little too good: ${v.choice}.`,
} as const;

/** What a detector finds and what of its boxes is wrong, in hundreds. Ranges are texts, or null. */
export const FINDS = {
  ofHundred: (v: { n: string }) => `${v.n} of 100`,
  objects: (v: { n: string; of: string }) => `${v.n} of ${v.of} objects`,
  boxes: (v: { n: string; of: string }) => `${v.n} of ${v.of} boxes`,
  found: (v: { text: string; interval: string | null }) =>
    `It finds ${v.text} objects${v.interval === null ? "" : ` ${v.interval}`};`,
  wrong: (v: { text: string; interval: string | null }) =>
    `of its boxes ${v.text} are wrong${v.interval === null ? "" : ` ${v.interval}`}.`,
  noObjects: "There is nothing to find;",
  noBoxes: "it draws no box.",
  nothing: "There is nothing to find, and it draws no box.",
  atFixed: (v: { at: string }) => `Boxes count from a sureness of ${v.at} on.`,
  atChosen: (v: { at: string }) =>
    `Boxes count from a sureness of ${v.at} on, which was chosen on these data.`,
  atFewest: (v: { at: string }) =>
    `Boxes count from a sureness of ${v.at} on, where missed and false together are fewest here; nobody fixed one before.`,
  few: (v: { count: string; least: string; unit: string; names: string | null }) =>
    `${v.count} in fewer than ${v.least} ${plural(v.unit)}, too few to judge one by one${v.names === null ? "" : `: ${v.names}.`}`,
  moreNames: (v: { names: string; count: string }) => `${v.names} and ${v.count} more`,
} as const;

/** The same where predictions are points or outlines, not boxes. */
export const FINDS_PREDICTIONS: FindsWords = {
  ...FINDS,
  boxes: (v) => `${v.n} of ${v.of} predictions`,
  wrong: (v) =>
    `of its predictions ${v.text} are wrong${v.interval === null ? "" : ` ${v.interval}`}.`,
  noBoxes: "it predicts nothing.",
  nothing: "There is nothing to find, and it predicts nothing.",
  atFixed: (v) => `Predictions count from a sureness of ${v.at} on.`,
  atChosen: (v) =>
    `Predictions count from a sureness of ${v.at} on, which was chosen on these data.`,
  atFewest: (v) =>
    `Predictions count from a sureness of ${v.at} on, where missed and false together are fewest here; nobody fixed one before.`,
};

export type FindsWords = {
  readonly [K in keyof typeof FINDS]: (typeof FINDS)[K] extends string ? string : (typeof FINDS)[K];
};

/** What becomes of a box, as the key to pictures. */
export const BOX_OUTCOME_WORDS: Readonly<Record<BoxOutcome, string>> = {
  found: "Found",
  missed: "Missed",
  false: "False",
  "wrong-kind": "Wrong kind",
};

/** What stands on a box. Values are text already. */
export const BOX_CAPTION = {
  missed: (v: { label: string }) => `${v.label}, missed`,
  box: (v: { label: string; score: string }) => `${v.label}${v.score}`,
  otherKind: (v: { label: string; score: string; truth: string }) =>
    `${v.label}${v.score}, is ${v.truth}`,
} as const;

/** What goes wrong, as a part of a report. Values are text already. */
export const ANATOMY = {
  title: "What goes wrong",
  every: "Every box counts here, however unsure: no threshold is fixed.",
  everyPrediction: "Every prediction counts here, however unsure: no threshold is fixed.",
  notFound: (v: { objects: string }) => `${v.objects} not found`,
  nothing: "There is nothing to find and nothing was found.",
  allRight: "Every object is found, and no detection is wrong.",
  noCost: (v: { kind: string }) => `No kind of error costs anything; most common: ${v.kind}.`,
  costsMost: (v: { kind: string; counts: string; cost: string }) =>
    `What costs most: ${v.kind} (${v.counts}). Without it AP50 would be ${v.cost} higher.`,
  together: "together",
  plot: "What each kind of error costs",
  kind: "Kind",
  points: "Points of AP50",
  many: "How many",
  by: (v: { attribute: string }) => `By ${v.attribute}`,
  unknown: (v: { objects: string; detections: string }) =>
    `Not known of ${v.objects} and ${v.detections}.`,
  outlines: "What becomes of the objects",
  ofAll: (v: { n: string; of: string }) => `${v.n} of ${v.of}`,
  found: (v: { n: string; of: string }) => `${v.n} of ${v.of} found`,
  wrong: (v: { n: string; of: string }) => `${v.n} of ${v.of} wrong`,
} as const;
