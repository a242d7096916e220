import { listed } from "../../reports/numbers.js";

/** Words of estimates without labels. Figures and names are text already. */
export const LABEL_FREE = {
  title: "What could be said without labels?",
  asks: {
    question: "What could be said without labels?",
    lead: "What four estimates from its confidences alone would have said here, each with what it assumes, held against your labels.",
  },
  onlyClaimed:
    "It takes a record of one label an image as the claim: what was estimated there is the measure",
  /** What each estimate takes for granted. */
  assumptions: {
    atc: "If its confidence means here what it meant there (ATC)",
    doc: "If the share that is right falls as its mean confidence does (DoC)",
    bbse: "If only the mix of classes changed (BBSE)",
    cbpe: "If its probabilities are what they say (CBPE)",
  } as Readonly<Record<string, string>>,
  names: { atc: "ATC", doc: "DoC", bbse: "BBSE", cbpe: "CBPE" } as Readonly<Record<string, string>>,
  noneHolds: (v: { labelled: string }) =>
    `No estimate without labels comes within 5 points here: by your labels ${v.labelled} are right, and each is further off, or has nothing to rest on.`,
  allHidden: (v: { labelled: string }) =>
    `Nothing could be said here without labels: your images differ too much from those that were tested. By your labels ${v.labelled} are right.`,
  someHold: (v: {
    holding: readonly string[];
    off: readonly string[];
    unknown: readonly string[];
    labelled: string;
  }) =>
    `${listed(v.holding)} would have been within 5 points of what your labels say (${v.labelled})${v.off.length === 0 ? "" : `, ${listed(v.off)} would not`}${v.unknown.length === 0 ? "" : `; ${listed(v.unknown)} ${v.unknown.length === 1 ? "has" : "have"} nothing to rest on`}.`,
  roughLabels: (v: { range: string }) =>
    `Your labels alone leave the share that is right anywhere in ${v.range}, and a wider range where images belong together: an estimate may be within 5 points of them, or further off, by chance.`,
  note: "Each rests on an assumption that only labels can check. None is a verdict, and images that nobody labelled may be of another kind.",
  from: (v: { record: string; claimed: string; there: string }) =>
    `From the confidences of ${v.claimed} of ${v.record}, of which ${v.there} are right.`,
  states: {
    holds: "within 5 points of your labels",
    off: (v: { points: string }) => `struck out: off by ${v.points} on your labels`,
    hidden: "not shown: your images differ too much from the tested ones",
    notIdentifiable: "not known: the model mixes up classes too much for this",
    notProbabilities: "not known: scores do not add up to 1, so that they are no probabilities",
  },
  plot: "Estimates without labels",
  axis: "Share that is right",
  reference: "by your labels",
  struck: "struck out",
  caption: "Points without ranges: how far off an assumption is, no range can say.",
  columns: {
    assumption: "Assumption",
    value: "Right",
    error: "Off by",
    state: "Whether it holds here",
  },
} as const;
