import type {
  Code,
  Count,
  Level,
  NonEmptyText,
  PositiveCount,
  Share,
} from "../../core/json-values.js";

/**
 * What the model's answers lead to where they are used, beside what the labels lead to: events, species and
 * occupancy in the field, what a call means in a clinic, what slips through on a line.
 */
export interface ResultApplication {
  readonly unit: NonEmptyText;
  readonly level: Level;
  /** The label that is looked for, where a question of two answers is asked; null where none is. */
  readonly label: string | null;
  /** From which score on the label is called; null where the answers say it. */
  readonly threshold: number | null;
  readonly prevalence: Share | null;
  readonly costs: { readonly miss: number; readonly falseAlarm: number } | null;
  /** Minutes without an image of the species after which one begins another event. */
  readonly gapMinutes: number;
  /** What figures of the field are sampled by. */
  readonly sampling: {
    /** An attribute, or null where its groups were found; units where there are none. */
    readonly attribute: string | null;
    readonly groups: Count | null;
  };
  readonly deployments: ResultDeployments | null;
  readonly figures: readonly ResultApplicationFigure[];
  /** Figures that cannot be had, and why. */
  readonly left: readonly { readonly figure: NonEmptyText; readonly code: Code }[];
  /** Labels beyond those with most images, which have no figures of their own. */
  readonly moreLabels: Count;
  /** Net benefit by threshold; absent where scores are no probabilities. */
  readonly netBenefit?: readonly ResultNetBenefit[];
  /** Cost a unit by threshold; absent without costs or scores. */
  readonly costCurve?: readonly { readonly threshold: number; readonly cost: number }[];
  /** What areas or volumes are of, and whether they are in pixels; absent without labels of pixels. */
  readonly extent?: { readonly unit: NonEmptyText; readonly inPixels: boolean };
}

export interface ResultDeployments {
  readonly source: NonEmptyText;
  /** Rows of the table, and those of which there are images. */
  readonly cameras: PositiveCount;
  readonly withImages: Count;
  /** Of all cameras. */
  readonly nights: number;
  /** Images that lie outside the period of their camera, or of a camera without a row. */
  readonly outside: Count;
  readonly unlisted: Count;
}

export interface ResultApplicationFigure {
  /** `events`, `trap-rate`, `richness`, `occupancy`, `ppv`, `cost` … */
  readonly figure: NonEmptyText;
  /** Of which label; null where of all. */
  readonly label: string | null;
  /** By the labels; null where the figure is one of the model alone. */
  readonly truth: number | null;
  /** By the model's answers; null where it does not exist. */
  readonly model: number | null;
  /** (model − truth)/truth; null without a truth above 0. */
  readonly difference: number | null;
  /** Limits of the difference; where there is none, of the model's value. */
  readonly low: number | null;
  readonly high: number | null;
  readonly method: string | null;
  /** What the figure rests on: events, images, sites. */
  readonly n: Count;
  /** What the limits are over; null where units are independent. */
  readonly clusters: Count | null;
  readonly warnings: readonly Code[];
}

export interface ResultNetBenefit {
  readonly threshold: Share;
  readonly model: number;
  /** Of calling every unit. */
  readonly all: number;
}

/** The area or volume of a unit by the labels and by the model, all labels together. */
export interface ExtentPair {
  readonly truth: number;
  readonly predicted: number;
}

declare module "../../results/report-input.js" {
  interface ReportExtras {
    /** Units in which one side outlines something, by their mean and then their difference. */
    readonly extent?: readonly ExtentPair[];
  }
}

declare module "../../results/result.js" {
  interface ResultAnalyses {
    readonly application?: ResultApplication;
  }
}
