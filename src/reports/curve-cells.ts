import type { CurveFigure } from "../metrics/curve-figure.js";
import { intervalText, valueText } from "./estimate-text.js";
import { grouped, percentDigits } from "./numbers.js";
import { figureCells } from "./plot-cells.js";
import type { PlotCell, PlotColumn } from "./plot-view.js";

/** A share of a curve at a point: null where it, or its limits, do not exist. */
export interface CurveShare {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** What it is a share of; decides its digits. */
  readonly of: number;
}

/** @param of number that the share is of */
export function shareAt(figure: CurveFigure, point: number, of: number): CurveShare {
  return {
    value: known(figure.value[point]),
    low: known(figure.low[point]),
    high: known(figure.high[point]),
    of,
  };
}

/** What is left of the whole: 1 − share, its limits the other way round. */
export function restOf({ value, low, high, of }: CurveShare): CurveShare {
  const rest = (one: number | null): number | null => (one === null ? null : 1 - one);
  return { value: rest(value), low: rest(high), high: rest(low), of };
}

/** `87.2% [79.1, 92.4]`; null where there is no such share. */
export function shareText({ value, low, high, of }: CurveShare): string | null {
  if (value === null) return null;
  const range = intervalText("percent", low, high, of);
  return valueText("percent", value, of) + (range === null ? "" : ` ${range}`);
}

/** Columns of a share and its limits, as {@link shareCells} fills them. */
export function shareColumns(name: string): PlotColumn[] {
  return [name, `${name}: low`, `${name}: high`].map((one) => ({ name: one, numeric: true }));
}

export function shareCells({ of, ...share }: CurveShare): PlotCell[] {
  return figureCells("percent", share, of);
}

/** A score as it was given, without digits that say nothing: `0.35`, `0.0123`. */
export function scoreText(score: number): string {
  if (score === Number.POSITIVE_INFINITY) return "none";
  return String(Number(score.toPrecision(4))).replace("-", "−");
}

/** A threshold; +∞, which nothing reaches, is no number. */
export function scoreCell(score: number): PlotCell {
  return { text: scoreText(score), value: Number.isFinite(score) ? score : null };
}

export function countCell(count: number): PlotCell {
  return { text: grouped(count), value: count };
}

/** How sure, in percent: `90%`, `97.3%`, `99.98%`; below 1 never `100%`. */
export function surenessText(confidence: number): string {
  for (let decimals = 0; decimals <= 6; decimals++) {
    const text = percentDigits(confidence, decimals);
    const isExact = Math.abs(Number(text.replaceAll(",", "")) / 100 - confidence) < 1e-9;
    if (isExact || (decimals > 0 && text !== percentDigits(1, decimals))) return `${text}%`;
  }
  return "100%";
}

function known(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value;
}
