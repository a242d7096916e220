import { signedDifference, valueText } from "../../reports/estimate-text.js";
import { figureColumns, saidText, wordCell } from "../../reports/plot-cells.js";
import type { PlotCell, PlotColumn, PlotRow } from "../../reports/plot-view.js";
import type { RulerRow } from "../../reports/ruler-view.js";
import type { MetricScale } from "../../reports/words/metrics.js";
import { GAP } from "./words.js";

/** The table behind the steps of a gap: what each changes, and where the figure stands after it. */
export const GAP_COLUMNS: readonly PlotColumn[] = [
  { name: GAP.columns.step, numeric: false },
  ...figureColumns(GAP.columns.change),
  { name: GAP.columns.stands, numeric: true },
  { name: GAP.columns.rests, numeric: false },
];

/** A change with its limits, as the figure moves: below zero the figure falls. */
export interface Change {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** @param change null of the ends, which change nothing @param stands the figure after the step */
export function gapRow(
  { label, sub, valueText: text, intervalText }: RulerRow,
  change: Change | null,
  stands: number,
  scale: MetricScale,
): PlotRow {
  const cell = (value: number | null): PlotCell => ({
    text: value === null ? "" : signedDifference(scale, value),
    value,
  });
  const limits = [change?.low ?? null, change?.high ?? null];
  const [low = null, high = null] = limits.includes(null)
    ? []
    : limits.sort((a, b) => Number(a) - Number(b));
  return {
    cells: [
      wordCell(label),
      ...[change?.value ?? null, low, high].map(cell),
      { text: valueText(scale, stands, null), value: stands },
      wordCell(sub),
    ],
    said: saidText(label, [intervalText === null ? text : `${text} ${intervalText}`, sub]),
  };
}
