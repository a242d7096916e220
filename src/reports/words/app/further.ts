/** Words of the questions that may be asked of a result. */
export const FURTHER = {
  title: "Ask more of these images",
  lead: "Each is computed when you ask, from the answers that are there: no image is scored again.",
  ask: "Look",
  again: "Look again",
  asking: (v: { done: string; total: string }) => `Computing, ${v.done} of ${v.total}`,
  starting: "Computing …",
  stop: "Stop",
  site: "Sites are told by",
  places: "the places of the report",
  asked: "Answered above.",
  read: "Read the whole answer",
  waits: "The files of this project have to be here for it.",
  old: "Something was changed since: score again first.",
} as const;
