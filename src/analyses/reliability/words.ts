import { grouped, listed, plural } from "../../reports/numbers.js";
import { capitalised } from "../../reports/text.js";

/** What is right or wrong, as sentences have it. */
export interface Spoken {
  /** A wrong one, and several. */
  readonly wrong: string;
  readonly wrongs: string;
  readonly right: string;
  readonly rights: string;
  /** A right one and several, where the wrong were named. */
  readonly other: string;
  readonly others: string;
  /** That all are right, or wrong. */
  readonly allRight: (units: string) => string;
  readonly allWrong: (units: string) => string;
  /** One of each, and the surer of them where it knows. */
  readonly pair: string;
  readonly better: string;
  /** Behind a share: 12% … */
  readonly areWrong: string;
  /** Where a score is to be lower. */
  readonly where: string;
  /** What it may be silent on, behind a share. */
  readonly ofWhat: string;
  /** What falls when it is silent. */
  readonly falls: string;
  /** What there are 1,000 of, to be looked at. */
  readonly looked: string;
}

/** Of answers to images. */
export const ANSWERS: Spoken = {
  wrong: "wrong answer",
  wrongs: "wrong answers",
  right: "right answer",
  rights: "right answers",
  other: "right one",
  others: "right ones",
  allRight: (units) =>
    `All ${units} are answered right: whether it knows when it is wrong cannot be seen here.`,
  allWrong: (units) =>
    `All ${units} are answered wrong: no score can tell right answers from them.`,
  pair: "a right and a wrong answer",
  better: "the right one",
  areWrong: "of the answers are wrong",
  where: "answers are wrong",
  ofWhat: "",
  falls: "wrong answers fall",
  looked: "images a day",
};

/** Of what was found. @param one `box`, `outline`, `object`: text for a page already */
export function ofFound(one: string): Spoken {
  const many = plural(one);
  return {
    wrong: `false ${one}`,
    wrongs: `false ${many}`,
    right: `right ${one}`,
    rights: `right ${many}`,
    other: "right one",
    others: "right ones",
    allRight: (units) =>
      `All ${units} are right: whether it knows when it is wrong cannot be seen here.`,
    allWrong: (units) => `All ${units} are false alarms: no score can tell right ones from them.`,
    pair: `a right and a false ${one}`,
    better: "the right one",
    areWrong: `of its ${many} are false alarms`,
    where: `${many} are false alarms`,
    ofWhat: ` of its ${many}`,
    falls: `false alarms among its ${many} fall`,
    looked: many,
  };
}

/** Of whole images on which objects are found. */
export const WITH_MISTAKES: Spoken = {
  wrong: "image with a mistake",
  wrongs: "images with a mistake",
  right: "image without a mistake",
  rights: "images without a mistake",
  other: "other",
  others: "others",
  allRight: (units) =>
    `All ${units} are without a mistake: whether it knows when one has some cannot be seen here.`,
  allWrong: (units) =>
    `All ${units} have a mistake: no score can tell images without one from them.`,
  pair: "two images, one with a mistake and one without,",
  better: "the latter",
  areWrong: "of the images have a mistake",
  where: "images have a mistake",
  ofWhat: " of the images",
  falls: "images with a mistake fall",
  looked: "images a day",
};

interface Silence {
  readonly of: Spoken;
  readonly share: string;
  readonly before: string;
  readonly after: string;
  readonly range: string | null;
}

export function wrongText({ wrong, wrongs }: Spoken, count: number): string {
  return `${grouped(count)} ${count === 1 ? wrong : wrongs}`;
}

export function rightText({ right, rights }: Spoken, count: number): string {
  return `${grouped(count)} ${count === 1 ? right : rights}`;
}

