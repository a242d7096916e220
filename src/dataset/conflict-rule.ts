/** What counts where several rows label an image differently: none of them, or one by its place. */
export const CONFLICT_RULES = ["list", "first", "last"] as const;
export type ConflictRule = (typeof CONFLICT_RULES)[number];

/** Code of the note on an image that was decided so, by rule. */
export const ROW_KEPT = {
  first: "labels/earlier-row-kept",
  last: "labels/later-row-kept",
} as const;
