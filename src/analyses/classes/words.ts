import { counted, grouped } from "../../reports/numbers.js";
import { MATRIX } from "../../reports/words/page.js";

/**
 * Words of classes: how often each is found, and which is taken for which. Figures and names are
 * text already; counts are numbers, for their plural.
 */

type Maybe = string | null;

function are(n: number): string {
  return n === 1 ? "is" : "are";
}

/** Every class at a glance. */
export const CLASS_SPREAD = {
  title: "Classes by how often they are found",
  name: "Number of classes by how often they are found",
  bin: (v: { from: string; to: string; last: boolean }) =>
    `${v.from} to ${v.last ? "" : "below "}${v.to}%`,
  none: (v: { unit: string }) => `no ${v.unit} here`,
  reading: (v: { classes: number; most: number; half: number; none: number; unit: string }) => {
    const absent =
      v.none === 0 ? "" : `; ${grouped(v.none)} ${v.none === 1 ? "has" : "have"} no ${v.unit} here`;
    return `Of ${counted(v.classes, "class")}, ${grouped(v.most)} ${are(v.most)} found at least 9 times in 10 and ${grouped(v.half)} less than half the time${absent}.`;
  },
  caption: (v: { unit: string }) =>
    `Bars: number of classes. Found: of the ${v.unit}s with the label, the share that is named so (recall).`,
} as const;

/** The classes that are found least. */
export const LEAST_FOUND = {
  title: "Classes found least",
  noFigure: "No class has a figure.",
  reading: (v: { first: string; classes: number; missed: number; drawn: number }) =>
    `Found least: ${v.first} Of ${counted(v.classes, "class")} ${grouped(v.missed)} ${are(v.missed)} missed at least once; drawn ${are(v.drawn)} ${grouped(v.drawn)}.`,
  caption: "Least found first.",
  rangesCaption:
    "In the order of the upper end of the range: a class with few images does not come first by chance alone. Each range holds on its own; they are not adjusted for looking at all of them.",
  said: (v: { label: string; figure: string; range: Maybe; items: string }) =>
    `${v.label}, ${v.figure}${v.range === null ? "" : ` ${v.range}`} of ${v.items}.`,
  noneSaid: (v: { label: string; unit: string }) => `${v.label}: no ${v.unit} here.`,
} as const;

/** What the four cells say where one of two classes is looked for. */
export const BINARY_WORDS = {
  found: "found",
  missed: "missed",
  falseAlarm: "false alarm",
  rightlyLeft: "rightly left",
} as const;

/** The matrix of labels and answers. */
export const CONFUSION = {
  title: MATRIX.name,
  caption:
    "Rows: your label. Columns: what the model said. Outlined cells are right; the stronger the tint, the larger the share of the row.",
  shownAre: (v: { classes: string; rest: string }) =>
    `Shown are the ${v.classes} classes most mixed up, and the other ${v.rest} together.`,
  rest: (v: { classes: string }) => `the other ${v.classes}`,
  said: (v: {
    truth: string;
    answer: string;
    count: string;
    of: string;
    share: string;
    word: Maybe;
  }) =>
    `${v.truth}, called ${v.answer}: ${v.count} of ${v.of} (${v.share})${v.word === null ? "" : `, ${v.word}`}.`,
  nothing: (v: { unit: string }) => `No ${v.unit} has both a label and an answer.`,
  binary: (v: {
    there: string;
    name: string;
    found: number;
    missed: string;
    others: string;
    other: string;
    alarms: number;
  }) =>
    `Of ${v.there} ${v.name}, ${grouped(v.found)} ${v.found === 1 ? "was" : "were"} found and ${v.missed} missed; of ${v.others} ${v.other}, ${counted(v.alarms, "false alarm")}.`,
  right: (v: { right: number; items: string }) =>
    `${grouped(v.right)} of ${v.items} ${are(v.right)} right.`,
  mixUp: (v: { truth: string; answer: string; count: string; of: string }) =>
    `The most frequent mix-up: ${v.truth} called ${v.answer}, ${v.count} of ${v.of}.`,
  overused: (v: { name: string; answered: string; n: string; there: string }) =>
    `It says ${v.name} for ${v.answered} of ${v.n}. There are ${v.there}.`,
} as const;

/** Which class is taken for which. */
export const MIX_UPS = {
  title: "Most frequent mix-ups",
  reading: (v: { drawn: number; inBars: string; mistakes: number; kinds: number }) => {
    const these =
      v.drawn === 1 ? "One mix-up makes" : `The ${grouped(v.drawn)} most frequent mix-ups make`;
    const all = v.kinds === 1 ? "is 1" : `are ${grouped(v.kinds)}`;
    return `${these} up ${v.inBars} of ${counted(v.mistakes, "mistake")}; there ${all} in all.`;
  },
  caption: (v: { unit: string }) =>
    `Bars: number of ${v.unit}s. “21 of 28”: of 28 with the label, 21 got this answer.`,
  called: (v: { answer: string }) => `called ${v.answer}`,
  of: (v: { count: string; of: string }) => `${v.count} of ${v.of}`,
  said: (v: { truth: string; answer: string; count: string; of: string }) =>
    `${v.truth}, called ${v.answer}: ${v.count} of ${v.of}.`,
} as const;
