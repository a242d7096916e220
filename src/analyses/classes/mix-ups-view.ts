import type { BarDrawing } from "../../reports/bars-view.js";
import { grouped, percentDecimals, percentDigits } from "../../reports/numbers.js";
import type { PlotFrame, PlotRow } from "../../reports/plot-view.js";
import { shown } from "../../reports/text.js";
import { COLUMNS } from "../../reports/words/columns.js";
import { type ConfusionCells, largestCells } from "./confusion-cells.js";
import { MIX_UPS as WORDS } from "./words.js";

const MOST_BARS = 12;
const MOST_TABLE_ROWS = 200;

/** Which class is taken for which, most frequent first. */
export interface MixUpsView extends PlotFrame {
  readonly drawing: BarDrawing;
}

/** Up to 12 mix-ups as bars and 200 in the table; null of two classes, and where there is none. */
export function mixUpsView(all: ConfusionCells | null, unit: string): MixUpsView | null {
  if (all === null || all.labels.length < 3) return null;
  const { labels, truth, predicted, count, truthTotal } = all;
  const isWrong = (cell: number): boolean => truth[cell] !== predicted[cell];
  const { cells, all: kinds } = largestCells(all, MOST_TABLE_ROWS, isWrong);
  const [first] = cells;
  if (first === undefined) return null;
  const mistakes = all.n - all.right.reduce((sum, right) => sum + right, 0);
  const drawn = cells.slice(0, MOST_BARS);
  const inBars = drawn.reduce((sum, cell) => sum + count[cell]!, 0);
  const name = (index: number): string => shown(labels[index] ?? "", 60);
  return {
    id: "mix-ups",
    title: WORDS.title,
    reading: WORDS.reading({ drawn: drawn.length, inBars: grouped(inBars), mistakes, kinds }),
    caption: WORDS.caption({ unit }),
    explore: null,
    table: {
      columns: [
        { name: COLUMNS.yourLabel, numeric: false },
        { name: COLUMNS.said, numeric: false },
        { name: COLUMNS.number, numeric: true },
        { name: COLUMNS.withLabel, numeric: true },
        { name: COLUMNS.shareOfLabel, numeric: true },
      ],
      rows: cells.map((cell): PlotRow => {
        const total = truthTotal[truth[cell]!]!;
        const share = count[cell]! / total;
        const names = { truth: name(truth[cell]!), answer: name(predicted[cell]!) };
        return {
          cells: [
            { text: names.truth, value: null },
            { text: names.answer, value: null },
            { text: grouped(count[cell]!), value: count[cell]! },
            { text: grouped(total), value: total },
            { text: `${percentDigits(share, percentDecimals(total))}%`, value: share },
          ],
          said: WORDS.said({ ...names, count: grouped(count[cell]!), of: grouped(total) }),
        };
      }),
      more: kinds - cells.length,
    },
    drawing: {
      name: WORDS.title,
      bars: drawn.map((cell, row) => ({
        label: name(truth[cell]!),
        sub: WORDS.called({ answer: name(predicted[cell]!) }),
        length: count[cell]! / count[first]!,
        valueText: WORDS.of({
          count: grouped(count[cell]!),
          of: grouped(truthTotal[truth[cell]!]!),
        }),
        row,
      })),
    },
  };
}
