/** In the methods text. Values are text already. */
export const METHODS = {
  chosenThreshold: (v: { choice: string }) =>
    `The score threshold was chosen on these data: ${v.choice}.`,
} as const;

/** What a report cannot tell of objects, and what to do without a threshold. */
export const OBJECTS = {
  undrawn:
    "Whether what nobody drew is there: a box on an object that was not labelled counts as a false alarm.",
  undrawnPrediction:
    "Whether what nobody drew is there: a prediction on an object that was not labelled counts as a false alarm.",
  threshold: "Choose a threshold.",
  thresholdWhy:
    "Nothing says from which score on a detection counts; the table of thresholds shows what each gives.",
} as const;
