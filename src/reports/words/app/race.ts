/** Words of a race of models while somebody labels images. */

export const RACE = {
  title: (v: { how: string }) => `Race other models: ${v.how}`,
  none: "none",
  some: (v: { models: string }) => v.models,
  lead: "They predict the same images, blind as the first one. A model is dropped as soon as another one that remains is certainly better, and you can stop when one is left. Looking after each label is allowed for: in at most 5% of races the best model is dropped.",
  legend: "Models to race against",
  noFiles: "No other model is among your files yet.",
  addLead: "Give models (.onnx, with their cards) or tables of predictions of these images.",
  add: "Add models or predictions",
  nothingFound: "There is no model in it, and no table of predictions.",
  budget: "Labels at most",
  budgetHint: (v: { images: string }) =>
    `From 20 to ${v.images}. What is not decided by then is said to be open.`,
  go: "Race them",
  change: "Change the race",
  off: "Race none",
  fixed: "The race was looked at: who takes part is fixed.",
  design:
    "A race needs images in random order: a list that is drawn by a design may be looked at once, at its end. Draw at random to race.",
  waits: "The race waits as long as a list that is drawn by a design is labelled.",
  others:
    "A race needs to know on each image which model is right, which a score alone does not say: label first, and compare the models at the end.",
  by: {
    "image-f1":
      "Raced by the F1 of each image by itself: what is found and right against what is missed and false; 1 where nothing is there and nothing is found. Another figure may put models in another order.",
    "image-overlap":
      "Raced by the mean Dice of the labels on each image; 1 where none is there and none is found. Another figure may put models in another order.",
    points:
      "Raced by the share of the points of each image that are as close as you said is close enough; images without points say nothing. Another figure, such as OKS AP, may put models in another order.",
    close:
      "Raced by whether the number of each image is as close as you said is close enough. Another figure, such as the mean error, may put models in another order.",
  },
  blind:
    "Draw by yourself: an image on which something of the first model's is taken over says nothing in the race.",
  threshold: "Objects count from a score of",
  thresholdHint:
    "Of all models alike, with matches at an overlap of 0.5. Empty: what the card or the file of each model says.",
  thresholdOfPoints: "Of all models alike. Empty: what the card or the file of each model says.",
  problem: (v: { what: string; fix: string }) => `The race did not go on: ${v.what}. ${v.fix}.`,

  strip: "The race",
  standing: (v: { left: string; labels: string; budget: string }) =>
    `${v.left} in the race after ${v.labels} of ${v.budget}`,
  begins: (v: { count: string }) =>
    v.count === "1" ? "1 more until the first look" : `${v.count} more until the first look`,
  won: (v: { winner: string; labels: string }) => `${v.winner} remains after ${v.labels}`,
  wonMore: "All others are dropped: the race is decided.",
  spent: (v: { budget: string; names: string }) =>
    `Not decided with ${v.budget}: ${v.names} remain. Label more with a larger number, or take any of them.`,
  right: (v: { right: string; labels: string }) => `right about ${v.right} of ${v.labels}`,
  mean: {
    "image-f1": (v: { mean: string; labels: string }) => `F1 ${v.mean} a picture, over ${v.labels}`,
    "image-overlap": (v: { mean: string; labels: string }) =>
      `Dice ${v.mean} a picture, over ${v.labels}`,
  },
  points: (v: { mean: string; images: string }) => `${v.mean} of the points of ${v.images}`,
  close: (v: { close: string; images: string }) => `close enough on ${v.close} of ${v.images}`,
  isIn: "in",
  dropped: (v: { labels: string }) => `dropped after ${v.labels}`,
  waitsFor: (v: { name: string }) =>
    `Waiting until ${v.name} has read the images that are labelled.`,
  unread: (v: { name: string; images: string }) => `${v.name} still reads ${v.images}.`,
  open: (v: { images: string }) =>
    `${v.images} skipped, without a prediction, or labelled with one taken over or in sight: nobody is dropped by those.`,
  lacks: (v: { name: string; labels: string }) =>
    `${v.name} has no label ${v.labels}, and is never right about it.`,
  saved: (v: { saved: string; runs: string }) =>
    `${v.saved} of ${v.runs} predictions are not needed so far.`,
  compare: "Compare them on these labels",
  spokenDropped: (v: { name: string; labels: string }) => `${v.name} is dropped after ${v.labels}.`,
  spokenWon: (v: { winner: string }) => `The race is decided: ${v.winner} remains.`,
} as const;
