const EMPTY_NAMES: ReadonlySet<string> = new Set([
  "empty",
  "blank",
  "none",
  "nothing",
  "misfire",
  "no animal",
  "no_animal",
]);

/** Whether a category is the one that says "somebody looked and saw nothing", in any case. */
export function isEmptyName(label: string): boolean {
  return EMPTY_NAMES.has(label.trim().toLowerCase());
}
