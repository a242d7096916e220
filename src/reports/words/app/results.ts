/** Words of the screen Results. */

export const RESULTS = {
  titleOf: (v: { headline: string }) => `Results: ${v.headline}`,
  save: "Save",
  files: "Files to keep",
} as const;
