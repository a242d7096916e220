/** Words of a shortlist. Numbers and names are text already. */
export const SHORTLIST = {
  eyebrow: (v: { candidates: string; images: string; classes: string }) =>
    `Shortlist · ${v.candidates} · ${v.images} of ${v.classes}`,
  title: "Which model is worth fine-tuning",
  ahead: (v: { name: string }) =>
    `${v.name} is ahead of all others: fine-tune it first, and test it on images of your own.`,
  among: (v: { names: string; n: string }) =>
    `These images do not say which is best of ${v.names}: fine-tune those, and leave out the other ${v.n}.`,
  open: "These images do not say which candidate is best.",
  none: "PARC is undefined for every candidate, so that none has a rank.",
  disagree: (v: { names: string }) => `Other measures put another candidate first: ${v.names}.`,
  disagreeing: (v: { measure: string; name: string }) => `${v.measure} ${v.name}`,
  candidate: "Candidate",
  rank: "Rank",
  range: (v: { low: string; high: string }) => `${v.low} to ${v.high}`,
  rangeOf: "Rank's range",
  features: "Features",
  undefined: "–",
  scores: "Candidates",
  scoresLead: (v: { level: string; halves: string; units: string }) =>
    `In order of PARC. A range holds the ranks that these images leave open, all of them at once at ${v.level}: from ${v.halves} random halves of the ${v.units}.`,
  scoresCaption: "A row a candidate; of every measure more is better",
  measures: "Ranks by each measure",
  measuresCaption: "Rank, and the range that these images leave open",
  classes: "Images of each class",
  classesColumns: ["Class", "Images"],
  images: "Images",
  names: {
    parc: "PARC",
    leep: "LEEP",
    logme: "LogME",
    hscore: "H-score",
    knn: "1-NN",
  },
  meaning: "What the measures say",
  meanings: [
    {
      strong: "PARC",
      text: "whether images whose features are alike are of one class: 100 perfectly, 0 not at all. It gives the order: of the measures that Bolya and others (2021) compared it went along best with accuracy after fine-tuning (0.70; nearest neighbours 0.68), there with features reduced to 32 and a term for the size of the model, which are left out here.",
    },
    {
      strong: "LEEP",
      text: "how well the classes follow from what the candidate says of its own classes; at most 0. A candidate that says the same of every image has",
    },
    {
      strong: "LogME",
      text: "how probable the classes are under a linear model of the features, with as much restraint as fits best.",
    },
    {
      strong: "H-score",
      text: "how much of what differs between features differs between classes: at most one less than there are classes.",
    },
    {
      strong: "1-NN",
      text: "share of images whose nearest other image, by features, is of the same class.",
    },
  ],
  limits: "What this is and what it is not",
  limitations: [
    "It predicts which candidate does best after it was trained further on images like these. It says nothing about how well a candidate does as it is: homeground compare says that.",
    "It is a guess about training that nobody has done: such measures went along with the result (Bolya and others 2021), and did not always name the best. Fine-tune the first two or three, and test them on images that were used for neither.",
    "Larger models gain more from training than their features show; the measures do not know sizes.",
    "Ranges tell how much other images of the same places could change the order. They know nothing of images of other places, nor of how training goes.",
  ],
  notes: "Worth knowing",
  warnings: {
    "shortlist/drawn": "There were more images than are needed: some were drawn at random.",
    "shortlist/left-out": "Images that a candidate could not take were left out for all.",
    "shortlist/few-units":
      "So few images, or groups, are too few for ranges: they come out too narrow.",
    "shortlist/small-class":
      "A class has fewer than 5 images: what is said of it rests on next to nothing.",
    "shortlist/h-score-saturated":
      "A candidate has as many features as there are images, or more: its H-score is the largest there is, whatever the features are.",
    "shortlist/no-leep": "A candidate does not say its own probabilities: it has no LEEP.",
    "shortlist/no-parc": "Features of an image do not vary: a candidate has no PARC, and no rank.",
    "shortlist/no-logme":
      "Features separate a class without rest: a candidate has no LogME, which would be without bounds.",
    "shortlist/node-told":
      "Where a candidate's features are was told from the model's file, and not stated in its card.",
  } as Readonly<Record<string, string>>,
  foot: "A static page. It stores nothing, sends nothing and loads nothing.",
  made: (v: { version: string; seed: string }) =>
    `All numbers: shortlist.json · seed ${v.seed} · Homeground ${v.version}`,
};
