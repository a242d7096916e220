/** How a list of images to label was drawn; `active` without replacement. */
export const DESIGNS = [
  "random",
  "proportional",
  "neyman",
  "active",
  "active-replacement",
] as const;
/** `unstated`: a list with unequal probabilities of an earlier version, which do not make an estimate. */
export type Design = (typeof DESIGNS)[number] | "unstated";

/** Columns of a list that `homeground sample` wrote, which are about the draw, not the image. */
export const LIST_COLUMNS = {
  inclusion: "inclusion_probability",
  stratum: "stratum",
  design: "design",
  pool: "pool",
  poolNames: "pool_names",
  stratumPool: "stratum_pool",
  draw: "draw",
  chance: "draw_probability",
  known: "from_pilot",
  seed: "seed",
} as const;

/** What a list says of how its images were drawn, a value an image. */
export interface DrawnList {
  readonly source: string;
  /** Image of the list that each row of the ground truth is about; −1 for one that the list does not have. */
  readonly entryOf: Int32Array;
  readonly design: Design;
  /** N: images that could be drawn; 0 where that is not stated. */
  readonly pool: number;
  /** `poolNames` of those; null where the list does not say it. */
  readonly poolNames: string | null;
  /** Numbers of the draws, from 1, that gave each image: one unless drawn with replacement. */
  readonly draws: readonly (readonly number[])[];
  /** Name of each image's stratum; null where the design has none. */
  readonly stratum: readonly string[] | null;
  /** N_h of each image's stratum. */
  readonly stratumPool: Float64Array | null;
  /** q or p_m of each image (`draw_probability`); null where the design has none. */
  readonly chance: Float64Array | null;
  /** 1 for each image of which the ground truth says what it shows. */
  readonly isLabelled: Uint8Array;
  /** 1 for each image whose label was known before the draw: nobody has come so far down for it. */
  readonly isKnown: Uint8Array;
}

/** Shares of `proportional` differ by rounding alone. */
export const UNEQUAL = 1.5;
