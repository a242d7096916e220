/** Words of the screen "Is this model tested for you?". */

export const APP_SCOPE = {
  heading: "Is this model tested for you?",
  looking: (v: { done: string; total: string }) => `Measuring your images: ${v.done} of ${v.total}`,
  lookingAny: "Measuring your images",
  lead: "Before any label is used: how far your images are like those that the published figure was measured on.",
  /** Name of the attribute that squares of the map are levels of. */
  square: "square of the map",
  pressSquare: "Press a square of the map to see its images.",
  squareImages: (v: { count: string; name: string }) => `${v.count}: ${v.name}`,
  squareFirst: (v: { shown: string; count: string }) => `The first ${v.shown} of ${v.count}.`,
  choose: "Choose them in the results",
  noPicture: "cannot be shown",
  stop: "Stop measuring",
  stopped: "Measuring was stopped. You can go on without it; the report will say less.",
  again: "Measure",
  none: "The authors state no conditions, so this cannot be compared. Ask them: where and when the test images were taken, with which devices, and what was left out.",
  noRecord: "No record is given, so there are no conditions to compare with.",
} as const;
