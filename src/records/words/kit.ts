/** Words of the publication kit: badge, methods paragraph, citations. Values are text already. */

type Maybe = string | null;

export const NOT_STATED = "not stated";

export const BADGE = {
  made: (v: { madeAt: Maybe }) => (v.madeAt === null ? "date not stated" : `stated: ${v.madeAt}`),
  draft: "draft",
  scope: "scope not stated",
  noFigure: "No figure",
  desc: (v: { id: string; openness: string; madeAt: Maybe; state: string }) =>
    `Transparency record ${v.id}, ${v.state}. ${v.openness}. Test set made: ${v.madeAt ?? NOT_STATED}.`,
  alt: (v: { figure: string; id: string }) => `${v.figure}; transparency record ${v.id}`,
} as const;

export const METHODS = {
  evaluated: (v: { what: string; scored: string; listed: Maybe }) =>
    `We evaluated ${v.what} on ${v.scored}${v.listed === null ? "" : `; ${v.listed} without a label or an answer that could be used and left out`}.`,
  left: (v: { images: string; one: boolean }) => `${v.images} ${v.one ? "was" : "were"}`,
  model: (v: { kind: string; name: string }) => `the ${v.kind} ${v.name}`,
  predictions: (v: { kind: string }) => `predictions of a model (${v.kind})`,
  population: (words: string) => `Population sampled: ${words}.`,
  chosen: (words: string) => `How the images were chosen: ${words}.`,
  excluded: (words: string) => `Left out beforehand: ${words}.`,
  labelling: (words: string) => `Labelled by: ${words}.`,
  agreement: (words: string) => `Agreement of those who labelled: ${words}.`,
  uses: (words: string) => `Further uses of these images: ${words}.`,
  figure: (v: { label: string; value: string; range: Maybe; n: string; method: Maybe }) =>
    `${v.label} was ${v.value}${v.range === null ? ", without an interval" : ` (${v.range}${v.method === null ? "" : `; ${v.method}`})`}, on ${v.n}.`,
  noValue: (v: { label: string }) => `${v.label} has no value on these images.`,
  range: (v: { level: string; low: string; high: string }) =>
    `${v.level} interval ${v.low} to ${v.high}`,
  clustered: (v: { groups: string; attribute: string }) =>
    `Images of one ${v.attribute} were not treated as independent: intervals allow for ${v.groups}.`,
  independent: (v: { units: string }) => `${v.units} were treated as independent.`,
  further: (v: { count: string; one: boolean }) =>
    `${v.count} ${v.one ? "is" : "are"} in the record.`,
  counts: (words: string) => `What is counted: ${words}.`,
  decision: (words: string) => `The decision that it is meant for: ${words}.`,
  doesNotShow: (words: string) => `It does not show: ${words}.`,
  notCompared: "The images were not compared with those of training.",
  noTraining: "no list of training images",
  compared: (v: { training: string; pairs: string }) =>
    `The images were compared with ${v.training}, and among each other: ${v.pairs} of equal or nearly equal images.`,
  record: (v: { id: string; software: string; seed: string; state: string }) =>
    `Images, answers and settings are bound by the transparency record ${v.id} (${v.state}), made with ${v.software}, random seed ${v.seed}.`,
  evidence: (v: { id: string }) => `Its evidence id is ${v.id}.`,
  all: "Every figure of the record can be computed again from what is published.",
  notAll: (v: { some: string; all: string }) =>
    `${v.some} of ${v.all} cannot be computed again from what is published.`,
  references: "Works that the text names:",
  file: (v: { hash: string }) => `The SHA-256 of the model file is ${v.hash}.`,
} as const;

export const BIBTEX = {
  kind: "Transparency record",
  note: (v: { id: string; version: string; madeAt: Maybe }) =>
    `Homeground record ${v.id}, version ${v.version}; test set made: ${v.madeAt ?? NOT_STATED} (as stated by the authors)`,
} as const;

export const CFF = {
  message: "If you use these figures, please cite the record by its id.",
  untitled: "Untitled record",
  id: "Id of the transparency record (SHA-256 of its canonical content)",
  abstract: (v: { madeAt: Maybe }) =>
    `A published figure bound to its images, answers and conditions, so that anybody can compute it again. Test set made: ${v.madeAt ?? NOT_STATED}.`,
} as const;

export const KIT = {
  tex: "To be read in by \\input, with record.bib among the bibliographies.",
} as const;
