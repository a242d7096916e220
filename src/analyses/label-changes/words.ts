import type { ResultLabelChanges } from "../../results/result.js";

/** Words on labels that were changed after the first ones. Values are text already. */
export const CHANGED = {
  title: "Changed labels",
  one: "1 label was changed",
  many: (v: { n: string }) => `${v.n} labels were changed`,
  seen: " after seeing the model's answer",
  unseen: " without seeing the model's answer",
  partlySeen: (v: { seen: string }) => `, ${v.seen} of them after seeing the model's answer`,
  first: (v: { first: string }) => `With the first labels, which count everywhere here: ${v.first}`,
  other: (v: { changed: string }) => `; with the changed ones: ${v.changed}`,
  stop: ".",
  none: "no figure",
  caption: "The headline with the first labels and with the changed ones",
  figure: "Figure",
  withFirst: "First labels (these count)",
  withChanged: "Changed labels",
  verdict: (v: { claim: string }) => `Verdict on ${v.claim}`,
  directions: {
    wrongToRight: (n: string) => `${n} made a mistake of the model a right answer.`,
    rightToWrong: (n: string) => `${n} made a right answer a mistake.`,
    stillWrong: (n: string) =>
      `${n} left the answer a mistake: the label is another, and not the answer.`,
    stillRight: (n: string) => `${n} left the answer right.`,
    leftOutWrong: (n: string) => `${n} left a mistake out: no label fits, or nobody can tell.`,
    leftOutRight: (n: string) => `${n} left a right answer out.`,
    unanswered: (n: string) => `${n} had no answer of the model, and changed nothing.`,
    unused: (n: string) =>
      `${n} could not be used: they fit no image and label here, and are listed below.`,
  } satisfies Readonly<
    Partial<Record<keyof Omit<ResultLabelChanges, "estimates" | "verdicts">, (n: string) => string>>
  >,
  bias: "Why the first labels count: whoever sees a mistake of the model looks at its label again, and whoever sees a right answer does not. So labels that are wrong and agree with the model stay, and a figure with changed labels comes out too high, even where each single change is right. A label file that somebody made without seeing the answers has no such fault: evaluate with that.",
  unseenBias:
    "Why the first labels count: nothing here says how the images were chosen that got another label. Where all were labelled anew without seeing the answers, or a part drawn at random, evaluate with a label file that says so.",
  same: "The answer is the same with both.",
  differs:
    "The answer would be another with the changed labels. It hangs on these few, so have them labelled by somebody who does not see the answers.",
  limitation: (v: { labels: string }) =>
    `${v.labels}; all figures and verdicts are of the labels as they were first given.`,
} as const;
