/** Words of the questions that may be asked of a result. */
export const FURTHER = {
  title: "Ask more of these images",
  lead: "Each is computed when you ask, from the answers that are there; where the model has to look again, that is said.",
  ask: "Look",
  again: "Look again",
  asking: (v: { done: string; total: string }) => `Computing, ${v.done} of ${v.total}`,
  starting: "Computing …",
  stop: "Stop",
  site: "Sites are told by",
  places: "the places of the report",
  looksAgain: (v: { looks: number; images: string; time: string | null }) =>
    `The model looks at ${v.images} ${v.looks === 1 ? "once more, for its features, unless it has kept them" : "up to three times each"}${v.time === null ? "; how long that takes shows after the first of them" : `: about ${v.time}`}. What it has done is kept if you stop.`,
  looking: (v: { done: string; total: string; time: string | null }) =>
    `Looking again, ${v.done} of ${v.total}${v.time === null ? "" : `, ${v.time}`}`,
  deployments: "When and where cameras stood",
  deploymentsHint:
    "A table with a row a camera: its name, and start and end or the number of nights. Without it there are no rates and no occupancy.",
  noDeployments: "no table",
  objects: "Where objects are, by",
  objectsHint: "Annotated boxes, masks, or what a detector found.",
  ownObjects: "the labels, where they have boxes or name masks",
  orFile: (v: { what: string }) => `${v.what}: another file`,
  trainedAt: "Places of training",
  trainedAtHint: "As your labels name them, each on a line of its own.",
  notAsked: "Not to be asked of these images",
  asked: "Answered above.",
  read: "Read the whole answer",
  waits: "The files of this project have to be here for it.",
  old: "Something was changed since: score again first.",
} as const;
