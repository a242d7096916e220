/** Words of the screen Results. */

export const RESULTS = {
  titleOf: (v: { headline: string }) => `Results: ${v.headline}`,
  save: "Save",
  files: "Files to keep",
  skipToFiles: "Skip to the files to keep",
  unchecked: "The check of how the model reads images was skipped",
  uncheckedLead:
    "It asks some of the labels whether the model sees the pictures as it should. No image is scored again for the figures.",
  check: "Make the check now",
} as const;
