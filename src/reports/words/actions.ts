/** What to do with a report: what, in bold, and why. Values are text already. */
export const ACTIONS = {
  here: "here",
  at: (v: { place: string }) => `at ${v.place}`,
  elsewhere: (v: { cluster: string }) => `at another ${v.cluster}`,
  site: "site",
  checkGuess: "Hold what was guessed of the model’s card against what its authors say.",
  checkGuessWhy: "A wrong guess makes every figure wrong, and nothing would show it.",
  checkEach: (v: { place: string }) =>
    `Do not use its labels ${v.place} without checking each one.`,
  doNotRely: (v: { place: string }) => `Do not rely on the published figure ${v.place}.`,
  notEnough: (v: { place: string }) =>
    `Do not use it ${v.place} as it is: it does not reach what you need.`,
  doesNotHold: "It does not hold there.",
  missed: "The figure above says by how much.",
  wrong: (v: { share: string; most: boolean }) => `${v.share} ${v.most ? "are" : "is"} wrong.`,
  mayUse: (v: { place: string }) =>
    `The published figure may be used ${v.place}, within the limit you set.`,
  enough: (v: { place: string }) => `It reaches what you need ${v.place}.`,
  checkAgain: "Check again when the camera, the season, the stain or the site changes.",
  decide: "Decide what would be enough, then ask for a verdict.",
  ask: {
    command: "Give the published figure as --claim, or what you need as --require.",
    app: "Give the published figure under Your question, or state a requirement there.",
  },
  others: " That is for the first claim; the others are above.",
  noRange: "Add images of other places and times.",
  noRangeWhy: "From so few there is no range at all, and without a range no verdict.",
  label: (v: { n: string }) => `Label about ${v.n}.`,
  labelWhy: {
    command: "So many are likely to decide. Draw them at random: homeground sample does that.",
    app: "So many are likely to decide. Draw them at random, so that no kind of image is preferred.",
  },
  moreImage: "more image",
  add: (v: { n: string }) => `Add about ${v.n}.`,
  addWhy: (v: { clusters: string }) => `More images of the same ${v.clusters} would not help.`,
  moreOf: (v: { cluster: string }) => `more ${v.cluster}`,
  group: "group",
  wider: "Consider a wider limit, or accept not knowing.",
  widerWhy: "No number of labels that could be foreseen would decide.",
  sure: (v: { right: string; kept: string; threshold: string }) =>
    `Where the model is at least ${v.threshold} sure, ${v.right} of ${v.kept} are right`,
  noFilter: "Do not filter by confidence.",
  noFilterWhy: (v: { sure: string }) => `${v.sure}, hardly better than the rest.`,
  filter: "Have the unsure answers checked first.",
  filterWhy: (v: { sure: string }) => `${v.sure}.`,
  threshold: "Choose a threshold.",
  thresholdWhy:
    "Nothing says from which score on a detection counts; the table of thresholds shows what each gives.",
  compare: (v: { items: string }) => `Compare other models on the same ${v.items}.`,
  compareWhy: "No more labels are needed for that.",
  left: (v: { files: string }) => `Look at the ${v.files} left out.`,
  leftWhy: "Each is listed below with how to fix it.",
} as const;
