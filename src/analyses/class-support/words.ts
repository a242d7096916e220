/** Words of what was trained of each class. Figures and names are text already. */
export const CLASS_SUPPORT = {
  title: "Are classes that were trained more recognised better here?",
  asks: {
    question: "Are classes that were trained more recognised better here?",
    lead: "How often each class is recognised, by how many images of it the model was trained on.",
  },
  onlyCounted:
    "It takes a record as the claim, of one label an image, that states how many images of each class were trained",
  rises: (v: { points: string; range: string; classes: string; r: string }) =>
    `Ten times as many training images of a class go with ${v.points} points more of its images recognised ${v.range}, over ${v.classes}; correlation ${v.r}.`,
  falls: (v: { points: string; range: string; classes: string; r: string }) =>
    `Classes that were trained more are recognised less here: ten times as many training images go with ${v.points} points ${v.range}, over ${v.classes}; correlation ${v.r}.`,
  open: (v: { points: string; range: string; classes: string; r: string }) =>
    `Whether classes that were trained more are recognised better here cannot be told: ten times as many training images go with ${v.points} points ${v.range}, over ${v.classes}; correlation ${v.r}.`,
  noFit: (v: { usable: string; units: string; least: string }) =>
    `Whether classes that were trained more are recognised better here cannot be told: ${v.usable} with training images and ${v.units} or more here; a line takes ${v.least}, trained on different numbers of images.`,
  groups: {
    unknown: "No training count stated, or not among the model's answers:",
    never: "Never trained:",
    trained: "Trained:",
  },
  group: (v: { classes: string; units: string; value: string; range: string | null }) =>
    `${v.classes} (${v.units}), of which ${v.value} is recognised${v.range === null ? "" : ` ${v.range}`}, as a mean over classes.`,
  from: (v: { record: string }) =>
    `Training images as ${v.record} states them. Classes of the model that are one class here are counted together.`,
  note: "A class that was trained more is often also easier, larger or better labelled: more training images need not bring what the line says. The range is over classes, each counted once.",
  plot: "Recognised by training images",
  x: "Training images (each step ten times as many)",
  y: "Recognised here, %",
  points: "Trained classes",
  fitted: "least squares",
  caption:
    "Each point is a class. Classes never trained are in the table, not in the plot: zero has no logarithm.",
  columns: {
    label: "Class",
    training: "In training",
    local: "Yours",
    recall: "Recognised",
    used: "In the line",
  },
  notStated: "not stated",
  yes: "yes",
  no: "no",
} as const;
