import { grouped, listed, plural } from "../../reports/numbers.js";

/** Words of whether a score carries the site. Figures and names are text already. */
export const SITE = {
  title: "Has it learned the place?",
  asks: {
    question: "Has it learned the place?",
    lead: "Whether its score tells sites apart among images of the same label, whether that makes it look better than it is, and what in the pictures gives the site away. Pictures are measured where there are 2,000 or fewer.",
  },
  onlyRanked: "It takes a score of each image for a label, and these answers have none",
  flatters: (v: { label: string; sites: string; pooled: string; within: string; range: string }) =>
    `Its score for ${v.label} tells the ${v.sites} apart among images of the same label, and that flatters the figure of all of them: AUC ${v.pooled} over all, ${v.within} within a site, ${v.range} more.`,
  carries: (v: { label: string; sites: string }) =>
    `Its score for ${v.label} tells the ${v.sites} apart among images of the same label. Part of what it has learned may be the place.`,
  carriesNot: (v: { label: string; sites: string }) =>
    `Among images of the same label, its score for ${v.label} does not tell the ${v.sites} apart. That is no proof that it has not learned the place.`,
  cannotTell: (v: { label: string; sites: string; why: string }) =>
    `Whether its score for ${v.label} carries the ${v.sites} cannot be told here: ${v.why}.`,
  why: {
    "clusters/too-few":
      "that takes six images, sequences or subjects of one label at each of two sites",
    "clusters/not-nested": "sequences or subjects have images at more than one site",
  } as Readonly<Record<string, string>>,
  siteOnly: (v: { label: string; site: string; auc: string; chance: string | null }) =>
    `Somebody who sees no picture and goes by the ${v.site} alone has an AUC of ${v.auc} for ${v.label}; ${v.chance === null ? "0.5 is a coin toss" : `were it as common everywhere, chance alone would give ${v.chance} here`}. The more the ${plural(v.site)} differ in how common it is, the more a model gains by knowing the place.`,
  within: (v: { pooled: string; within: string; difference: string; range: string | null }) =>
    `AUC ${v.pooled} over all, ${v.within} within a site: ${v.difference} apart${v.range === null ? "" : ` ${v.range}`}.`,
  gives: (v: { names: readonly string[]; sites: string }) =>
    `What gives the ${v.sites} away in the pictures: ${listed(v.names)}.`,
  givesNothing: (v: { sites: string }) =>
    `Nothing that was measured of the pixels tells the ${v.sites} apart.`,
  notMeasured: (v: { sites: string }) =>
    `What in the pictures gives the ${v.sites} away was not looked for: pictures are measured where there are 2,000 or fewer. A sample of the images would do.`,
  other: (v: { label: string }) =>
    `The score is that of ${v.label}; a run for another label looks at that one.`,
  plot: (v: { sites: string }) => `How well the ${v.sites} are told apart, in images of one label`,
  caption:
    "AUC of the pair of sites that is told apart best; 0.5: not at all. p by exchanging the sites of whole sequences or subjects 999 times, all tests held together.",
  columns: { label: "True label", what: "Told by", between: "Between", p: "p", n: "Images" },
  score: "the model's score",
  between: (v: { high: string; low: string }) => `${v.high} above ${v.low}`,
  untested: "not tested",
  sites: "How common it is at each site",
  siteTable: (v: { label: string }) => `Images with ${v.label}`,
  siteColumns: { n: "All", positives: "With it", share: "Share" },
  calibration: "What its score means at each site",
  calibrationTable: (v: { label: string }) => `Mean score for ${v.label}, and how many have it`,
  calibrationColumns: {
    n: "Images",
    score: "Mean score",
    share: "With it",
    error: "Apart",
    slope: "Slope",
  },
  calibrationExplained: (v: { label: string; hasSlopes: boolean }) => [
    `Apart: mean score less the share with ${v.label}; above 0 it is said too often.`,
    "Slope: of the label on the logit of the score; 1 where scores mean what they say, below 1 where it is too sure, near 0 where they say nothing.",
    "Ranges of all sites hold together, over sequences or subjects where there are any.",
    ...(v.hasSlopes
      ? []
      : [
          `No slope where scores part images with ${v.label} from the others entirely, where all or none have it, or all scores are equal.`,
        ]),
  ],
  /** @param one a site that is off for certain */
  off: (v: { label: string; sites: readonly { name: string; score: string; share: string }[] }) =>
    `Its score for ${v.label} is off at ${listed(v.sites.map(({ name, score, share }) => `${name} (${score} on average, ${share} have it)`))}: a threshold that serves one site need not serve another.`,
  notOff: (v: { label: string; sites: string }) =>
    `At none of the ${v.sites} is its mean score for ${v.label} told apart from how many have it.`,
  told: (v: { p: string }) => `told apart, p ${v.p}`,
  notTold: (v: { p: string }) => `p ${v.p}`,
  p: (value: number) => (value < 0.0015 ? "0.001" : grouped(value, 3)),
} as const;
