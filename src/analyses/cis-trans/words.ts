import { listed, plural } from "../../reports/numbers.js";

/** Words of a figure at places of training and at others. Figures and names are text already. */
export const CIS_TRANS = {
  title: "Places that the model knows, and places that are new to it",
  asks: {
    question: "Does it hold at places that it does not know?",
    lead: "The figure at places where the model was trained and at the others, and how far apart they are.",
  },
  plot: (v: { label: string; attribute: string }) =>
    `${v.label}, ${plural(v.attribute)} of training and others`,
  cis: (v: { attribute: string }) => `All ${plural(v.attribute)} of training`,
  trans: (v: { attribute: string }) => `All other ${plural(v.attribute)}`,
  trained: "in training",
  untrained: "not in training",
  sub: (v: { places: string; units: string }) => `${v.places}, ${v.units}`,
  placeSub: (v: { units: string; trained: string }) => `${v.units}, ${v.trained}`,
  noTransfer: (v: { places: string; one: boolean }) =>
    `${v.one ? "The place of these images" : `All ${v.places} of these images`} ${v.one ? "was" : "were"} in training. Your figure is no test of transfer: it does not say what the model does at a place that it does not know.`,
  allNew: (v: { places: string; one: boolean; figure: string }) =>
    `${v.one ? "The place of these images" : `None of the ${v.places} of these images`} was ${v.one ? "not " : ""}in training, as far as is said: ${v.figure} is a figure of transfer.`,
  lower: (v: { trans: string; cis: string; apart: string; range: string | null }) =>
    `${v.trans} at places that are new to the model, ${v.cis} at places of training: ${v.apart} lower${v.range === null ? "" : ` ${v.range}`}.`,
  higher: (v: { trans: string; cis: string; apart: string; range: string | null }) =>
    `${v.trans} at places that are new to the model, ${v.cis} at places of training: ${v.apart} better there than at those it knows${v.range === null ? "" : ` ${v.range}`}.`,
  notApart: (v: { trans: string; cis: string; range: string }) =>
    `${v.trans} at places that are new to the model, ${v.cis} at places of training: these places cannot tell the two apart (${v.range}).`,
  noRange: (v: { fewest: string }) =>
    `The difference has no range: that takes three places on either side, and one side has ${v.fewest}.`,
  ratio: (v: { ratio: string; range: string | null }) =>
    `${v.ratio} times as many errors at new places${v.range === null ? "" : ` (${v.range})`}.`,
  ratioRange: (v: { low: string; high: string | null }) =>
    v.high === null ? `${v.low} or more` : `${v.low} to ${v.high}`,
  without: (v: { low: string; high: string; place: string }) =>
    `Leaving out one place at a time, the difference goes from ${v.low} to ${v.high}; ${v.place} moves it most.`,
  split: (v: { groups: string }) =>
    `${v.groups} with images on both sides: a burst that is cut in two makes new places look like known ones.`,
  said: (v: { sources: readonly string[]; names: string }) =>
    `Where it was trained is said by ${listed(v.sources)} (${v.names}). A place of training that is not among them counts as new.`,
  unknown: (v: { attribute: string; names: string; known: string; are: string; isNear: boolean }) =>
    `no ${v.attribute} of these images is called ${v.names}; ${v.isNear ? "nearest" : "there"} ${v.are} ${v.known}`,
  noColumn: (v: { names: string }) =>
    `training at ${v.names} was named, and nothing says where these images were taken`,
  needed: (v: { attribute: string }) => `How many ${v.attribute} would tell more`,
  enough: (v: { goal: string; attribute: string; places: string; cis: string; trans: string }) =>
    `${v.places} ${v.attribute} on either side, like these, would give the difference a range of ${v.goal}; here are ${v.cis} and ${v.trans}.`,
  tooMany: (v: { goal: string; attribute: string; cis: string; trans: string }) =>
    `No number of ${v.attribute} up to 1,000 on either side would give the difference a range of ${v.goal}; here are ${v.cis} and ${v.trans}.`,
  neededCaption: (v: { attribute: string }) =>
    `Half of a range, if each ${v.attribute} tells as much as those here do. More images of the same ${v.attribute} tell little.`,
  neededX: (v: { attribute: string }) => `${capital(v.attribute)} on each side`,
  neededY: "Half of the range, in points",
  ofDifference: "Of the difference",
  ofTrans: "Of the figure at new places",
  caption:
    "Ranges of the two rows above are over places; those of single places hold there alone. Images of a place of training may still be new: what is known is the place.",
  columns: { place: "Place", trained: "In training", without: "Difference without it" },
  yes: "yes",
  no: "no",
} as const;

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
