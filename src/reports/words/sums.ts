/** Words about scores that do not add up to 1. */
export const SUMS = {
  none: (v: { off: string; units: string }) =>
    `the scores of ${v.off} of ${v.units} do not add up to 1, so they are no probabilities: there is no log loss, no Brier score and no calibration; labels and ranks are as they are`,
  divided: (v: { units: string }) =>
    `the scores of ${v.units} add up to 1 only roughly, as rounded ones do: each was divided by its sum for log loss, Brier score and calibration`,
} as const;
