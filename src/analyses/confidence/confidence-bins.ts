/** Bins of equal width of the reliability diagram. */
export const CONFIDENCE_BINS = 15;
