import { shown } from "../text.js";
import type { WorkKey } from "./works.js";

/** How an interval was made: its name, what it is, and whom to cite. */
export interface IntervalWords {
  /** In a table and after "with 95%": `Wilson score intervals`. */
  readonly label: string;
  /** At most 30 characters. */
  readonly short: string;
  /** One sentence for a reader who knows what an interval is. */
  readonly sentence: string;
  readonly works: readonly WorkKey[];
}

type Entry = readonly [label: string, short: string, sentence: string, works?: readonly WorkKey[]];

/** Every id that an estimate's `method` or a difference can carry (METHODS §0). */
const TABLE: Readonly<Record<string, Entry>> = {
  wilson: [
    "Wilson score intervals",
    "Wilson",
    "The range of true shares that the counts do not contradict; it stays within 0 and 100%.",
    ["wilson1927"],
  ],
  "wilson-cluster": [
    "Wilson score intervals on an effective sample size that allows for clusters, with Satterthwaite degrees of freedom",
    "Wilson, clusters",
    "As Wilson's, with the number of images lowered to what so many related ones are worth.",
    ["wilson1927", "korn1998", "franco2019", "bell2002"],
  ],
  "wilson-jackknife": [
    "Wilson score intervals on an effective sample size from the jackknife",
    "Wilson, jackknife",
    "The figure is computed again without each image; how much it moves says how many images it is worth.",
    ["wilson1927", "efron1981"],
  ],
  "wilson-jackknife-cluster": [
    "Wilson score intervals on an effective sample size from the delete-one-cluster jackknife",
    "Wilson, cluster jackknife",
    "The figure is computed again without each cluster; how much it moves says how many images it is worth.",
    ["wilson1927", "efron1981"],
  ],
  "mean-failure": [
    "intervals of a mean in which rare total failures are allowed for apart",
    "mean, failures apart",
    "The share of images that fail wholly has a range of its own, the others' mean another; both are put together.",
    ["wilson1927"],
  ],
  "mean-failure-cluster": [
    "intervals of a mean over clusters in which rare total failures are allowed for apart",
    "mean, failures apart, clusters",
    "The share of images that fail wholly has a range of its own, the others' mean another; clusters are allowed for.",
    ["wilson1927", "korn1998"],
  ],
  t: [
    "Student t intervals",
    "Student t",
    "The mean and its standard error, with Student's law; rough where a few images make most of it.",
  ],
  "t-cluster": [
    "Student t intervals over clusters",
    "Student t, clusters",
    "The mean over all images and its standard error over clusters, with Student's law.",
    ["bell2002"],
  ],
  "z-jackknife": [
    "Student t intervals of Fisher's z with a jackknife variance",
    "Fisher's z, jackknife",
    "The figure is computed again without each image; how much it moves, on a scale without ends, says how sure it is.",
    ["efron1981"],
  ],
  "z-jackknife-cluster": [
    "Student t intervals of Fisher's z with a delete-one-cluster jackknife variance",
    "Fisher's z, cluster jackknife",
    "The figure is computed again without each cluster; how much it moves, on a scale without ends, says how sure it is.",
    ["efron1981"],
  ],
  stratified: [
    "Wilson score intervals on an effective sample size from stratified sampling, with Satterthwaite degrees of freedom",
    "Wilson, strata",
    "Each stratum counts by its share of the pool that was drawn from; how much its labels vary says how many images the figure is worth.",
    ["cochran1977", "wilson1927"],
  ],
  "hansen-hurwitz": [
    "Wilson score intervals on an effective sample size from draws with known probabilities (Hansen–Hurwitz)",
    "Wilson, Hansen–Hurwitz",
    "Each draw counts by how unlikely it was; how much that varies says how many images the figure is worth.",
    ["hansen1943", "wilson1927"],
  ],
  lure: [
    "Wilson score intervals on an effective sample size from draws with known probabilities without replacement (LURE)",
    "Wilson, LURE",
    "Each image counts by how unlikely it was among those that were left; how much that varies says how many images the figure is worth.",
    ["farquhar2021", "wilson1927"],
  ],
  percentile: [
    "percentile bootstrap intervals",
    "bootstrap, percentile",
    "Images, or clusters, were drawn again many times; the middle of the figures so found.",
    ["efron1993"],
  ],
  bca: [
    "bias-corrected and accelerated (BCa) bootstrap intervals",
    "bootstrap, BCa",
    "As the percentile bootstrap, corrected for bias and skewness.",
    ["efron1987"],
  ],
  "bootstrap-t": [
    "studentised bootstrap intervals",
    "bootstrap, studentised",
    "Images, or clusters, were drawn again many times, each figure divided by its own standard error.",
    ["efron1993"],
  ],
  "cp-bonferroni": [
    "Clopper–Pearson intervals at a Bonferroni-adjusted level",
    "Clopper–Pearson, together",
    "Exact ranges, widened so that those of all parts hold at the same time.",
    ["clopper1934"],
  ],
  "hull-bonferroni": [
    "intervals at a Bonferroni-adjusted level, at least as wide as those of Clopper and Pearson",
    "outer limits, together",
    "The wider of two ranges on each side, widened so that those of all parts hold at the same time.",
    ["clopper1934"],
  ],
  "t-bonferroni": [
    "Student t intervals at a Bonferroni-adjusted level",
    "Student t, together",
    "As Student's, widened so that those of all parts hold at the same time.",
  ],
  "t-cluster-bonferroni": [
    "Student t intervals over clusters at a Bonferroni-adjusted level",
    "t, clusters, together",
    "As Student's over clusters, widened so that those of all parts hold at the same time.",
    ["bell2002"],
  ],
  mover: [
    "square-and-add intervals of a difference",
    "square-and-add",
    "The range of a difference, put together from the ranges of both figures.",
    ["newcombe1998", "zou2008"],
  ],
  "newcombe-paired": [
    "Newcombe intervals of paired differences",
    "Newcombe, paired",
    "The range of a difference between two models on the same images.",
    ["newcombe1998paired"],
  ],
  tango: [
    "score intervals of paired differences",
    "score, paired",
    "The range of paired differences that the counts do not contradict.",
  ],
  delong: [
    "DeLong intervals of areas under the ROC curve",
    "DeLong",
    "The range of an AUC from how each image stands to those of the other kind.",
    ["delong1988"],
  ],
  "paired-t-cluster": [
    "Student t intervals of paired differences over clusters",
    "paired t, clusters",
    "The mean difference between two models on the same images and its standard error over clusters.",
    ["bell2002"],
  ],
  "jackknife-gap": [
    "jackknife intervals of the parts of a difference",
    "jackknife of the parts",
    "The parts are computed again without each image or cluster of either side.",
    ["efron1981"],
  ],
  anytime: [
    "confidence sequences by betting",
    "betting",
    "A range that stays right however often one looks at it while labels come in.",
    ["waudby2024", "ville1939"],
  ],
  none: ["no interval", "no interval", "No range can be given, or none was asked for."],
};

/** @returns words of a method; for an unknown id the id itself, so that nothing is hidden */
export function intervalWords(id: string): IntervalWords {
  const name = shown(id, 60);
  const [label, short, sentence, works] = Object.hasOwn(TABLE, id)
    ? TABLE[id]!
    : [name, name, name];
  return { label, short, sentence, works: works ?? [] };
}

/** Name of a method: {@link IntervalWords.label}. */
export function methodName(id: string): string {
  return intervalWords(id).label;
}

/** Ids that have words; for the test that none is missing. */
export const INTERVAL_METHODS: readonly string[] = Object.keys(TABLE);
