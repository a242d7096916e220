/**
 * How many of the labels that a figure is about have too little to be judged by (METHODS-2 A2 step 8,
 * A4 step 4, A5 step 3, A8 step 2; METHODS §4 step 1).
 */
export interface FewLabels {
  /** Labels with less than `least`. */
  readonly few: number;
  /** Labels that the figure is about; 1 for a figure of one label. */
  readonly of: number;
  /** Names of the few ones, in the order of labels, the first {@link MOST_NAMES}; none where they have no name. */
  readonly names: readonly string[];
  /**
   * What each needs: images of the label; of an AUC or average precision images with and images without
   * it; of a mean AP of detections √(objects × images).
   */
  readonly least: number;
  /** Whether they are too many for a verdict. */
  readonly tooMany: boolean;
}

/** What one label has. */
export interface LabelEvidence {
  /** Null where it has no name of its own. */
  readonly name: string | null;
  /** In the unit of {@link FewLabels.least}; effective numbers where units are weighted. */
  readonly has: number;
}

const MOST_NAMES = 5;

/**
 * @param least what each label needs
 * @param allowed the share of labels that may have less
 * @returns null where there is no label
 */
export function fewLabels(
  labels: readonly LabelEvidence[],
  least: number,
  allowed: number,
): FewLabels | null {
  if (labels.length === 0) return null;
  const few = labels.filter(({ has }) => has < least - 1e-9); // rounding of weights refuses nothing
  const names = few.flatMap(({ name }) => (name === null ? [] : [name])).slice(0, MOST_NAMES);
  const tooMany = few.length > allowed * labels.length + 1e-9;
  return { few: few.length, of: labels.length, names, least, tooMany };
}
