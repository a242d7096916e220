import { bareValue, valueText } from "./estimate-text.js";
import type { PlotCell, PlotColumn } from "./plot-view.js";
import type { MetricScale } from "./words/metrics.js";

/** Cells of the tables behind plots. */

export function wordCell(text: string): PlotCell {
  return { text, value: null };
}

/** A figure and its limits, in three columns. */
export function figureColumns(name: string): PlotColumn[] {
  return [name, "from", "to"].map((one) => ({ name: one, numeric: true }));
}

/** @param n units that the figure rests on; decides its digits */
export function figureCells(
  scale: MetricScale,
  { value, low, high }: Readonly<Record<"value" | "low" | "high", number | null>>,
  n: number | null,
): PlotCell[] {
  return [
    { text: value === null ? "none" : valueText(scale, value, n), value },
    ...[low, high].map((limit) => ({
      text: limit === null ? "none" : bareValue(scale, limit, n),
      value: limit,
    })),
  ];
}

/** `name: parts; joined.` without those that are empty. */
export function saidText(name: string, parts: readonly (string | null)[]): string {
  const known = parts.filter((part) => part !== null && part !== "");
  return known.length === 0 ? `${name}.` : `${name}: ${known.join("; ")}.`;
}
