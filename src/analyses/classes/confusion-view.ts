import { counted, grouped, percentDecimals, percentDigits } from "../../reports/numbers.js";
import type { PlotCell, PlotFrame, PlotRow, PlotTable } from "../../reports/plot-view.js";
import { shown } from "../../reports/text.js";
import { COLUMNS } from "../../reports/words/columns.js";
import { type ConfusionCells, confusionCells, largestCells } from "./confusion-cells.js";
import { BINARY_WORDS, CONFUSION as WORDS } from "./words.js";

/** Up to here every class has a row of its own. */
export const MOST_CLASSES = 20;
/** Beyond, so many of the most mixed-up ones are shown, and the others as one. */
const MIXED_UP = 12;
const MOST_TABLE_ROWS = 200;

export interface ConfusionCell {
  readonly count: number;
  /** Shade 0 (none) to 7 by the share of the row; 4 and 5 are not used: text would not stand out. */
  readonly shade: 0 | 1 | 2 | 3 | 6 | 7;
  /** On the diagonal. */
  readonly right: boolean;
  /** In the cell of the rest against itself: how many of `count` are right; else null. */
  readonly rightInside: number | null;
  /** `missed`, `false alarm`: where one of two classes is looked for; else null. */
  readonly word: string | null;
  /** Row of the table behind; null of an empty cell and of one that the table leaves out. */
  readonly row: number | null;
}

export interface ConfusionRow {
  readonly label: string;
  readonly total: number;
  readonly cells: readonly ConfusionCell[];
}

export interface ConfusionView extends PlotFrame {
  readonly columns: readonly string[];
  readonly rows: readonly ConfusionRow[];
  /** Number of classes that the last row and column stand for; 0 when every class is shown. */
  readonly rest: number;
  /** Whether the four cells have words: found, missed, false alarm, rightly left. */
  readonly isBinary: boolean;
  /** One sentence on a prediction that is given far too often; null when there is none. */
  readonly finding: string | null;
}

export interface ConfusionOptions {
  /** `image`, `sequence`. */
  readonly unit: string;
  /** The label that is looked for, where one of two is; null else. */
  readonly positive: string | null;
}

/**
 * Rows are the ground truth, columns the predictions. Above 20 classes the 12 most mixed-up ones have a
 * row each and the others one together, so that no image is lost. The table behind has the cells
 * that are not empty, largest first, at most 200.
 */
export function confusionView(
  cells: ConfusionCells,
  { unit, positive }: ConfusionOptions,
): ConfusionView {
  const { labels } = cells;
  const { groups, rest } = groupsOf(cells);
  const size = groups.length;
  const names = groups.map((members, i) =>
    rest > 0 && i === size - 1
      ? WORDS.rest({ classes: grouped(rest) })
      : shown(labels[members[0] ?? 0] ?? "", 60),
  );
  const matrix = grouped2d(cells, groups);
  const looked = size === 2 && positive !== null ? labels.indexOf(positive) : -1;
  const wordOf = (row: number, column: number): string | null =>
    looked < 0 ? null : binaryWord(row === looked, column === looked);
  const kept = largestCells(matrix, MOST_TABLE_ROWS, () => true);
  const tableRow = new Map(
    kept.cells.map((cell, i) => [matrix.truth[cell]! * size + matrix.predicted[cell]!, i]),
  );
  const rightInRest =
    rest === 0 ? 0 : (groups[size - 1] ?? []).reduce((sum, one) => sum + cells.right[one]!, 0);
  const counts = new Float64Array(size * size);
  for (let i = 0; i < matrix.count.length; i++) {
    counts[matrix.truth[i]! * size + matrix.predicted[i]!] = matrix.count[i]!;
  }
  return {
    id: "confusion-matrix",
    title: WORDS.title,
    reading: readingOf(cells, looked, unit),
    caption: captionOf(rest),
    explore: null,
    table: tableOf(matrix, kept, names, wordOf),
    columns: names.map((one) => shown(one, 24)),
    rows: names.map((label, row) => {
      const total = matrix.truthTotal[row]!;
      return {
        label,
        total,
        cells: names.map((_, column): ConfusionCell => {
          const count = counts[row * size + column]!;
          const restCell = rest > 0 && row === size - 1 && column === size - 1;
          return {
            count,
            shade: shadeOf(total === 0 ? 0 : count / total),
            right: row === column && !restCell,
            rightInside: restCell ? rightInRest : null,
            word: wordOf(row, column),
            row: tableRow.get(row * size + column) ?? null,
          };
        }),
      };
    }),
    rest,
    isBinary: looked >= 0,
    finding: overusedPrediction(cells),
  };
}

/** Classes with a row of their own, in the order of labels, then the others as one. */
function groupsOf(cells: ConfusionCells): {
  readonly groups: readonly (readonly number[])[];
  readonly rest: number;
} {
  const all = [...cells.labels.keys()];
  if (all.length <= MOST_CLASSES) return { groups: all.map((index) => [index]), rest: 0 };
  const mixed = (index: number): number =>
    cells.truthTotal[index]! + cells.predictedTotal[index]! - 2 * cells.right[index]!;
  const chosen = [...all]
    .sort((a, b) => mixed(b) - mixed(a) || a - b)
    .slice(0, MIXED_UP)
    .sort((a, b) => a - b);
  const own = new Set(chosen);
  const others = all.filter((index) => !own.has(index));
  return { groups: [...chosen.map((index) => [index]), others], rest: others.length };
}

