/** Share of images that must have an attribute for it to be compared (METHODS §7.1 step 1). */
export const LEAST_PRESENT = 0.9;
export const MOST_ATTRIBUTES = 12;

export type ScopeWarning = "scope/singles-only" | "scope/sparse-test-set";

/** A test set that covers itself less says little of what it covers (METHODS §7.1 step 6). */
const LEAST_SELF_COVERAGE = 0.7;

/** @param attributes that the region is told by */
export function scopeWarnings(
  order: 1 | 2,
  attributes: number,
  selfCoverage: number | null,
): ScopeWarning[] {
  return [
    ...(order === 1 && attributes > 1 ? (["scope/singles-only"] as const) : []),
    ...(selfCoverage === null || selfCoverage < LEAST_SELF_COVERAGE
      ? (["scope/sparse-test-set"] as const)
      : []),
  ];
}