/** Words of what tells wrong predictions from right ones. Figures and names are text already. */
export const RELIABILITY = {
  title: "Does it know when it is wrong?",
  asks: {
    question: "Does it know when it is wrong?",
    lead: "How well its confidence tells wrong answers from right ones, whether another measure of doubt does better, and what is left of the errors if it keeps silent where it is least sure.",
  },
  onlyAnswers: "It takes answers that are right or wrong, each with how sure the model is of it",
  scores: {
    "max-softmax": "its own confidence",
    confidence: "its own confidence",
    margin: "the margin between its two best answers",
    entropy: "entropy",
    temperature: "confidence at a fitted temperature",
    energy: "energy",
    knn: "the distance to its nearest neighbours",
    mahalanobis: "Mahalanobis distance",
    flips: "confidence over a picture and its mirror image",
  } as Readonly<Record<string, string>>,
  noneBetter: (v: { of: Spoken; names: readonly string[] }) =>
    `No score beats its own confidence here: ${listed(v.names)} ${v.names.length === 1 ? "tells" : "tell"} ${v.of.wrongs} from ${v.of.others} no better.`,
  /** Its own confidence is not told from a coin toss, or worse: that none beats it says little. */
  noneKnows: (v: {
    of: Spoken;
    names: readonly string[];
    auroc: string;
    range: string;
    isWorse: boolean;
  }) =>
    `${v.isWorse ? `Its own confidence is higher where ${v.of.where}` : `Its own confidence is not seen to tell ${v.of.wrongs} from ${v.of.others} here`}: of ${v.of.pair} ${v.of.better} is surer with a chance of ${v.auroc} ${v.range}; 0.5 is a coin toss.${v.names.length === 0 ? "" : ` ${capitalised(listed(v.names))} ${v.names.length === 1 ? "is" : "are"} not seen to do better.`}`,
  better: (v: {
    of: Spoken;
    name: string;
    value: string;
    own: string;
    apart: string;
    range: string;
  }) =>
    `${v.name} tells ${v.of.wrongs} from ${v.of.others} better than its own confidence does: ${v.value} against ${v.own}, ${v.apart} more ${v.range}.`,
  tooFew: (v: { of: Spoken; errors: number; right: number }) =>
    `${wrongText(v.of, v.errors)} and ${grouped(v.right)} ${v.right === 1 ? v.of.other : v.of.others}: too few to compare scores.`,
  onlyOwn: (v: { of: Spoken; auroc: string; range: string | null }) =>
    `Of ${v.of.pair} ${v.of.better} is surer with a chance of ${v.auroc}${v.range === null ? "" : ` ${v.range}`}; 0.5 is a coin toss.`,
  silent: (v: Silence) =>
    `If it keeps silent on the least sure ${v.share}${v.of.ofWhat}, ${v.of.falls} from ${v.before} to ${v.after}${v.range === null ? "" : ` ${v.range}`}`,
  silentUnsure: (v: Silence) =>
    `Whether it helps to keep silent on the least sure ${v.share}${v.of.ofWhat} cannot be told here: ${v.before} ${v.of.areWrong}, and ${v.after}${v.range === null ? "" : ` ${v.range}`} of those that are left`,
  silentInVain: (v: Silence) =>
    `Keeping silent on the least sure ${v.share}${v.of.ofWhat} does not help: ${v.before} ${v.of.areWrong}, and ${v.after}${v.range === null ? "" : ` ${v.range}`} of those that are left`,
  lookAt: (v: { of: Spoken; silent: string; looked: string }) =>
    `${v.silent}. Of 1,000 ${v.of.looked} you look at ${v.looked}.`,
  cannotBeSilent: (v: { units: string }) =>
    `So many ${v.units} share its lowest confidence that the least sure 20% cannot be set apart.`,
  fewOf: (v: { what: string }) => `Only ${v.what}: all ranges here are rough.`,
  inverted: (v: { names: readonly string[]; where: string }) =>
    `Higher where ${v.where}: ${listed(v.names)}. Higher is taken as surer: give what grows with doubt, such as a distance, with its sign turned round.`,
  surerWhereWrong: (v: { names: readonly string[]; where: string }) =>
    `${capitalised(listed(v.names))} ${v.names.length === 1 ? "is" : "are"} higher where ${v.where}: what it is surest of is to be trusted least here. It is not turned round for that, since nothing says that it runs this way elsewhere.`,
  nearerIsWorse: (v: { names: readonly string[]; where: string }) =>
    `${capitalised(listed(v.names))} ${v.names.length === 1 ? "is" : "are"} higher where ${v.where}: what lies nearer in features is wrong more often here. The score is not turned round for that, since nothing says that it runs this way elsewhere.`,
  otherPlaces: (v: { units: string; of: string; places: string; isTraining: boolean }) =>
    `Distances in features may turn round here: ${v.units} of ${v.of} images are held against ${v.isTraining ? "training images" : "images"} of other ${v.places} alone. They say how foreign a place looks before they say how unsure an answer is, and a model that is right at a place unlike those is right where they are low.${v.isTraining ? "" : " A training list with features gives what these scores are meant to be: the distance to training images."}`,
  without: (v: { units: string; all: string }) =>
    `Of ${v.all} that have a prediction, ${v.units} ${v.units === "1" ? "lacks" : "lack"} one of these scores: all of this is of the others.`,
  training: (v: { images: string; source: string }) =>
    `Distances in features are to ${v.images} of ${v.source}, not to other images here.`,
  leftOut: {
    "reliability/answers-only":
      "Margin, entropy and temperature need a score of every class; the predictions have answers alone.",
    "reliability/too-many-scores":
      "Margin, entropy and temperature are left out: images times classes are more than 25 million. A sample of the images would do.",
    "reliability/one-class": "With one class there is nothing but its score to compare.",
    "reliability/not-probabilities":
      "Entropy and temperature are left out: scores do not add up to 1, so that they are no probabilities.",
    "reliability/no-features":
      "Distances between images need features of the model: run the model here, or give a table of its features.",
    "reliability/no-features-of-model":
      "Neither the model's card nor its file tells where its features are, so no distances between images are compared.",
    "reliability/few-for-features":
      "Too few images, or too few of a class, to tell by features which is far from the others.",
    "reliability/no-logits":
      "Energy needs what comes before a softmax: of some or all images probabilities alone are known.",
    "reliability/scores-of-images":
      "Scores that were given are of single images, and a unit here is several: they are left out.",
    "reliability/of-answers":
      "Scores by features and by mirror images are of answers with one label an image.",
    "reliability/no-temperature":
      "No temperature could be fitted: without wrong answers, or with scores that say nothing, there is no best one.",
  } as Readonly<Record<string, string>>,
  plot: (of: Spoken) => `How well each score tells ${of.wrongs} from ${of.others}`,
  caption:
    "Each score is held against the model's own confidence on the same images; ranges of the differences hold together.",
  columns: { score: "Score", difference: "More than its own confidence" },
  signs: {
    better: (apart: string) => `better by ${apart}`,
    worse: (apart: string) => `worse by ${apart}`,
  },
  sub: (augrc: string) => `errors let through (AUGRC) ${augrc}`,
  details: "Other measures of the same",
  areas: "Errors that each score lets through",
  areaColumns: {
    aurc: "AURC",
    augrc: "AUGRC",
    fpr95: "Wrong ones let through with 95% of the right",
    fpr80: "Wrong ones let through with 80% of the right",
  },
  explained: [
    "AURC: the share that is wrong among the answers kept, the surest first, averaged over how many are kept. Lower is better.",
    "AUGRC: the share of all images that are kept and wrong, averaged in the same way. Lower is better, ½ at most.",
    "Wrong ones let through: answers from the score on at which 95% (80%) of the right answers are kept. Lower is better; a coin toss lets 95% (80%) through.",
  ],
  /** Of scores that are there. */
  explainedScores: {
    temperature:
      "The temperature was fitted to the labels of other images than those that it is tested on.",
    energy:
      "Energy: the logarithm of the sum of e to the power of each output before the softmax; the model sees more of what it knows where it is higher.",
  },
  distances: (v: { areHere: boolean }) =>
    `Distances are between features of an image and of the ${v.areHere ? "labelled images of other parts, not of what the model was trained on" : "training images"}; the farther, the less sure. Mahalanobis distance is to the nearest class.`,
  imagesTitle: "By image",
  wholeImages:
    "An image is wrong where an object is missed or something is found that is not there, and as sure as what was found least surely at the threshold or above it. Where nothing was, it is 1 less the highest score below.",
  unsaid: (v: { unsaid: string; errors: string }) =>
    `On ${v.unsaid} nothing was found, or only below the threshold with scores that are no shares, so that nothing says how sure that is: they are in no figure by image. On ${v.errors} of them something was missed.`,
  explainedOfObjects: [
    "A box, outline or object counts from the threshold on; it is right where it overlaps an object of its label by half or more. What is missed is no answer and is told by image. Ranges keep what is on one image together.",
    "AURC: the share that is wrong among those kept, the surest first, averaged over how many are kept. Lower is better.",
    "AUGRC: the share of all that are kept and wrong, averaged in the same way. Lower is better, ½ at most.",
    "Wrong ones let through: those from the score on at which 95% (80%) of the right ones are kept. Lower is better; a coin toss lets 95% (80%) through.",
  ],
  risk: "Wrong among the surest",
  kept: "Kept at least",
} as const;
