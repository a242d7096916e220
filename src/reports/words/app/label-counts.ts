/** Words of the screen on which somebody says how many there are. */

export const COUNTING = {
  question: "How many are there?",
  helpOne: "Type the number, press + and −, or press each in the picture. 0 for none.",
  helpKeys: "Type the number of the label that is marked; ↓ and ↑ go to another.",
  help: "Press each in the picture, or + and −. Labels without a number are 0.",
  numbers: "Numbers",
  numberOf: (v: { label: string }) => `Number of ${v.label}`,
  fewer: (v: { label: string }) => `One ${v.label} less`,
  more: (v: { label: string }) => `One ${v.label} more`,
  done: (v: { counts: string }) => `That is all: ${v.counts}`,
  besides: "And the mean error?",
  besidesText:
    "The mean error has no range while you label: how far off a number can be has no upper end, and without one no range holds at every look. The results have it with its range for one look: that is the right one if you fixed beforehand how many images to label.",
} as const;
