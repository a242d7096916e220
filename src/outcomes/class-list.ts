import type { LabelSet } from "../core/label-set.js";

/** How positions of a model's label list and codes of the ground truth become classes. */
export interface ClassList {
  /** The model's distinct names in order of first appearance, then names of the truth alone. */
  readonly classes: readonly string[];
  readonly modelClassCount: number;
  /** Class of each position of the model's label list. */
  readonly classOfPosition: Int32Array;
  /** Class of each code of the ground truth. */
  readonly classOfTruth: Int32Array;
}

/**
 * Classes of an evaluation. Positions of one name are one class; so are positions that a label map
 * sends to one name. Names of the ground truth that the model does not have stand behind the
 * model's own: they can be true and are never answered.
 *
 * @param labels the model's labels by position
 * @param truthNames name of each code of the ground truth, in the model's words
 * @param classNames what each position counts as, where a label map merges the model's labels
 */
export function createClassList(
  labels: LabelSet,
  truthNames: readonly string[],
  classNames: readonly string[] = labels.names,
): ClassList {
  const indexOf = new Map<string, number>();
  const classOf = (name: string): number => {
    const known = indexOf.get(name);
    if (known !== undefined) return known;
    indexOf.set(name, indexOf.size);
    return indexOf.size - 1;
  };
  const classOfPosition = Int32Array.from(classNames, classOf);
  const modelClassCount = indexOf.size;
  const classOfTruth = Int32Array.from(truthNames, classOf);
  return { classes: [...indexOf.keys()], modelClassCount, classOfPosition, classOfTruth };
}
