import type { ConflictRule } from "./conflict-rule.js";
import type { WhereCondition } from "./where.js";

/** How rows of a label file become images with labels. */
export interface LabelRules {
  /** What an image with several labels is. */
  readonly severalLabels: "list" | "any" | "multilabel";
  /** What counts where rows label an image differently; `list` where images may have several labels. */
  readonly conflictingLabels: ConflictRule;
  /** What a row without a label says of its image. */
  readonly noAnnotation: "empty" | "unlabelled";
  /** Which rows are kept; all where there is no condition. */
  readonly where: readonly WhereCondition[];
}
