/** An order of names as it stands, and one that is right more often. */
interface Ordered {
  readonly now: string;
  readonly right: string;
  readonly of: string;
  readonly names: string;
}

/** Words of the form about a model of which nothing says how it reads images. */
export const CARD_FORM = {
  heading: "How does this model read an image?",
  lead: (v: { file: string }) =>
    `Nothing with ${v.file} says so for certain. A wrong guess gives wrong figures without a sign.`,
  open: "Try it on your images",
  close: "Close without changes",
  size: "Size of the picture it is given",
  sizeFixed: (v: { width: string; height: string }) =>
    `${v.width} × ${v.height} pixels, as its file says.`,
  width: "Width in pixels",
  height: "Height in pixels",
  several: {
    legend: "How many of its labels may be right of an image",
    seen: (v: { several: string; all: string }) =>
      `${v.several} of your ${v.all} have more than one label.`,
    one: "One: the label with the highest score is its answer",
    many: "Several: each label has a score of its own",
  },
  outlined: {
    legend: "What is read of an object",
    boxes: "Its box",
    masks: "Its box and its outline",
  },
  scaling: "What dark and bright become",
  scalingLead: "Programs that train models differ in this, and the file does not keep it.",
  isGuess: "as guessed",
  right: {
    label: (v: { right: string; of: string }) => `${v.right} of ${v.of} right`,
    labels: (v: { right: string; of: string }) => `surest label right on ${v.right} of ${v.of}`,
    objects: (v: { right: string; of: string }) => `finds ${v.right} of ${v.of} objects`,
  },
  isBest: "best",
  isRuledOut: "ruled out",
  isOpen: "not told from the best",
  try: (v: { count: string }) => `Try each on ${v.count} of your images`,
  more: (v: { count: string }) => `Try ${v.count} instead`,
  stop: "Stop",
  trying: (v: { done: string; total: string }) => `Trying: ${v.done} of ${v.total}`,
  starting: "The model is starting",
  noLabels: "Without labels this cannot be tested.",
  notTried: "Models that give an image one score are not tried here.",
  objects:
    "Found is an object that one of the surest boxes lies on, with its label; looked at are as many boxes as there are objects.",
  figures: (v: { count: string }) =>
    `A figure of ${v.count}: settings that differ by a little are not told apart by it. One near 0 for all may as well be of names in another order, or of answers that are something else.`,
  chance: "No setting is better than guessing. Ask the authors: size, scaling, names.",
  decided: (v: { count: string }) => `${v.count} rule out every other setting.`,
  leans: (v: { count: string }) =>
    `${v.count} lean to the best, and do not decide among those that are not ruled out.`,
  same: (v: { count: string }) => `${v.count} do not tell these settings apart.`,
  names: "What its answers stand for",
  namesLead: (v: { count: string }) =>
    `It has ${v.count} in a fixed order. The names come from your labels; put them in the order of the training. A labels.txt that is dropped with the model, a name a line in that order, says them too.`,
  namesGiven: "The names came with the model, in this order.",
  madeUp: (v: { count: string }) =>
    v.count === "1"
      ? "Your labels have one name too few: the last is made up."
      : `Your labels have ${v.count} names too few: the last ones are made up.`,
  leftOver: (v: { count: string; names: string }) =>
    `Your labels have ${v.count === "1" ? "one name" : `${v.count} names`} more than it has answers. Left over: ${v.names}. Move ${v.count === "1" ? "it" : "one of them"} up to have it stand for an answer; another is left over then.`,
  isLeftOver: "stands for no answer",
  better: {
    label: (v: Ordered) =>
      `In this order it gets ${v.now} of ${v.of} right, in this one ${v.right}: ${v.names}.`,
    labels: (v: Ordered) =>
      `In this order its surest label is right on ${v.now} of ${v.of}, in this one on ${v.right}: ${v.names}.`,
    objects: (v: Ordered) =>
      `In this order it finds ${v.now} of ${v.of} objects, in this one ${v.right}: ${v.names}.`,
  },
  takeOrder: "Take that order",
  undo: "Undo",
  up: (v: { name: string }) => `Move ${v.name} up`,
  down: (v: { name: string }) => `Move ${v.name} down`,
  moved: (v: { name: string; at: string }) => `${v.name} is number ${v.at} now.`,
  movedOut: (v: { name: string }) => `${v.name} stands for no answer now.`,
  keys: "Alt and an arrow key move a name as well.",
  use: "Use this",
  save: "Save it as a card (.json)",
  used: (v: { file: string }) =>
    `What you said is in ${v.file}, a file with all of it. Figures on images that it was tried on are too kind, and the result says so.`,
  change: "Change it",
} as const;
