/** Words of the question what alterations of pictures cost, in the results of the app. */
export const APP_STRESS = {
  title: "What would other pictures do to it?",
  lead: "The model looks at pictures of yours that are altered: darker, blurred, turned, with noise, in fog and more, each at five strengths. The figure of each is held against that of the same pictures as they are.",
  kinds: "Alterations",
  all: (v: { kinds: string }) => `all ${v.kinds}`,
  leftOut: (v: { kinds: string; why: string }) => `Left out: ${v.kinds}; ${v.why}.`,
  sample: "Images",
  sampleHint: (v: { images: string }) =>
    `Drawn at random from ${v.images}; the same ones each time. Fewer take less time, and ranges are wider.`,
  looks: (v: { looks: string; time: string | null }) =>
    `${v.looks} of the model${v.time === null ? "; how long that takes shows after the first of them" : `: about ${v.time}`}. What it has done is kept if you stop.`,
  relabelled:
    "By the labels as they came: those that you changed in the results are not counted here.",
  stage: {
    reading: "Reading …",
    scoring: (v: { done: string; total: string; time: string | null }) =>
      `Looking, ${v.done} of ${v.total}${v.time === null ? "" : `, ${v.time}`}`,
    computing: (v: { done: string; total: string }) => `Computing, ${v.done} of ${v.total}`,
  },
  answered: (v: { images: string }) => `Of ${v.images}.`,
} as const;
