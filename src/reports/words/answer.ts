import type { Sentence } from "../../core/sentence.js";
import { AT, WAY } from "../../core/ways.js";

/** Sentences of the answer: verdicts, what they rest on, what would decide. Values are text already. */

type Maybe = string | null;

/** The few words above the answer. */
export const LABELS = {
  open: "Cannot tell yet",
  plain: "Measured here",
  inPart: "Fails in part",
  holds: "Holds",
  fails: "Fails",
  here: (v: { word: string }) => `${v.word} here`,
  at: (v: { word: string; at: string }) => `${v.word} ${v.at}`,
  elsewhere: (v: { word: string; cluster: string }) => `${v.word} for another ${v.cluster}`,
} as const;

/** Whom the answer is about. */
export const WHERE = {
  here: "on your images",
  elsewhere: (v: { cluster: string }) => `for another ${v.cluster}`,
  /** Where a column may say which images belong together, and nobody said so. */
  unrelated: (v: { where: string; group: string }) =>
    `${v.where}, if images of one ${v.group} are unrelated`,
} as const;

/** The sentence that answers the question. */
export const HEADLINE = {
  published: (v: { value: string; measure: string }) => `The published ${v.value} ${v.measure}`,
  holds: (v: { published: string; where: string; allowed: string }) =>
    `${v.published} holds ${v.where}, within the ${v.allowed} you allowed.`,
  fails: (v: { published: string; where: string }) => `${v.published} does not hold ${v.where}.`,
  about: (v: { value: string }) => `Here it is about ${v.value}.`,
  is: (v: { value: string; items: string }) => `Here it is ${v.value} on ${v.items}.`,
  ofPool: (v: { value: string }) => `Of all that yours were drawn from it is ${v.value}.`,
  labelled: (v: { n: string; hits: string; hit: string }) => `${v.n} labelled, ${v.hits} ${v.hit}`,
  measured: (v: { items: string; measure: string; value: string }) =>
    `On your ${v.items}, ${v.measure} is ${v.value}`,
  claim: (v: { claim: string }) => `Whether the claim of ${v.claim} holds cannot be told yet.`,
  finds: (v: { figure: string; of: string }) => `It finds ${v.figure} of ${v.of}`,
  measureIs: (v: { measure: string; figure: string }) => `${v.measure} is ${v.figure}`,
  needed: (v: { start: string; value: string; atMost: boolean; end: string }) =>
    `${v.start}; you need ${v.atMost ? "at most " : ""}${v.value}. ${v.end}`,
  enough: "That is enough.",
  notEnough: "That is not enough.",
  enoughIf: (v: { group: string }) => `That is enough, if images of one ${v.group} are unrelated.`,
  notEnoughIf: (v: { group: string }) =>
    `That is not enough, if images of one ${v.group} are unrelated.`,
  open: (v: { more: Maybe }) =>
    v.more === null ? "Cannot tell yet." : `Cannot tell yet: about ${v.more} more.`,
  notKnown: "not known",
} as const;

/** Why the claim is open, made of the figure, its range, the claim and the limit. */
export const OPEN = {
  likely: (v: { so: string; low: string; high: string }) =>
    `${v.so}, likely between ${v.low} and ${v.high}`,
  noRange: (v: { so: string }) => `${v.so}, and there is no range for it`,
  /** The limit lies inside the range. */
  inside: (v: { so: string; low: Maybe; high: Maybe; claim: string }) =>
    `${v.so}: the true figure could be ${v.low === null || v.high === null ? "on either side of your limit" : `anywhere from ${v.low} to ${v.high}`}, so the claim of ${v.claim} may or may not hold.`,
  /** The whole range lies on one side of the limit, and something else is missing. */
  outside: (v: { so: string; above: boolean; limit: Maybe; but: string }) =>
    `${v.so}. ${v.limit === null ? "Its whole range" : "All of that"} is ${v.above ? "above" : "below"} your limit${v.limit === null ? "" : ` of ${v.limit}`}, but ${v.but}, so it cannot be told yet.`,
  claimRange: (v: { low: string; high: string }) =>
    `the published figure itself could be anywhere from ${v.low} to ${v.high}`,
  stricter: "several claims or a further look ask for more certainty",
  guard: "by so little that a count of so few does not settle it",
  uncertain: (v: { so: string; claim: string; low: string; high: string; images: Maybe }) =>
    `${v.so}. The claim of ${v.claim} ${v.images === null ? "" : `rests on ${v.images} and `}could itself be anywhere from ${v.low} to ${v.high}: no number of your images would decide.`,
  because: (v: { so: string; why: string }) => `${v.so}. ${v.why}`,
} as const;

