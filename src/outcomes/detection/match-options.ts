/** What outcomes say beyond the match itself. */
export interface MatchOptions {
  /** Names of the labels, one each; without `byLabel` all objects are of one class. */
  readonly classes: readonly string[];
  /** How many of `classes` the model can answer: 0 … modelClassCount − 1. */
  readonly modelClassCount: number;
  /** Operating point of the outcomes; it changes no match. Default null. */
  readonly threshold?: number | null;
  /** Cluster of each image, 0 … clusterCount − 1; default: images are independent. */
  readonly clusters?: { readonly cluster: Int32Array; readonly clusterCount: number } | null;
}
