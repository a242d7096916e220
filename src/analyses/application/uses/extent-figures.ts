import type { Extent } from "../extent.js";

export const EXTENT_KINDS = ["area", "volume"] as const;

/** Figures of a kind: its mean, the mean difference, the limits of agreement, Lin's concordance. */
export const extentFigures = (
  kind: Extent["kind"],
): readonly [string, string, string, string, string] => [
  kind,
  `${kind}-bias`,
  `${kind}-lower-limit`,
  `${kind}-upper-limit`,
  `${kind}-concordance`,
];
