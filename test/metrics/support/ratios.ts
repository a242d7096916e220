import { F1_RATIO } from "../../../src/metrics/predictions/f1.js";
import { PRECISION_RATIO } from "../../../src/metrics/predictions/precision.js";
import { RECALL_RATIO } from "../../../src/metrics/predictions/recall.js";
import { SPECIFICITY_RATIO } from "../../../src/metrics/predictions/specificity.js";

/** Ratios of one class, by their metric. */
export const RATIO = {
  precision: PRECISION_RATIO,
  recall: RECALL_RATIO,
  specificity: SPECIFICITY_RATIO,
  f1: F1_RATIO,
};
export type RatioName = keyof typeof RATIO;
