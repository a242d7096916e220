/** In the methods text. Values are text already. */
export const METHODS = {
  chosenThreshold: (v: { choice: string }) =>
    `The score threshold was chosen on these data: ${v.choice}.`,
} as const;
