/** A function of a class's sums: all units, those of the class, those predicted so, those of both. */
type OfSums = (total: number, truth: number, predicted: number, hits: number) => number;

/** A ratio of one class, with all that its means over classes and its intervals ask. */
export interface ClassRatio {
  /** NaN where the denominator is 0. */
  readonly value: OfSums;
  readonly numerator: OfSums;
  readonly denominator: OfSums;
  /** The ratio as a share Σ hits/Σ size of units, from which {@link fromShare} makes it. */
  readonly share: {
    readonly size: OfSums;
    readonly hits: OfSums;
    isIn(isTrue: boolean, isPredicted: boolean): boolean;
    isHit(isTrue: boolean, isPredicted: boolean): boolean;
  };
  /** From the share to the ratio, rising; null where they are one. */
  readonly fromShare: ((share: number) => number) | null;
  readonly toShare: (value: number) => number;
  /** Whether a class's value depends on all units, so that each changes those of all classes. */
  readonly usesTotal: boolean;
  /** The units behind a class in a mean. */
  units(total: number, truth: number, predicted: number): number;
  /**
   * Whether a mean over classes is biased, as a jackknife estimates it: numerator and denominator both
   * vary with what is predicted (METHODS-2 A8).
   */
  readonly isBiasedInMeans: boolean;
  /** Of single labels, the mean over classes weighted by size, or all together, is the accuracy. */
  readonly isAccuracy: { readonly micro: boolean; readonly weighted: boolean };
}

/** @param given what of a plain share of units is otherwise */
export function createClassRatio(
  given: Pick<ClassRatio, "numerator" | "denominator" | "isAccuracy"> &
    Pick<ClassRatio["share"], "isIn" | "isHit"> &
    Partial<Omit<ClassRatio, "share">> & { readonly size?: OfSums; readonly hits?: OfSums },
): ClassRatio {
  const { numerator, denominator, isIn, isHit, size, hits, ...rest } = given;
  return {
    value: (total, truth, predicted, ofBoth) =>
      numerator(total, truth, predicted, ofBoth) / denominator(total, truth, predicted, ofBoth),
    numerator,
    denominator,
    share: { size: size ?? denominator, hits: hits ?? numerator, isIn, isHit },
    fromShare: null,
    toShare: (value) => value,
    usesTotal: false,
    units: (total, truth, predicted) => denominator(total, truth, predicted, 0),
    isBiasedInMeans: false,
    ...rest,
  };
}