/** The matrix of groups of classes, by the same sums. */
function grouped2d(cells: ConfusionCells, groups: readonly (readonly number[])[]): ConfusionCells {
  const size = groups.length;
  const groupOf = new Int32Array(cells.labels.length);
  for (const [group, members] of groups.entries()) for (const one of members) groupOf[one] = group;
  const counts = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  for (let i = 0; i < cells.count.length; i++) {
    const row = counts[groupOf[cells.truth[i]!]!] ?? [];
    const column = groupOf[cells.predicted[i]!]!;
    row[column] = (row[column] ?? 0) + cells.count[i]!;
  }
  return confusionCells({ labels: groups.map((_, i) => String(i)), counts });
}

function binaryWord(isThere: boolean, isSaid: boolean): string {
  if (isThere) return isSaid ? BINARY_WORDS.found : BINARY_WORDS.missed;
  return isSaid ? BINARY_WORDS.falseAlarm : BINARY_WORDS.rightlyLeft;
}

function shadeOf(share: number): ConfusionCell["shade"] {
  if (share <= 0) return 0;
  if (share < 0.1) return 1;
  if (share < 0.25) return 2;
  if (share < 0.5) return 3;
  return share < 0.75 ? 6 : 7;
}

function captionOf(rest: number): string {
  if (rest === 0) return WORDS.caption;
  return `${WORDS.caption} ${WORDS.shownAre({ classes: grouped(MIXED_UP), rest: grouped(rest) })}`;
}

function tableOf(
  matrix: ConfusionCells,
  { cells, all }: { readonly cells: readonly number[]; readonly all: number },
  names: readonly string[],
  wordOf: (row: number, column: number) => string | null,
): PlotTable {
  const name = (text: string, numeric: boolean) => ({ name: text, numeric });
  const hasWords = wordOf(0, 0) !== null;
  return {
    columns: [
      name(COLUMNS.yourLabel, false),
      name(COLUMNS.said, false),
      name(COLUMNS.number, true),
      name(COLUMNS.shareOfLabel, true),
      ...(hasWords ? [name(COLUMNS.thatIs, false)] : []),
    ],
    rows: cells.map((cell): PlotRow => {
      const truth = matrix.truth[cell]!;
      const predicted = matrix.predicted[cell]!;
      const count = matrix.count[cell]!;
      const total = matrix.truthTotal[truth]!;
      const word = wordOf(truth, predicted);
      const labels = { truth: names[truth] ?? "", answer: names[predicted] ?? "" };
      const share = shareText(count, total);
      return {
        cells: [
          ...[labels.truth, labels.answer].map((text): PlotCell => ({ text, value: null })),
          { text: grouped(count), value: count },
          { text: share, value: count / total },
          ...(word === null ? [] : [{ text: word, value: null }]),
        ],
        said: WORDS.said({ ...labels, count: grouped(count), of: grouped(total), share, word }),
      };
    }),
    more: all - cells.length,
  };
}

/** @param total above 0 */
function shareText(count: number, total: number): string {
  return `${percentDigits(count / total, percentDecimals(total))}%`;
}

function readingOf(cells: ConfusionCells, looked: number, unit: string): string {
  if (cells.n === 0) return WORDS.nothing({ unit });
  const { labels, truthTotal, right, n } = cells;
  const name = (index: number): string => shown(labels[index] ?? "", 40);
  if (looked >= 0) {
    const other = 1 - looked;
    const there = truthTotal[looked]!;
    const found = right[looked]!;
    return WORDS.binary({
      there: grouped(there),
      name: name(looked),
      found,
      missed: grouped(there - found),
      others: grouped(truthTotal[other]!),
      other: name(other),
      alarms: truthTotal[other]! - right[other]!,
    });
  }
  const { cells: worst } = largestCells(cells, 1, (i) => cells.truth[i] !== cells.predicted[i]);
  const [first] = worst;
  if (first === undefined) return WORDS.right({ right: n, items: counted(n, unit) });
  const truth = cells.truth[first]!;
  return WORDS.mixUp({
    truth: name(truth),
    answer: name(cells.predicted[first]!),
    count: grouped(cells.count[first]!),
    of: grouped(truthTotal[truth]!),
  });
}

/** `It says monocyte for 54 of 73. There are 11.`: when one prediction stands for far too many. */
function overusedPrediction({
  labels,
  truthTotal,
  predictedTotal,
  n,
}: ConfusionCells): string | null {
  let worst = -1;
  for (let i = 0; i < labels.length; i++) {
    const excess = predictedTotal[i]! - truthTotal[i]!;
    if (worst < 0 || excess > predictedTotal[worst]! - truthTotal[worst]!) worst = i;
  }
  if (worst < 0) return null;
  const answered = predictedTotal[worst]!;
  const there = truthTotal[worst]!;
  if (answered < 2 * there || answered - there < Math.max(3, 0.1 * n)) return null;
  return WORDS.overused({
    name: shown(labels[worst] ?? "", 40),
    answered: grouped(answered),
    n: grouped(n),
    there: grouped(there),
  });
}
