import type { DifferenceCategory } from "../diff-records.js";
import type { TransparencyRecord } from "../record/record-types.js";

/** Words of a transparency record on a terminal. */

export const DIFFERENCE_NAMES: Readonly<Record<DifferenceCategory, string>> = {
  identity: "Identity",
  model: "Model",
  figures: "Figures",
  images: "Images",
  settings: "How it was evaluated",
  scope: "Scope",
  statements: "What the authors state",
  files: "Files",
  signatures: "Signatures",
};

export const DIFF = {
  same: "The records are the same.",
  differ: "The records differ.",
  gone: (place: string, before: string) => `${place} is gone; it was ${before}`,
  notCompared: "Images were not compared: a manifest cannot be read.",
  more: (count: string) => `and ${count} more; --json FILE names them`,
  images: (of: { added: string; removed: string; changed: string; same: string }) =>
    `${of.added} added, ${of.removed} removed, ${of.changed} changed, ${of.same} the same`,
} as const;

export const OPENNESS: Readonly<Record<TransparencyRecord["openness"], string>> = {
  open: "open: images are included or at public addresses",
  "on-request": "on request: who wants the images asks the authors",
  closed: "closed: the images are not given out",
};

/** Where, with what, when and by whom images of training were taken. */
export const TRAINED = {
  places: "Trained at",
  cameras: "Trained with",
  seasons: "Trained in",
  institutions: "Trained by",
  hashed: (v: { n: string }) =>
    `${v.n}, as salted hashes: a name that you know can be tried, and none is listed`,
} as const;

export const RECORD = {
  noFigure: "No figure is stated.",
  notRecomputable: "; cannot be computed from what is published",
  predictionsAlone: "of predictions alone",
  independent: (unit: string) => `${unit}, each counted as independent`,
  images: (of: { images: string; scored: string; listed: string }) =>
    `${of.images}: ${of.scored} scored, ${of.listed} listed and not scored`,
  byCheck: (words: string) => `${words} (found by a check)`,
  nothingTested: "nothing with enough images",
  notCompared: "not compared with the images of training",
  overlap: (of: { pairs: string; training: string }) =>
    `${of.pairs} of equal or near images${of.training}`,
} as const;
