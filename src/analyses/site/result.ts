import type {
  Code,
  Count,
  Level,
  NonEmptyText,
  PositiveCount,
  Share,
} from "../../core/json-values.js";

/** Whether what a model says carries the site that an image is of, beside what is to be seen in it. */
export interface ResultSite {
  /** Whose levels are the sites. */
  readonly site: NonEmptyText;
  /** What the score is of. */
  readonly label: NonEmptyText;
  readonly unit: NonEmptyText;
  readonly level: Level;
  readonly sites: readonly {
    readonly name: string;
    readonly n: Count;
    /** Units that have the label. */
    readonly positives: Count;
  }[];
  /** AUC of going by the site alone; null where all units have the label, or none. */
  readonly siteOnlyAuc: Share | null;
  /** The same on average where sites do not differ, since how common the label is at a site is told by these very units. */
  readonly siteOnlyByChance?: Share;
  /** By true label: how far the score tells two sites apart among units that have it. */
  readonly classes: readonly ResultSiteClass[];
  /** AUC of all units, and the mean within sites. */
  readonly pooled: Share | null;
  readonly within: Share | null;
  readonly pooledMinusWithin: {
    readonly value: number;
    readonly low: number | null;
    readonly high: number | null;
  } | null;
  /** What is measured of the pictures in place of the score, what tells sites apart best first. */
  readonly attributes: readonly ResultSiteAttribute[];
  /**
   * Whether the score means the same at each site, the probability that it is; absent where scores are no probabilities. The
   * ranges of all sites hold together.
   */
  readonly calibration?: readonly ResultSiteCalibration[];
  /** Whether the score tells sites apart among units of one true label; null where that cannot be told. */
  readonly carries: boolean | null;
  /** Whether that makes the figure of all sites look better than it is at one; null where that cannot be told. */
  readonly flatters: boolean | null;
}

/** What the score says of a label at a site, against how many units have it there. */
export interface ResultSiteCalibration {
  readonly site: string;
  readonly n: PositiveCount;
  readonly meanScore: Share;
  /** Mean score less the share of units with the label: positive says it too often. */
  readonly error: ResultRange;
  /** Of the logistic regression of the label on the logit of the score: 1 is calibrated, below 1 too sure; null where it cannot be fitted. */
  readonly slope: ResultRange | null;
}

interface ResultRange {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

interface ResultSiteTest {
  /** Of the pair of sites that it tells apart best; 0.5: not at all. Null where it was not tested. */
  readonly auc: Share | null;
  /** Those two sites, the one of higher scores first. */
  readonly between: readonly string[];
  /** By exchanging the sites of whole clusters. */
  readonly p: Share | null;
  /** The same, held together with the other tests. */
  readonly holm: Share | null;
}

export interface ResultSiteClass extends ResultSiteTest {
  readonly label: NonEmptyText;
  readonly n: Count;
  /** Why it was not tested: `clusters/too-few`, `clusters/not-nested`. */
  readonly code: Code | null;
}

export interface ResultSiteAttribute extends ResultSiteTest {
  readonly attribute: NonEmptyText;
  /** True label of the units of the figures: that in which it tells sites apart best. */
  readonly label: NonEmptyText;
}

declare module "../../results/result.js" {
  interface ResultAnalyses {
    readonly site?: ResultSite;
  }
}
