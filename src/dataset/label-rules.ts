import type { ConflictRule } from "./conflict-rule.js";
import type { WhereCondition } from "./where.js";

/**
 * `list`: images with several labels are listed; `any`: scored, any of them is right; `multilabel`: labels
 * are a set; `counts`: a label stands as often as it is counted.
 */
export type SeveralLabels = "list" | "any" | "multilabel" | "counts";

/** Whether labels are a set, which may be empty: then an empty image needs no label of its own. */
export function areLabelSets(rules: { readonly severalLabels?: SeveralLabels }): boolean {
  return rules.severalLabels === "multilabel" || areCounted(rules);
}

/** Whether a label of an image stands as often as it is counted there. */
export function areCounted(rules: { readonly severalLabels?: SeveralLabels }): boolean {
  return rules.severalLabels === "counts";
}

/** How rows of a label file become images with labels. */
export interface LabelRules {
  /** What an image with several labels is. */
  readonly severalLabels: SeveralLabels;
  /** What counts where rows label an image differently; `list` where images may have several labels. */
  readonly conflictingLabels: ConflictRule;
  /** What a row without a label says of its image. */
  readonly noAnnotation: "empty" | "unlabelled";
  /** Which rows are kept; all where there is no condition. */
  readonly where: readonly WhereCondition[];
}