/** What it rests on, and how far it is from what was asked. */
export const DETAIL = {
  average: (v: { sentence: string; basis: string }) => `${v.sentence} It rests on ${v.basis}.`,
  noFigure: (v: { measure: string }) => `There is no figure for ${v.measure} on your images.`,
  hits: (v: { hits: string; items: string; did: string; value: string }) =>
    `${v.hits} of your ${v.items} ${v.did}: ${v.value}`,
  counts: (v: { hits: string; items: string; did: string }) =>
    `${v.hits} of your ${v.items} ${v.did}.`,
  figure: (v: { items: string; measure: string; value: string }) =>
    `On your ${v.items}, ${v.measure} is ${v.value}`,
  figureOfPool: (v: { measure: string; value: string }) =>
    `On the images that yours were drawn from, ${v.measure} is ${v.value}`,
  likelyOfPool: (v: { start: string; low: string; high: string }) =>
    `${v.start}; with all of them labelled it would likely be between ${v.low} and ${v.high}.`,
  likely: (v: { start: string; low: string; high: string }) =>
    `${v.start}, and the true figure for images like these is likely between ${v.low} and ${v.high}.`,
  inClusters: (v: { items: string; clusters: string }) => `${v.items}, in ${v.clusters},`,
  called: (v: { items: string; name: string }) => `${v.items} called ${v.name}`,
  not: (v: { items: string; name: string }) => `${v.items} that are not ${v.name}`,
  of: (v: { items: string; name: string }) => `${v.items} of ${v.name}`,
  asked: (v: { allowed: string }) =>
    `Before seeing any result you asked for a figure within ${v.allowed} of the claim.`,
  usual: (v: { allowed: string }) =>
    `You gave no limit, so the usual one was set before any result: within ${v.allowed} of the claim.`,
  better: (v: { figure: string }) => `It may even be better here: ${v.figure}.`,
  beyond: (v: { above: boolean; limit: string }) =>
    `All of that is ${v.above ? "above" : "below"} your limit of ${v.limit}.`,
  within: (v: { above: boolean; limit: string }) =>
    `Counting what is known of both figures, it is surely ${v.above ? "above" : "below"} your limit of ${v.limit}.`,
  /** Where the range shown reaches past the limit: it holds the figure, which few images flatter. */
  corrected: (v: { above: boolean; limit: string }) =>
    `Without what so few images do to the figure, it is surely ${v.above ? "above" : "below"} your limit of ${v.limit}.`,
  away: (v: { away: string; side: string; range: Maybe }) =>
    `It is ${v.away} ${v.side}${v.range === null ? "" : ` ${v.range}`}.`,
  awayFrom: (v: { low: string; high: string }) => `[${v.low} to ${v.high}]`,
  unsure: (v: { away: string; side: string; low: string; high: string }) =>
    `It is ${v.away} ${v.side}, likely between ${v.low} and ${v.high}.`,
  sides: { lower: "lower", higher: "higher" },
  onSide: (v: { value: string; side: string }) => `${v.value} ${v.side}`,
  /** @param option as it is typed, quoted where it must be */
  related: (v: { option: string }): Sentence => ({
    command: `If they are alike, run again with --cluster ${v.option}.`,
    app: `If they are alike, choose ${v.option} ${AT.together}.`,
  }),
  relatedAsked: WAY.apart,
  moreLabels: (v: { n: string }) => `About ${v.n} are likely to decide.`,
  moreClusters: (v: { n: string }) => `About ${v.n} are needed, not more images.`,
  many: "That is many. Consider a wider limit, or accept not knowing.",
  moreLabel: "more label",
  moreCluster: (v: { cluster: string }) => `more ${v.cluster}`,
  group: "group",
  site: "site",
} as const;

