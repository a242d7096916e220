import type { BarDrawing } from "./bars-view.js";
import { type ConfusionCells, largestCells } from "./confusion-cells.js";
import { counted, grouped, percentDecimals, percentDigits } from "./numbers.js";
import type { PlotFrame, PlotRow } from "./plot-view.js";
import { shown } from "./text.js";

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
    title: "Most frequent mix-ups",
    reading: `${drawn.length === 1 ? "One mix-up makes" : `The ${grouped(drawn.length)} most frequent mix-ups make`} up ${grouped(inBars)} of ${counted(mistakes, "mistake")}; there ${kinds === 1 ? "is 1 kind" : `are ${grouped(kinds)} kinds`} in all.`,
    caption: `Bars: number of ${unit}s. “21 of 28”: of 28 with the label, 21 got this answer.`,
    explore: null,
    table: {
      columns: [
        { name: "Your label", numeric: false },
        { name: "The model said", numeric: false },
        { name: "Number", numeric: true },
        { name: "With the label", numeric: true },
        { name: "Share of the label", numeric: true },
      ],
      rows: cells.map((cell): PlotRow => {
        const total = truthTotal[truth[cell]!]!;
        const share = count[cell]! / total;
        return {
          cells: [
            { text: name(truth[cell]!), value: null },
            { text: name(predicted[cell]!), value: null },
            { text: grouped(count[cell]!), value: count[cell]! },
            { text: grouped(total), value: total },
            { text: `${percentDigits(share, percentDecimals(total))}%`, value: share },
          ],
          said: `${name(truth[cell]!)}, called ${name(predicted[cell]!)}: ${grouped(count[cell]!)} of ${grouped(total)}.`,
        };
      }),
      more: kinds - cells.length,
    },
    drawing: {
      name: "Most frequent mix-ups",
      bars: drawn.map((cell, row) => ({
        label: name(truth[cell]!),
        sub: `called ${name(predicted[cell]!)}`,
        length: count[cell]! / count[first]!,
        valueText: `${grouped(count[cell]!)} of ${grouped(truthTotal[truth[cell]!]!)}`,
        row,
      })),
    },
  };
}
