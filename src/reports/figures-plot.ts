import { differenceText, differenceWithUnit } from "./estimate-text.js";
import type { FigureView } from "./figures-view.js";
import { figureCells, figureColumns, saidText, wordCell } from "./plot-cells.js";
import type { PlotFrame, PlotRow } from "./plot-view.js";
import { FIGURES, figuresReading } from "./words/rulers.js";

/** The figures of a report in the frame of a plot, with the table of all of them behind. */
export interface FiguresPlot extends PlotFrame {
  readonly figures: readonly DrawnFigure[];
}

export interface DrawnFigure {
  readonly figure: FigureView;
  /** Row of the table; null where the table ends before it. */
  readonly row: number | null;
}

/**
 * @param figures what is drawn
 * @param all every figure about all images
 * @param more figures that the table leaves out
 */
export function figuresPlot(
  figures: readonly FigureView[],
  all: readonly FigureView[],
  more: number,
): FiguresPlot {
  const rowOf = (figure: FigureView): number | null => {
    const at = all.findIndex((one) => isSame(one, figure));
    return at < 0 ? null : at;
  };
  return {
    id: "plot-figures",
    title: FIGURES.title,
    reading: figuresReading(figures.length, widestOf(figures)),
    caption: FIGURES.caption,
    table: {
      columns: [
        { name: FIGURES.figure, numeric: false },
        ...figureColumns(FIGURES.value),
        ...[FIGURES.rests, FIGURES.method, FIGURES.metric, FIGURES.warnings].map((name) => ({
          name,
          numeric: false,
        })),
      ],
      rows: all.map(rowOfTable),
      more,
    },
    explore: null,
    figures: figures.map((figure) => ({ figure, row: rowOf(figure) })),
  };
}

/** Names may differ (`Accuracy, here`); what was computed is the same. */
function isSame(a: FigureView, b: FigureView): boolean {
  return a.metric === b.metric && a.basis === b.basis && a.low === b.low && a.value === b.value;
}

function rowOfTable(figure: FigureView): PlotRow {
  const { valueText, intervalText } = figure;
  return {
    cells: [
      wordCell(figure.label),
      ...figureCells(figure.scale, figure, figure.n),
      ...[figure.basis, figure.method, figure.metric, figure.warnings.join(" ")].map(wordCell),
    ],
    said: saidText(figure.label, [
      intervalText === null ? valueText : `${valueText} ${intervalText}`,
      figure.basis,
    ]),
  };
}

/** The figure whose range takes up most of its axis. */
function widestOf(
  figures: readonly FigureView[],
): { readonly label: string; readonly width: string } | null {
  let most = -1;
  let widest: FigureView | null = null;
  for (const figure of figures) {
    const { low = null, high = null } = figure.track ?? {};
    if (low === null || high === null || high - low <= most) continue;
    most = high - low;
    widest = figure;
  }
  if (widest?.low == null || widest.high === null) return null;
  const text = differenceText(widest.scale, widest.high - widest.low);
  return { label: widest.label, width: differenceWithUnit(widest.scale, text) };
}