/** What a verdict about another site hangs on: sites of a kind that is not among one's own. */
export const UNSEEN = {
  kind: (v: {
    cluster: string;
    clusters: string;
    verdict: "holds" | "fails";
    score: string;
    share: string;
    count: Maybe;
    excluded: string;
  }) =>
    `For another ${v.cluster} it ${v.verdict === "holds" ? "holds" : "does not hold"} unless more than ${v.share} of ${v.clusters} are of a kind that none of yours is and that scores ${v.score}.${v.count === null ? "" : ` ${v.count} ${v.clusters} rule out only a kind that is more than ${v.excluded} of all.`}`,
  takenForGranted: (v: { cluster: string; score: string; isHigher: boolean }) =>
    `This takes your word that no ${v.cluster} scores ${v.isHigher ? "below" : "above"} ${v.score}.`,
} as const;

/** Lines of a terminal. */
export const LINES = {
  /** The demonstration's answer at the other place. */
  demo: {
    holds: (v: { claim: string; found: string }) =>
      `The claim of ${v.claim} holds there. It is ${v.found}.`,
    fails: (v: { claim: string; found: string }) =>
      `The claim of ${v.claim} does not hold there. It is ${v.found}.`,
    "cannot-tell": (v: { claim: string; found: string }) =>
      `Whether the claim of ${v.claim} holds there cannot be told yet. It is ${v.found}.`,
  },
  here: (v: { value: string; counts: string; range: Maybe }) =>
    `Here it is ${v.value}: ${v.counts}${v.range === null ? "" : `, ${v.range}`}.`,
  counts: (v: { hits: string; n: string; hit: string }) => `${v.hits} of ${v.n} ${v.hit}`,
  on: (v: { items: string }) => `on ${v.items}`,
  likely: (v: { low: string; high: string }) => `likely between ${v.low} and ${v.high}`,
  away: (v: { away: string; side: string; range: Maybe; allowed: string }) =>
    `${v.away} ${v.side}${v.range === null ? "" : ` ${v.range}`}; you allowed ${v.allowed}.`,
} as const;

/** The answer where claims are several, or none. */
export const WHOLE = {
  counts: (v: {
    holds: number;
    all: string;
    fails: Maybe;
    failing: number;
    open: Maybe;
    of: "claims" | "requirements" | "both";
  }) => {
    const things = {
      claims: v.holds === 1 ? "claims holds" : "claims hold",
      requirements: v.holds === 1 ? "requirements is met" : "requirements are met",
      both: v.holds === 1 ? "claims and requirements holds" : "claims and requirements hold",
    }[v.of];
    const not = {
      claims: v.failing === 1 ? "fails" : "fail",
      requirements: v.failing === 1 ? "is not" : "are not",
      both: v.failing === 1 ? "fails" : "fail",
    }[v.of];
    const parts = [`${v.holds} of ${v.all} ${things}`];
    if (v.fails !== null) parts.push(`${v.fails} ${not}`);
    if (v.open !== null) parts.push(`${v.open} cannot be told yet`);
    return `${parts.join(", ")}.`;
  },
  together: (v: { all: string }) =>
    `The verdicts allow for ${v.all} looks at once: together they are wrong no more often than one would be.`,
  none: "Nothing was claimed or required, so there is no verdict.",
  nothing: "No figure could be computed.",
  rightOf: (v: { items: string; figure: string }) =>
    `On your ${v.items} it is right ${v.figure} of the time.`,
  rightOfPool: (v: { items: string; figure: string; pool: string }) =>
    `It is right ${v.figure} of the time on the ${v.pool} that your ${v.items} were drawn from.`,
  figure: (v: { items: string; measure: string; figure: string }) =>
    `On your ${v.items} ${v.measure} is ${v.figure}.`,
  figureOfPool: (v: { items: string; measure: string; figure: string; pool: string }) =>
    `On the ${v.pool} that your ${v.items} were drawn from, ${v.measure} is ${v.figure}.`,
  hits: (v: { hits: string; items: string; did: string }) =>
    `${v.hits} of your ${v.items} ${v.did}.`,
} as const;

