import type {
  Code,
  Count,
  Level,
  MetricText,
  NonEmptyText,
  PositiveCount,
} from "../../core/json-values.js";

/**
 * A figure at places that the model saw in training (cis) and at places that it did not (trans). Places
 * are what is sampled: intervals are over places.
 */
export interface ResultCisTrans {
  /** Whose levels are the places. */
  readonly attribute: NonEmptyText;
  readonly metric: MetricText;
  readonly unit: NonEmptyText;
  readonly level: Level;
  /** Who says where the model was trained, and how many names they state. */
  readonly training: {
    readonly sources: readonly string[];
    readonly named: Count;
    /**
     * Names that were typed, and that no place of these images has; absent where there are none.
     * @minItems 1
     */
    readonly unknown?: readonly string[];
  };
  /** Null where no place of the images was in training. */
  readonly cis: ResultCisTransArm | null;
  /** Null where all were: the figure is then no test of transfer. */
  readonly trans: ResultCisTransArm | null;
  /** cis − trans; positive means better at places of training, whatever the metric's direction. */
  readonly difference: ResultCisTransRange | null;
  /**
   * Trans error over cis error, an error being what is missing to the best value; 1.5: half as many errors
   * again. Null where the metric does not lie in [0, 1], or there is no error at places of training; its high
   * limit is null where the interval of the cis error reaches 0.
   */
  readonly errorRatio: ResultCisTransRange | null;
  /** Every place, in order of first appearance. */
  readonly places: readonly ResultCisTransPlace[];
  /** How many places would tell more; absent where the figure is no share, or a side has fewer than three. */
  readonly needed?: ResultPlacesNeeded;
  /** Sequences or subjects that have units on both sides. */
  readonly splitGroups: Count;
  readonly warnings: readonly Code[];
}

export interface ResultCisTransArm {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: Count;
  readonly method: NonEmptyText;
  readonly places: PositiveCount;
  readonly warnings: readonly Code[];
}

export interface ResultCisTransRange {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** Ranges that more places like these would have, with as many on either side. */
export interface ResultPlacesNeeded {
  /** Half of a range of the difference. */
  readonly goal: number;
  /** Places on each side whose range is no wider; null where more than 1,000 are needed. */
  readonly places: PositiveCount | null;
  /** Half of the range of the figure at new places, and of the difference. */
  readonly curve: readonly {
    readonly places: PositiveCount;
    readonly trans: number;
    readonly difference: number;
  }[];
}

export interface ResultCisTransPlace {
  readonly place: string;
  /** Whether somebody says that it was in training. */
  readonly trained: boolean;
  /** With the interval of this place alone, as it is. */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: Count;
  /** The difference and the ratio without this place; null where nothing is left, or places are very many. */
  readonly differenceWithout: number | null;
  readonly errorRatioWithout: number | null;
}

declare module "../../results/result.js" {
  interface ResultAnalyses {
    readonly "cis-trans"?: ResultCisTrans;
  }
}
