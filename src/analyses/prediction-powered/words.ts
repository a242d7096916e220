/** Words of a figure from few labels and many predictions. Figures are text already. */
export const PREDICTION_POWERED = {
  title: "From few labels and many predictions",
  asks: {
    question: "What do predictions of all images add to few labels?",
    lead: "The share that is right of all images that were drawn from, by their labels and how sure the model is of the others.",
  },
  onlyDrawn:
    "It takes labels of a list that was drawn at random, and a file of predictions of all images with one label each",
  finding: (v: { figure: string; range: string; pool: string; labels: string }) =>
    `${v.figure} of ${v.pool} right ${v.range}, by ${v.labels} and how sure the model is of all others.`,
  alone: (v: { figure: string; range: string; n: string }) =>
    `By the ${v.n} labels alone, each image by itself: ${v.figure} ${v.range}.`,
  assumes:
    "It assumes that the labelled images were drawn at random from all of them and that nobody passed any over. It does not assume that the model is as often right as it says: confidence that says nothing is given no weight.",
  weight: (v: { weight: string }) =>
    `Confidence counts with a weight of ${v.weight} (0: not at all, 1: in full), which these labels choose.`,
  worth: (v: { worth: string; n: string }) =>
    `As sure as about ${v.worth} labels alone would be; there are ${v.n}.`,
  few: "Fewer than five labels are of one kind, right or wrong: this is a rough range.",
  little: "Here it tells hardly more than the labels alone.",
  verdict: "No verdict rests on it: verdicts are by labels alone.",
  skipped: (v: { images: string; one: boolean }) =>
    `${v.images} ${v.one ? "was" : "were"} passed over in labelling, so that the rest may be easier than all.`,
  without: (v: { images: string; one: boolean }) =>
    `${v.images} ${v.one ? "has" : "have"} no prediction; the figure is of the others.`,
  limitation:
    "The figure from labels and predictions together holds if the labelled images were drawn at random from all of them.",
} as const;
