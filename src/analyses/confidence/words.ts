/** What to do with confidences. Values are text already. */
export const FILTER = {
  sure: (v: { right: string; kept: string; threshold: string }) =>
    `Where the model is at least ${v.threshold} sure, ${v.right} of ${v.kept} are right`,
  noFilter: "Do not filter by confidence.",
  noFilterWhy: (v: { sure: string }) => `${v.sure}, hardly better than the rest.`,
  filter: "Have the unsure answers checked first.",
  filterWhy: (v: { sure: string }) => `${v.sure}.`,
} as const;

/** How often it is right where it is sure. Values are text already. */
export const SURE = (v: { threshold: string; right: string; kept: string }): string =>
  `${v.threshold} sure or more: ${v.right} of ${v.kept} right.`;

/** Where images are too few to hold sureness against answers. Values are text already. */
export const FEW_TO_TELL = (v: {
  items: string;
  sure: string;
  right: string;
  n: string;
  least: string;
}): string =>
  `${v.items} ${v.n === "1" ? "is" : "are"} too few to tell (${v.least} are wanted): on average it says it is ${v.sure} sure, and ${v.right} of ${v.n} are right.`;
