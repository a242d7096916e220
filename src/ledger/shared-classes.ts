import type { Count } from "../core/json-values.js";
import type { ResultConfusion } from "../results/result.js";

/** A class in what is shared. What is null is withheld, since it could give a small count away. */
export interface SharedClass {
  readonly label: string;
  /** Images of the class. */
  readonly truth: Count | null;
  /** Images that were predicted to be of it; null for all classes where there are few mistakes. */
  readonly predicted: Count | null;
  /** Images of it that were predicted to be of it; null where `predicted` is. */
  readonly hits: Count | null;
}

/** Counts from 1 to one less than this are of so few images that they may be known by them. */
export const LEAST_TOLD = 5;

/**
 * Counts of the classes that a record's authors know, so told that no count from 1 to 4 can be worked out:
 * neither one that is told nor the difference of two (misses, false alarms), nor one that is left over of all
 * images and all hits. A class with such a count is withheld as a whole, and with it at least one other, until
 * the sums over all that are withheld are so large that each small count could have been any. These others are the
 * first of the list: were they the smallest, that they are withheld would say something of their sizes. Where
 * nothing could be told so, as where there are few mistakes, the numbers of images of two classes or more are told
 * alone by the same rule, and nothing of classes without an image.
 *
 * Tried in `test/ledger/shared-classes.test.ts` on every small table, by somebody who knows this rule.
 *
 * @param confusion rows = ground truth, of all scored images
 * @param vocabulary labels that the record's authors published; others are counted as withheld
 * @returns a class of the vocabulary a row, in its order, without those that nothing is of; null where all are
 *   withheld
 */
export function sharedClasses(
  { labels, counts }: ResultConfusion,
  vocabulary: readonly string[],
): readonly SharedClass[] | null {
  const known = new Set(vocabulary);
  const rows = labels.map((label, i): Row => {
    const hits = counts[i]?.[i] ?? 0;
    const truth = sum(counts[i] ?? []);
    const predicted = sum(counts.map((row) => row[i] ?? 0));
    return { label, isKnown: known.has(label), truth, predicted, hits };
  });
  const seen = rows.filter(({ truth, predicted }) => truth > 0 || predicted > 0);
  const inFull = told(seen, ({ truth, predicted, hits }) => [hits, truth - hits, predicted - hits]);
  const pictured = rows.filter(({ truth }) => truth > 0);
  const alone = pictured.length < 2 ? null : told(pictured, ({ truth }) => [truth]);
  const shown = inFull ?? alone;
  if (shown === null) return null;
  const rowOf = new Map((inFull === null ? pictured : seen).map((row) => [row.label, row]));
  return vocabulary.flatMap((label): SharedClass[] => {
    const row = rowOf.get(label);
    if (row === undefined) return [];
    if (!shown.has(row)) return [{ label, truth: null, predicted: null, hits: null }];
    const { truth, predicted, hits } = row;
    return [
      inFull === null
        ? { label, truth, predicted: null, hits: null }
        : { label, truth, predicted, hits },
    ];
  });
}

interface Row {
  readonly label: string;
  readonly isKnown: boolean;
  readonly truth: number;
  readonly predicted: number;
  readonly hits: number;
}

/**
 * Rows whose cells may be told, all of a row or none; null where none may.
 *
 * @param cellsOf counts of a row whose sums over all rows are known
 */
function told(rows: readonly Row[], cellsOf: (row: Row) => readonly number[]): Set<Row> | null {
  const isSmall = (row: Row) => cellsOf(row).some((count) => count > 0 && count < LEAST_TOLD);
  const shown = new Set(rows.filter((row) => row.isKnown && !isSmall(row)));
  if (shown.size === rows.length) return shown;
  for (const row of [...shown]) {
    shown.delete(row);
    const withheld = rows.filter((one) => !shown.has(one)).map(cellsOf);
    const sums = withheld[0]!.map((_, k) => sum(withheld.map((cells) => cells[k]!)));
    const least = LEAST_TOLD * withheld.length;
    if (sums.every((total) => total === 0 || total >= least)) break;
  }
  return shown.size === 0 ? null : shown;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
