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
  features: "By what the model sees",
  featuresLead: (v: { images: string; source: string | null }) =>
    `${v.source === null ? "The record holds features" : `${v.source} has features`} of ${v.images}: numbers in which the model describes a picture. Held against yours they show differences that no attribute names, and which of your images are least like the test images. You can go on without it.`,
  noTestFeatures:
    "The record holds no features of its test images: numbers in which a model describes a picture. Held against yours they would show differences that no attribute names. A table of them, made by the same model as yours, does as well.",
  notOneByOne:
    "The record does not tell its test images one by one, so features of them cannot be held against yours. An open record with its files beside it can: ask the authors for one.",
  testTable: "A table of features of the test images",
  testTableHint:
    "A row a test image, by its name in the record, and columns whose names end in a number (f0, f1 …), made by the same model as those of your images.",
  useTestTable: "Take these as the test images",
  leaveTestTable: "Leave the table of the test images out",
  lookFeatures: "Have the model look at my images",
  lookingFeatures: (v: { done: string; total: string }) =>
    `The model looks at your images: ${v.done} of ${v.total}`,
  takes: (v: { images: string; time: string | null }) =>
    `It looks at ${v.images} once${v.time === null ? "" : `, which takes about ${v.time}`}. What it says is kept for the evaluation, so that nothing is done twice.`,
  noFeatures:
    "Nothing tells where this model has its features. A table of them does as well, or a model card that names their value (features).",
  table: "A table of features of your images",
  tableHint:
    "A row an image: its name, and columns whose names end in a number (f0, f1 …), made by the same model as those of the record.",
  noTable: "None",
  orTable: "or such a file",
  useTable: "Compare by the table",
  leaveTable: "Leave the table out",
  none: "The authors state no conditions, so this cannot be compared. Ask them: where and when the test images were taken, with which devices, and what was left out.",
  noRecord:
    "No record is given, so there are no conditions to compare with, and no test images whose features yours could be held against.",
} as const;