/** Where a report stands: above the answer, below it, and how the rule came to it. */
export const BASIS = {
  evaluation: "Local evaluation",
  model: (v: { name: string }) => `model ${v.name}`,
  from: (v: { images: string; place: string }) => `${v.images} from ${v.place}`,
  question: "The question",
  here: (v: { place: string | null }) =>
    v.place === null ? "How does it do on these images?" : `How does it do here, at ${v.place}?`,
  elsewhere: (v: { cluster: string }) => `How would it do at another ${v.cluster}?`,
  images: "Images",
  sum: (v: { images: string; scored: string; listed: string }) =>
    `${v.images} = ${v.scored} scored + ${v.listed} left out, each named with its reason`,
  separate: "What counts once",
  each: (v: { unit: string }) => `each ${v.unit}: none was taken for a repeat of another`,
  groups: (v: { clusters: string; unit: string }) =>
    `${v.clusters}: ${v.unit}s of one are not independent tries`,
  title: (v: { label: string; place: string }) => `${v.label}: ${v.place}`,
} as const;

/** How the rule came to a verdict, beside the picture of the difference. */
export const RULE = {
  needed: (v: { points: boolean }) => `Yours minus what you need${v.points ? POINTS : ""}`,
  exact: (v: { points: boolean }) =>
    `Yours minus published${v.points ? POINTS : ""}, taking the published figure as exact`,
  counted: (v: { points: boolean; images: string }) =>
    `Yours minus published${v.points ? POINTS : ""}, allowing for the ${v.images} behind the published figure`,
  zero: "zero",
  limit: "your limit",
  holds: (v: { line: string }) => `All of it lies on the better side of ${v.line}, so it holds.`,
  fails: (v: { line: string }) => `All of it lies on the worse side of ${v.line}, so it fails.`,
  /** Where the range shown reaches past the line. */
  corrected: (v: { line: string; holds: boolean }) =>
    `Without what so few images do to the figure all of it lies on the ${v.holds ? "better" : "worse"} side of ${v.line}, so it ${v.holds ? "holds" : "fails"}.`,
  refused: (v: { reason: string }) =>
    v.reason.endsWith("no verdict.")
      ? v.reason.charAt(0).toUpperCase() + v.reason.slice(1)
      : `There is no verdict on it: ${v.reason}`,
  open: (v: { line: string }) =>
    `The rule for a verdict is not met on either side of ${v.line}, so it cannot be told yet.`,
} as const;

const POINTS = ", in percentage points";

/** Facts at the end of a report. */
export const FACTS = {
  limit: "Limit fixed",
  limitValue: (v: { at: Maybe; byDefault: boolean }) =>
    `${v.byDefault ? "the default, " : ""}${v.at === null ? "" : `${v.at}, `}before any result was shown`,
  model: "Model",
  file: "Model file",
  sha: "SHA-256 of the model",
  said: "SHA-256 of what the endpoint said",
  endpoint: "Endpoint",
  names: "Names of labels",
  by: "Made by",
  made: (v: { version: string; engine: Maybe; seed: string; seconds: Maybe }) =>
    `Homeground ${v.version}, ${v.engine ?? "predictions from a file"}, seed ${v.seed}${v.seconds === null ? "" : `, ${v.seconds} s`}`,
  at: "Made at",
  months: [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
  ],
  date: (v: { day: string; month: string; year: string }) => `${v.day} ${v.month} ${v.year}`,
} as const;
