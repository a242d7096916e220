interface Named {
  readonly models: string;
  readonly places: string;
  readonly several: boolean;
}

/** Words of a transfer benchmark. Figures and names are text already. */
export const BENCHMARK = {
  eyebrow: (v: { models: string; places: string; submissions: string; metric: string }) =>
    `Transfer benchmark · ${v.metric} · ${v.models} at ${v.places} · ${v.submissions}`,
  oneModel: "There is one model, and nothing to compare it with.",
  someApart: "Some models are told apart somewhere, and none is ahead everywhere.",
  statements: {
    "compare/best-everywhere": (v: Named) => `${v.models} is best at all places: ${v.places}.`,
    "compare/rank-reversal": (v: Named) =>
      `Which model is ahead depends on the place: ${v.models} change places between ${v.places}.`,
    "compare/never-worst": (v: Named) =>
      `Of the models tried at all places, ${v.models} ${v.several ? "are" : "is"} nowhere told to be behind: start there.`,
    "compare/not-told-apart": (v: Named) =>
      `The models cannot be told apart at any place: ${v.models}.`,
  },
  matrix: "Models at places",
  matrixLead:
    "Each cell is one model at one place, with its range, and who vouches for it. An empty cell was not evaluated: no figure is filled in.",
  matrixCaption: (v: { metric: string }) => `${v.metric}, a row a place, a column a model`,
  moreRows: (v: { n: string }) => `${v.n} more in matrix.csv.`,
  together: (v: { level: string }) =>
    `Ranges of cells hold one by one; all differences below hold together at ${v.level}.`,
  model: "Model",
  place: "Place",
  none: "–",
  notStated: "not stated",
  trained: "place of training",
  vouched: { told: "told", recomputable: "recomputable", verified: "verified" },
  models: "Model by model",
  modelsLead: (v: { level: string }) =>
    `Means over places, each place once, whatever its number of images; ranges are over places, each at ${v.level}. Of places of training and of new ones apart, where the model's record says which is which: the second is the figure of transfer.`,
  modelColumns: ["Mean", "At places of training", "At new places", "Places it was trained at"],
  noRange: "no range: fewer than 3 places",
  mean: "Mean",
  condition: "Condition",
  noCondition: "as the place is",
  conditions: "Under each condition",
  conditionsLead:
    "The same means over the places that were looked at under a condition. Two conditions may be of other places: the matrix says which.",
  others: (v: { n: string }) => `${v.n} more`,
  changes: "Where models change places",
  noChanges: "Of no two models each is told to be ahead somewhere.",
  both: (v: { a: string; b: string }) => `${v.a} and ${v.b}:`,
  change: (v: { a: string; b: string; atA: string; atB: string }) =>
    `${v.a} is ahead at ${v.atA}; ${v.b} at ${v.atB}.`,
  worstAt: "Worst",
  worst: (v: { figure: string; place: string }) => `${v.figure} at ${v.place}`,
  differences: "Which differences are told",
  noPairs: "No place has figures of two models.",
  pairsLead:
    "Positive: the first is ahead. A pair on the same images, of which right and wrong are known, is compared image by image; of others the difference of two independent shares is taken, whose range is wider. Figures that are no shares, or of fewer than three groups, stand beside each other without a range of their difference.",
  pair: "Models",
  between: (v: { a: string; b: string }) => `${v.a} − ${v.b}`,
  difference: "Difference",
  range: "Range",
  ahead: "Ahead",
  notTold: "not told apart",
  how: "How",
  methods: {
    "newcombe-paired": "image by image",
    "paired-t-cluster": "image by image, in groups",
    mover: "two independent shares",
    none: "no range",
  },
  more: (v: { n: string }) => `${v.n} more in transfer.json.`,
  looks: "How often each set was looked at",
  looksLead:
    "A set that helps to choose among models flatters the one that is chosen, the more the oftener it is asked. Counted are submissions, and what authors say that they used the images for.",
  lookColumns: ["Submissions", "Models"],
  uses: "Said to be used also for",
  provenance: "Who vouches for a figure",
  provenances: [
    { strong: "told", text: "by whoever sent it, and nobody counted again." },
    { strong: "recomputable", text: "from outcomes that are published, by anybody." },
    { strong: "verified", text: "against the images themselves, by whoever keeps the ledger." },
  ],
  foot: "A static page. It stores nothing, sends nothing and loads nothing. Images stay where they are.",
  made: (v: { version: string }) =>
    `All numbers: transfer.json, matrix.csv · Homeground ${v.version}`,
} as const;
