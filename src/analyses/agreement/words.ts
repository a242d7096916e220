/** Words of how counts agree. Figures are text already. */
export const AGREEMENT = {
  title: "How far can a single count be off?",
  finding: (v: { lower: string; upper: string; mean: string; within: string; unit: string }) =>
    `A single count differs from yours by ${v.lower} to ${v.upper} (limits of agreement, which hold ${v.within} of these ${v.unit}), on average by ${v.mean}.`,
  noLimits: (v: { mean: string }) =>
    `Counts differ from yours by ${v.mean} on average; how far a single one can be off takes more.`,
  limits: (v: { lower: string; upper: string }) =>
    `Limits of agreement (Bland and Altman): ${v.lower} and ${v.upper}, the mean difference less and plus 1.96 standard deviations. Between them lie about 95% of differences that spread as a bell does.`,
  widening:
    "The larger a count, the further off it is: the limits are too wide for small counts and too narrow for large ones.",
  correlation: (v: { pearson: string; r2: string }) =>
    `Correlation ${v.pearson}; share of the spread of your counts that the model explains (R²) ${v.r2}. Neither says that the counts are the same: one that is always twice yours has a correlation of 1.`,
  note: "The limits are about single counts, the range of the mean is about the average: many small misses to both sides average out.",
  plot: "Difference by size of the count",
  x: "Mean of both counts",
  y: "The model's count − yours",
  points: "counts",
  mean: "mean difference",
  lower: "lower limit",
  upper: "upper limit",
  caption:
    "Each point is a pair of counts, whether one image has it or many: the table says how many.",
  columns: {
    truth: "Yours",
    predicted: "The model's",
    difference: "Difference",
    units: "Rests on",
  },
} as const;
