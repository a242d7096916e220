/** Words of the screen Run. */

export const RUN = {
  heading: (v: { done: string; total: string }) => `Scoring your images: ${v.done} of ${v.total}`,
  starting: "Starting: the model is being loaded",
  reading: (v: { done: string; total: string }) => `Reading your images: ${v.done} of ${v.total}`,
  checking: (v: { done: string; total: string }) =>
    `All scored. Checking on some labelled images whether the model sees them as it should: ${v.done} of ${v.total}`,
  skipCheck: "Skip this check",
  skipLead: "The figures do not need it. The report will say that it was skipped.",
  computing: (v: { done: string; total: string }) =>
    `All scored. Computing the figures: ${v.done} of ${v.total} parts`,
  answerLead: "It is there. Curves and tables follow.",
  done: "Done",
  results: "See the results",
  paused: (v: { done: string }) => `Paused at ${v.done}. Nothing is lost.`,
  stopped: (v: { done: string; total: string }) =>
    `Stopped at ${v.done} of ${v.total}. Nothing is lost.`,
  failed: "The run ended without a result",
  failedLead: "What was scored is kept. Mend what the note above says, then go on.",
  left: (v: { time: string }) => `about ${v.time} left`,
  longer: (v: { time: string }) => `taking longer than we said: about ${v.time} more`,
  ready: (v: { time: string }) => `ready at about ${v.time}`,
  rate: (v: { rate: string }) => `${v.rate} images per second`,
  known: (v: { count: string }) => `${v.count} were scored before`,
  workingOut: "working out the time",
  problems: (v: { count: string }) => (v.count === "1" ? "1 problem" : `${v.count} problems`),
  pause: "Pause",
  space: "Space",
  resume: "Go on",
  stop: "Stop and keep what is done",
  again: "Go on",
  keep: "You may stop at any time. It goes on from here when you come back.",
  fixedAt: (v: { at: string }) => `Your question, fixed at ${v.at}`,
  question: {
    limit: (v: { metric: string; value: string; tolerance: string }) =>
      `Holds if ${v.metric} is not more than ${v.tolerance} below ${v.value}.`,
    none: "You claimed nothing: the figures stand for themselves.",
    often: "You may look as often as you like.",
    once: "You look once, at the end.",
  },
  problemsTitle: "Could not be scored",
  problemsLead: (v: { count: string }) =>
    v.count === "1"
      ? "1 image could not be scored. The rest goes on."
      : `${v.count} images could not be scored. The rest goes on.`,
  moreProblems: (v: { count: string }) => `and ${v.count} more, all in the report`,
  allFail: "So far not one image could be scored. If this goes on, stop and look at the reasons.",
  just: "Just scored",
  justNone: "The first picture appears with the first prediction.",
  said: (v: { answers: string }) => v.answers,
  saidNothing: "nothing found",
  sure: (v: { share: string }) => `${v.share} sure`,
  alt: (v: { file: string; answers: string }) => `${v.file}: the model says ${v.answers}`,
  noPicture: "no picture",
  noLook: {
    once: "Figures appear when all are scored, as you chose.",
    clusters:
      "Figures appear when all are scored: your images belong together in groups, and a group counts once it is complete.",
    figure:
      "Figures appear when all are scored: this figure is no average over images that can be watched.",
  },
  soFar: "So far",
  soFarLead: (v: { n: string; hits: string; share: string }) =>
    `${v.n} counted, ${v.hits} right: ${v.share}. This range stays honest although you are watching it grow narrower.`,
  after: (v: { n: string }) => `after ${v.n}`,
  now: (v: { n: string }) => `now, after ${v.n}`,
  rulerName: (v: { measure: string }) => `${v.measure}, as images are scored`,
  holds: "Decided: it holds here",
  fails: "Decided: it fails here",
  holdsWhy:
    "By the rule that allows looking, the figure is above your limit. More images make the figure finer; the answer stands unless all of them together say the opposite.",
  failsWhy:
    "By the rule that allows looking, the figure is below your limit. More images make the figure finer; the answer stands unless all of them together say the opposite.",
  many: "Many images?",
  manyLead: (v: { time: string }) =>
    `The browser is slower than the command line: here this takes about ${v.time}. The same job outside the browser, run in the folder that holds these files:`,
  copy: "Copy the command",
  copied: "Copied",
  saveMap: "Save label-map.json",
  mapHint: "Your decisions on names are a file that the command reads; put it in the same folder.",
  status: (v: { done: string; total: string; left: string }) =>
    `${v.done} of ${v.total} scored, ${v.left}`,
  doneTitle: (v: { label: string }) => `Done: ${v.label} · Homeground`,
  seconds: (v: { n: string }) => `${v.n} s`,
  minutes: (v: { n: string }) => `${v.n} min`,
} as const;
