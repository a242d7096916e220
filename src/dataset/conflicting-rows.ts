import type { ListedFile } from "../formats/file-access.js";
import type { ImageTruth } from "../formats/import-types.js";
import type { ResultListed } from "../results/result.js";
import { type ConflictRule, ROW_KEPT } from "./conflict-rule.js";
import { type CountingRules, groupRows, labelsOfRows } from "./image-set.js";
import { areLabelSets } from "./label-rules.js";

/** An image that several rows label differently. */
interface Conflict {
  readonly name: string;
  /** Rows that have a label, ascending. */
  readonly rows: readonly number[];
  /** The labels of each, as they are shown. */
  readonly labels: readonly string[];
}

type LabelRules = Pick<CountingRules, "severalLabels" | "noAnnotation">;

function conflictsAmong(
  truth: ImageTruth,
  rows: Int32Array,
  fileOf: Int32Array,
  files: readonly ListedFile[],
  rules: LabelRules,
): Conflict[] {
  const found: Conflict[] = [];
  for (const image of groupRows(truth, rows, fileOf, files)) {
    if (image.rows.length < 2) continue;
    const labelled: number[] = [];
    const labels: string[] = [];
    for (const row of image.rows) {
      const own = labelsOfRows(truth, [row], rules);
      if (own === null) continue;
      labelled.push(row);
      labels.push(own.join(", "));
    }
    if (new Set(labels).size > 1) found.push({ name: image.name, rows: labelled, labels });
  }
  return found;
}

/** Rows that name one image and give it different labels, an image an entry. */
export function conflictingRows(
  truth: ImageTruth,
  rows: Int32Array,
  fileOf: Int32Array,
  files: readonly ListedFile[],
  rules: LabelRules,
): ResultListed[] {
  return conflictsAmong(truth, rows, fileOf, files, rules).map(({ name, rows: own, labels }) => {
    const other = labels.findIndex((label) => label !== labels[0]);
    const said = (at: number) => `${JSON.stringify(labels[at])} in line ${truth.line[own[at]!]}`;
    const what = `${said(0)} and ${said(other)} of ${truth.source}`;
    return { file: name, code: "labels/conflict", what };
  });
}

/** Rows that count, and a note on each image whose other rows do not. */
export interface DecidedRows {
  readonly rows: Int32Array;
  readonly notes: readonly ResultListed[];
}

/**
 * Leaves out rows that contradict the one that counts. Rows without a label contradict nothing.
 *
 * @param rows those that are looked at, ascending
 */
export function decideConflicts(
  truth: ImageTruth,
  rows: Int32Array,
  fileOf: Int32Array,
  files: readonly ListedFile[],
  rule: ConflictRule,
  rules: LabelRules,
): DecidedRows {
  // Where an image may have several labels, rows that differ add up.
  if (rule === "list" || areLabelSets(rules)) return { rows, notes: [] };
  const left = new Set<number>();
  const notes: ResultListed[] = [];
  for (const { name, rows: own, labels } of conflictsAmong(truth, rows, fileOf, files, rules)) {
    const at = rule === "first" ? 0 : own.length - 1;
    const others = new Set(labels.filter((label) => label !== labels[at]));
    for (const [i, row] of own.entries()) if (i !== at) left.add(row);
    const not = [...others].map((label) => JSON.stringify(label)).join(", ");
    const what = `${JSON.stringify(labels[at])} in line ${truth.line[own[at]!]} of ${truth.source} counts, and not ${not}`;
    notes.push({ file: name, code: ROW_KEPT[rule], what });
  }
  return { rows: rows.filter((row) => !left.has(row)), notes };
}
