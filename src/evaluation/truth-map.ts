/** What becomes of the labels of the ground truth: the class that outcomes index, or nothing. */
export interface TruthMap {
  /**
   * Names of the classes that outcomes index: the model's labels, each name once, then the
   * ground-truth labels that count as outside it.
   */
  readonly classes: readonly string[];
  readonly modelClassCount: number;
  /** Class of a ground-truth label that is not ignored. */
  classOf(label: string): number;
  /** Whether images with this label are left out (listed as `label-outside`). */
  isIgnored(label: string): boolean;
}

/** What a label map says of one ground-truth label: a model label, or one of two decisions. */
export type TruthTarget =
  | { readonly kind: "model-label"; readonly label: string }
  | { readonly kind: "outside" }
  | { readonly kind: "ignore" };

/**
 * @param modelLabels names of the model's labels, each once, in the model's order
 * @param targets a decision for each label that occurs in the ground truth
 */
export function createTruthMap(
  modelLabels: readonly string[],
  targets: ReadonlyMap<string, TruthTarget>,
): TruthMap {
  const indexOf = new Map(modelLabels.map((label, i) => [label, i]));
  const classes = [...modelLabels];
  const classOf = new Map<string, number>();
  const ignored = new Set<string>();
  for (const label of [...targets.keys()].sort()) {
    const target = targets.get(label)!;
    if (target.kind === "ignore") {
      ignored.add(label);
    } else if (target.kind === "model-label") {
      classOf.set(label, indexOf.get(target.label)!);
    } else {
      classOf.set(label, classes.length);
      classes.push(label);
    }
  }
  return {
    classes,
    modelClassCount: modelLabels.length,
    classOf: (label) => classOf.get(label) ?? -1,
    isIgnored: (label) => ignored.has(label),
  };
}
