/** Words of the screen Compare models, and of the ways to it. */

export const COMPARE = {
  door: "Another model",
  doorLead:
    "Give a second model, or a file with its answers. It is asked the same about the same images and labels, and you see whether one of the two is ahead.",
  open: "Compare with another model",
  doorReady: (v: { models: string }) => `${v.models} ran on these images and labels.`,
  openReady: (v: { models: string }) => `Compare ${v.models}`,
  eyebrow: "Models on the same images",
  headingOne: "Compare with another model",
  heading: (v: { models: string }) => `Comparing ${v.models}`,
  headingRefused: (v: { models: string }) => `The ${v.models} are not compared`,
  lead: "Give another model, or a file with what it said of each image. It is asked the same question about the same images and labels; nothing of the first one is lost.",
  none: "No model has run since this page was opened, so there is nothing to compare with yet. Go back to the results and score again: what was scored is kept, and takes a moment.",
  again: "Evaluating the model of these results once more, from the answers that were kept.",
  asLong:
    "Models can be compared as long as this page stays open. After that, run them again: what was scored is kept.",
  models: "Models",
  add: "Add a model",
  addLead: "A model (.onnx) with its card, or a table of answers. Drop it anywhere on this page.",
  choose: "Choose a model or its answers",
  reading: "Reading what you gave …",
  takeOut: "Take out",
  takeOutOf: (v: { name: string }) => `Take out ${v.name}`,
  filesOf: (v: { name: string }) => `Files of ${v.name}`,
  saveOf: (v: { file: string; name: string }) => `Save ${v.file} of ${v.name}`,
  by: "Look at the parts of the data by",
  byNone: "all together only",
  more: "Costs, and equal alarms",
  time: "Measure what each costs",
  timeHint:
    "Up to 24 images, one after the other, on one core of this machine: time for an image, size, and which are worth their time.",
  alarms: "Set all models to equally many alarms",
  alarmsHint:
    "A model that raises more alarms finds more, and need not be better. For a label that you named as the one of interest, or for boxes.",
  alarmsRate: "Alarms an image",
  alarmsFewest: "Left blank: as many as the model with the fewest.",
  alarmsSet: "Set",
  alarmsOff: "Each at its own threshold",
  refused: (v: { what: string; fix: string }) => `${v.what}. ${v.fix}.`,
  stage: {
    figures: "Comparing: figures and their differences …",
    pictures: "Comparing: making pictures of what only one gets right …",
  },
  stop: "Stop",
  stopped: "Stopped.",
  compareAgain: "Compare now",
  relabelled:
    "Models are compared by the labels as they came: those that you changed in the results are not counted here.",
  side: "Models and files",
  back: "Back to the results",
  left: (v: { names: string; isOne: boolean; because: string }) =>
    `${v.names} ${v.isOne ? "is" : "are"} compared no longer: ${v.because}.`,
  because: {
    question: "another question is asked now, or of other images",
    images: "the images are not the same as before",
    labels: "the labels are not the same as before",
    groups: "other images belong together than before",
    many: "12 models are compared at most, and the first one gave way",
  },
} as const;
