import { listed } from "../reports/numbers.js";
import type { ComparedPair } from "./comparison.js";

/** Why a difference has no range, by its warning. */
const WITHOUT_RANGE: Readonly<Record<string, string>> = {
  "interval/no-variation": "nothing varies",
  "interval/few-units-carry-it": "too few images make it",
  "clusters/too-few": "fewer than 3 groups",
};

/** Why a difference has no range; null where it has one, or is not defined. */
export function whyNoRange({
  difference,
  low,
  warnings,
}: Pick<ComparedPair, "difference" | "low" | "warnings">): string | null {
  if (difference === null || low !== null) return null;
  const why = warnings.map((code) => WITHOUT_RANGE[code]).find((one) => one !== undefined);
  return COMPARISON.noRange({ why: why ?? null });
}

/** Words of the page of a comparison. Figures and names are text already. */
export const COMPARISON = {
  title: "Comparison of models",
  eyebrow: (v: { models: string; images: string; groups: string | null; places: string | null }) =>
    [`${v.models} on the same ${v.images}`, v.groups, v.places]
      .filter((part) => part !== null)
      .join(" · "),
  model: "Model",
  all: "All together",
  place: "Where",
  none: "–",
  matrix: "Models at places",
  matrixAlone: "Models",
  matrixCaption: (v: { metric: string }) => `${v.metric}, a row a model`,
  matrixLead: (v: { sentence: string }) => `${v.sentence} Each figure with its own range.`,
  ahead: "ahead of all others",
  tooFew: "too few to compare",
  smallPlaces: (v: { units: string; places: string; by: string; one: boolean }) =>
    `Too few ${v.units} to compare at ${v.by} ${v.places}; ${v.one ? "its" : "their"} figures are in comparison.json.`,
  morePlaces: (v: { n: string }) => `And ${v.n} more in comparison.json.`,
  differences: "Which differences are told",
  differencesTitle: "Differences between models",
  differencesReading: (v: { told: string; all: string; share: string; places: boolean }) =>
    `${v.told} of ${v.all} differences leave 0 out, and so are told. All ranges of all images hold together, at one common error of ${v.share}, so each is wider than it would be alone${v.places ? "; those of the places are a family of their own" : ""}.`,
  differencesCaption:
    "Right of 0 the first of the two is ahead. Triangles are differences that are told, dots those that are not.",
  lessIsBetter: "Less is better: above 0 the first of the two has so much less.",
  axisPoints: "Points by which the first is ahead (left of 0: behind)",
  axis: "By how much the first is ahead (left of 0: behind)",
  pair: "Models",
  between: (v: { a: string; b: string }) => `${v.a} − ${v.b}`,
  difference: "Difference",
  from: "from",
  to: "to",
  told: "Ahead",
  images: "Images",
  isAhead: (v: { name: string }) => `${v.name} is ahead`,
  cannotTell: "cannot tell",
  noRange: (v: { why: string | null }) => (v.why === null ? "no range" : `no range: ${v.why}`),
  classes: "Class by class",
  className: "Class",
  classesLead: (v: { sentence: string }) =>
    `${v.sentence} A model that is ahead overall may be behind on the class that you need.`,
  classesReading: (v: { told: string; all: string; share: string }) =>
    `${v.told} of ${v.all} differences on single classes leave 0 out. Their ranges are a family of their own, at one common error of ${v.share}.`,
  classesTitle: "Differences on single classes",
  moreClasses: (v: { n: string; one: boolean }) => `${v.n} more ${v.one ? "is" : "are"} not shown.`,
  leftOut: (v: { images: string }) =>
    `${v.images} without a prediction of every model ${v.images.startsWith("1 ") ? "is" : "are"} left out, as was asked for: these images may be easier or harder than all of them.`,
  labelApart: (v: { names: string; have: string; label: string; units: string }) =>
    `${v.names} ${v.have} no label ${v.label} among the answers, and misses it on all ${v.units} of it.`,
  labelUncounted: (v: { names: string; have: string; label: string; units: string }) =>
    `${v.names} ${v.have} no label ${v.label} among the answers: those figures are of fewer labels, without its ${v.units}.`,
  alarms: "At equally many alarms",
  alarmsLead: (v: { alarm: string; rate: string; unit: string; basis: string }) =>
    `${v.alarm} is an alarm. Each model has the threshold at which its alarms are ${v.rate} ${v.unit} (${v.basis}), because a model that raises more of them finds more and need not be better.`,
  alarmsOfLabel: (v: { label: string }) => `To be called ${v.label}`,
  alarmsOfBoxes: (v: { label: string | null }) =>
    v.label === null ? "A box" : `A box of ${v.label}`,
  alarmsBasis: {
    asked: "as was asked for",
    fewest: "as many as the model with the fewest at its own threshold",
  },
  alarmsColumns: ["Threshold", "Alarms", "Of alarms right", "Own threshold: alarms"],
  alarmsTitle: "Differences at equally many alarms",
  alarmsReading: (v: { told: string; all: string; share: string }) =>
    `${v.told} of ${v.all} differences at equally many alarms leave 0 out. Their ranges are a family of their own, at one common error of ${v.share}.`,
  alarmsOrder:
    "With as many alarms each, the share found, the share of alarms that are right and accuracy put models in the same order.",
  alarmsChosen:
    "The thresholds were chosen on these very images, and ranges take them as given. Differences hold at about so many alarms; the same thresholds will raise more or fewer on other images, and for use they are chosen on images that are kept apart.",
  alarmsUneven:
    "Not every model can raise so many: its scores are too often the same, or it has too few boxes. Look at the alarms of each before you compare.",
  uses: "What their answers lead to",
  usesLead: (v: { share: string }) =>
    `Figures of the field are how far the answers are off those by the labels; the others are the model's own. Two models are told apart where the range of what they differ by leaves 0 out; all pairs and figures hold together at one common error of ${v.share}.`,
  usesFigure: "Figure",
  usesTold: "Told apart",
  usesNone: "none",
  usesApart: (v: { first: string; second: string }) => `${v.first} from ${v.second}`,
  usesBetter: (v: { first: string; second: string }) => `${v.first} is ahead of ${v.second}`,
  sameMetric: (v: { models: readonly string[]; uses: readonly string[] }) =>
    `Same metric, different conclusion: ${listed(v.models)} are not told apart in the metric, and lead to different figures where they are used (${listed(v.uses)}).`,
  useReversal: (v: { models: readonly string[]; uses: readonly string[] }) =>
    `${v.models[0]} is ahead of ${v.models[1]} in the metric, and behind it where they are used (${listed(v.uses)}).`,
  race: "The race",
  raceWon: (v: { winner: string; labels: string; budget: string }) =>
    `${v.winner} remains after ${v.labels} of ${v.budget}.`,
  raceOpen: (v: { remaining: string; labels: string }) =>
    `Not decided with ${v.labels}: ${v.remaining} remain. Label more, or take any of them.`,
  raceSaved: (v: { saved: string; runs: string }) =>
    `${v.saved} of ${v.runs} predictions were not needed: none of a model that was dropped, and none at all once it was decided.`,
  raceSkipped: (v: { images: string }) =>
    `${v.images} above the last label have none: whoever passes hard ones over does not label in a random order, and then nothing here is certain.`,
  raceBy: {
    metric: null,
    "image-f1":
      "Raced by the F1 of each image by itself (what is found and right against what is missed and false; 1 where nothing is there and nothing is found), since the figure is no mean over images: another figure may put models in another order.",
    "image-overlap":
      "Raced by the mean over the labels on each image (1 where none is there and none is drawn), since the figure is no mean over images: another figure may put models in another order.",
  },
  raceBasis: {
    list: "Labels were taken in the order in which the list was drawn.",
    here: "Labels were made here and taken in the order in which the images were drawn.",
    file: "Labels were taken in the order of their file, which was said to be random.",
    seed: "Labels were taken in an order drawn from the seed: another order may need more, or fewer.",
  },
  raceLead: (v: { share: string }) =>
    `A model is dropped once another one that remains is certainly better, however often one looks: in at most ${v.share} of races the best model is dropped. That is no range of a difference, and models that remain need not be alike.`,
  raceDropped: "Dropped after",
  raceRemains: "remains",
  shared: "What they share, and where they differ",
  sharedLead:
    "Two models that are right for different images know different things, even where their figures are equal.",
  sharedColumns: ["Both right", "Only the first", "Only the second", "Neither", "Alike"],
  both: (v: { a: string; b: string }) => `${v.a} and ${v.b}`,
  objectsAt: {
    own: "at its own threshold",
    "equal-alarms": "at the threshold of equally many boxes",
  },
  sharedObjectsLead: (v: { objects: string; at: string }) =>
    `Of the ${v.objects} that are annotated, those that each detector finds ${v.at}: a box of the right kind that covers it well (IoU 0.5). Two detectors that find different objects know different things, even where their figures are equal.`,
  sharedOutlinesLead: (v: { objects: string; at: string }) =>
    `Of the ${v.objects} that are annotated, those that each model finds ${v.at}: an outline of the right kind that overlaps it well (IoU 0.5). Two models that find different objects know different things, even where their figures are equal.`,
  sharedPointsLead: (v: { objects: string; at: string }) =>
    `Of the ${v.objects} that are annotated, those that each model finds ${v.at}: an object of the right kind whose points are close to where they were put (OKS 0.5). Two models that find different objects know different things, even where their figures are equal.`,
  sharedObjectsColumns: ["Both find", "Only the first", "Only the second", "Neither", "Alike"],
  aloneFinds: (v: { name: string; objects: string }) => `${v.name} alone finds ${v.objects}.`,
  combineObjects: (v: { a: string; b: string; share: string; alone: string }) =>
    `The pair that would find most together is ${v.a} and ${v.b}: ${v.share} of the objects are found by at least one of them, ${v.alone} by the better of the two alone. Together they also raise the false alarms of both.`,
  alone: (v: { name: string; images: string }) => `${v.name} alone is right for ${v.images}.`,
  combine: (v: { a: string; b: string; share: string; alone: string }) =>
    `The pair that would gain most together is ${v.a} and ${v.b}: for ${v.share} at least one of them is right, while the better of the two alone is right for ${v.alone}. That is what could be reached at best, by always knowing which of the two to believe.`,
  cost: "What each costs",
  costLead: (v: { images: string; engine: string }) =>
    `Timed on ${v.images} on this machine by ${v.engine}: one image after the other on one core, reading and decoding included. Another machine has other times, mostly in a like order.`,
  costColumns: ["Figure", "An image", "Images an hour", "Model's file"],
  costWorth: "Worth its time",
  costEfficient: "yes: no other is as quick and as good",
  costDominated: "no: another is as quick and better, or as good and quicker",
  costTime: "Milliseconds an image",
  costTitle: "Figures and times of the models",
  costReading: (v: { models: string; worth: string }) =>
    `${v.worth} of ${v.models} are worth their time: for each of the others some model is as quick and better, or as good and quicker.`,
  costCaption:
    "Right is slower, up is a larger figure. The line joins the models that are worth their time; bars are the ranges of the figures.",
  costModels: "Models",
  costFront: "Worth their time",
  costUnmeasured: "not measured",
  costMs: (v: { ms: string }) => `${v.ms} ms`,
  costAlike: (v: { quickest: string; best: string; share: string }) =>
    `${v.quickest} is not told apart from ${v.best}, which has the best figure, and takes ${v.share} of its time.`,
  redraws: "How often each comes first",
  redrawsLead: (v: { unit: string }) =>
    `The ${v.unit} are drawn again 2,000 times, with replacement, and so often each model would have the best figure. That is no probability that it is the best: it says how much the order depends on which ${v.unit} happened to be drawn. Models that share a letter are not told apart from each other.`,
  redrawsColumns: ["Figure", "Best in redraws"],
  letter: "Letters",
  training: "By where they were trained",
  trainingLead: (v: { by: string }) =>
    `By what each result says of its model's training. Means over levels of ${v.by}, each as heavy as another, without ranges; the differences below have those of the whole family of places.`,
  trainingColumns: {
    at: "Trained at",
    home: "Mean where trained",
    away: "Mean elsewhere",
  },
  trainedNowhere: "none of these",
  trainingPairs: "Trained at several against trained at one",
  trainingPairColumns: { place: "Where", pair: "Models", seen: "Trained there" },
  seen: (v: { joint: boolean; single: boolean }) =>
    v.joint ? (v.single ? "both" : "the first alone") : v.single ? "the second alone" : "neither",
  trainedThere: (v: {
    joint: string;
    single: string;
    jointTrained: boolean;
    singleTrained: boolean;
  }) => {
    if (v.jointTrained === v.singleTrained) {
      return `where ${v.jointTrained ? "both were" : "neither was"} trained`;
    }
    return `where ${v.jointTrained ? v.joint : v.single} alone was trained`;
  },
  home: "What was published, and what was found here",
  homeLead: "The order of published figures need not be the order here.",
  homeColumns: ["Published", "Here", "Here − published"],
  pictures: "Pictures that only one gets right",
  objectPictures: "Objects that only one finds",
  picturesLead: (v: { shown: string }) =>
    `${v.shown}, spread evenly over those that one model alone is right for; only-one-right.csv lists all of them.`,
  picturesOf: (v: { name: string; images: string }) => `${v.name}: ${v.images}`,
  objectsLead: (v: { shown: string }) =>
    `${v.shown}: each image with objects that one detector alone finds, first as that one has it, then as others have it. only-one-finds.csv lists all such objects.`,
  finds: (v: { name: string; found: string; of: string; alarms: string }) =>
    `${v.name}: ${v.found} of ${v.of}, ${v.alarms}`,
  falseBox: "false box",
  falseOutline: "false outline",
  falseObject: "false object",
  altObjects: (v: { said: string; only: string; alone: string }) =>
    `${v.said}; ${v.alone} found by ${v.only} alone`,
  noFiles: (v: { n: string; one: boolean }) =>
    `${v.n} such ${v.one ? "image has no picture: its file is" : "images have no picture: their files are"} not here.`,
  noneOf: "There is none.",
  others: (v: { said: string }) => `The others: ${v.said}`,
  right: (v: { name: string }) => `${v.name} is right`,
  noPicture: "The picture could not be made.",
  saidBy: (v: { name: string; said: string }) => `${v.name} says ${v.said}`,
  nothing: "nothing",
  alt: (v: { label: string; name: string }) => `Labelled ${v.label}; only ${v.name} gets it right`,
  how: "How this was computed",
  howPaired:
    "Every model has a prediction for every one of these images, and differences are taken image by image. Ranges of single figures say less about which of two models is better than the range of their difference does.",
  howLevel: (v: { models: string; level: string; pair: string }) =>
    `With ${v.models} each difference has a range at ${v.pair}, so that all of them hold together at ${v.level} (Bonferroni).`,
  howPlaces: (v: { by: string; pair: string }) =>
    `Differences at levels of ${v.by} are a family of their own, each at ${v.pair}. A level with fewer than 10 images, or 3 groups, has its figures and no differences.`,
  howClasses: (v: { pair: string }) =>
    `Differences on single classes are a family of their own, each at ${v.pair}. A class with fewer than 10 images, or 3 groups, has its figures and no differences; of more than 100 classes the 100 most frequent are compared.`,
  howAlarms: (v: { pair: string }) =>
    `Differences at equally many alarms are a family of their own, each at ${v.pair}. Each model's threshold is the one at which it comes nearest to the number; scores that are equal stay together.`,
  howMethods: {
    "newcombe-paired":
      "Range of a difference of shares: Newcombe's paired interval (Newcombe 1998, method 10).",
    "paired-t": "Range of a difference: Student's t on paired differences, or on their jackknife.",
    "paired-t-cluster":
      "Range of a difference in groups: Student's t on the groups' differences, with a floor for groups that were not drawn.",
  },
  howFigures: {
    command: "Ranges of single figures are those of homeground evaluate.",
    app: "Ranges of single figures are those that each model has in its own results.",
  },
  howNot:
    "What this cannot say: which model would be ahead on other images, at places that are not among these, or with labels that others would have given.",
  foot: "A static page. It runs nothing, sends nothing and loads nothing.",
  made: (v: { version: string }) => `Homeground ${v.version}`,
} as const;
