import { numberAxis, shareAxis } from "../../reports/curve-axes.js";
import { scoreCell } from "../../reports/curve-cells.js";
import { evenlySpread, spreadAlong } from "../../reports/curve-points.js";
import { percentDigits } from "../../reports/numbers.js";
import type { CurvePoint, CurveView, PlotCell, PlotColumn } from "../../reports/plot-view.js";
import { thinnedText, OPERATING_WORDS as WORDS } from "../../reports/words/curves.js";
import { type OperatingFigure, type OperatingRow, operatingSentences } from "./operating-rows.js";

const MOST_THRESHOLDS = 101;
const MOST_RECALLS = 60;

/**
 * Threshold explorer of a detector: found and trust at each threshold, which falls from row to row;
 * the table holds what else there is.
 *
 * @param points thresholds falling
 * @param now the row in use, which becomes one of the plot; null where none is
 * @param unit `image`, `sequence`
 */
export function operatingPlot(
  points: readonly OperatingRow[],
  now: OperatingRow | null,
  unit: string,
): CurveView {
  const all = withNow(points, now);
  const used = now === null ? -1 : all.indexOf(now);
  const chosen = evenlySpread(all.length, MOST_THRESHOLDS, [used]).flatMap((i) => all[i] ?? []);
  const start = now === null ? Math.floor(chosen.length / 2) : chosen.indexOf(now);
  const rows = chosen.map((row) => ({
    cells: [
      scoreCell(row.threshold),
      ...cellsOf(row.found, limitDigits),
      ...cellsOf(row.trust, limitDigits),
      ...cellsOf(row.falseAlarms, (limit) => limit.toFixed(2)),
      cellOf(row.countsOff),
      cellOf(row.toLookAt),
    ],
    said: operatingSentences(row, unit).join(" "),
  }));
  const line = (of: (row: OperatingRow) => OperatingFigure): CurvePoint[] =>
    chosen.map((row, i) => pointOf(row.threshold, of(row), i));
  return {
    id: "operating-curve",
    title: WORDS.title,
    reading: readingOf(now ?? chosen.at(-1)),
    caption: WORDS.caption + thinnedText(chosen.length, all.length, "thresholds"),
    explore: { label: WORDS.slider, row: Math.max(0, start) },
    x: numberAxis(WORDS.x, [0, ...chosen.map(({ threshold }) => threshold)]),
    y: shareAxis(WORDS.y),
    lines: [
      { name: WORDS.found, style: "local", kind: "steps", points: line(({ found }) => found) },
      { name: WORDS.trust, style: "claim", kind: "steps", points: line(({ trust }) => trust) },
    ],
    references:
      now === null || !Number.isFinite(now.threshold)
        ? []
        : [{ name: WORDS.inUse, from: [now.threshold, 0], to: [now.threshold, 1] }],
    table: { columns: columns(), rows, more: 0 },
  };
}

/** Precision–recall curve of a detector; null where no threshold has both. */
export function recallPlot(
  points: readonly OperatingRow[],
  now: OperatingRow | null,
): CurveView | null {
  const all = withNow(points, now);
  const share = ({ value }: OperatingFigure): number => value ?? Number.NaN;
  const recall = Float64Array.from(all, ({ found }) => share(found));
  const precision = Float64Array.from(all, ({ trust }) => share(trust));
  const used = now === null ? -1 : all.indexOf(now);
  const shownAt = spreadAlong(recall, precision, MOST_RECALLS, [used]);
  const chosen = shownAt.flatMap((i) => all[i] ?? []);
  const last = chosen.at(-1);
  if (last === undefined) return null;
  const known = spreadAlong(recall, precision, Number.POSITIVE_INFINITY).length;
  const line = chosen.map((row, i) => pointOf(row.found.value ?? Number.NaN, row.trust, i));
  const own = now === null ? undefined : line[chosen.indexOf(now)];
  return {
    id: "detection-precision-recall",
    title: WORDS.recallTitle,
    reading: WORDS.recallReading(withRange(last.found), withRange(last.trust)),
    caption: WORDS.recallCaption + thinnedText(chosen.length, known, "points"),
    explore: null,
    x: shareAxis(WORDS.found),
    y: shareAxis(WORDS.trust),
    lines: [
      // Against falling recall: what is right at a threshold holds back to the one before.
      { name: WORDS.trust, style: "local", kind: "steps", points: line.toReversed() },
      ...(own === undefined
        ? []
        : [{ name: WORDS.inUse, style: "local", kind: "dots", points: [own] } as const]),
    ],
    references: [],
    table: {
      columns: columns().slice(0, 7),
      rows: chosen.map((row) => ({
        cells: [
          scoreCell(row.threshold),
          ...cellsOf(row.found, limitDigits),
          ...cellsOf(row.trust, limitDigits),
        ],
        said: null,
      })),
      more: 0,
    },
  };
}

/** Of the row in use, or the one with the least threshold. */
function readingOf(row: OperatingRow | undefined): string {
  if (row === undefined) return "";
  if (row.found.value === null || row.trust.value === null) {
    return WORDS.counts(row.thresholdText, row.counts);
  }
  return WORDS.reading(row.thresholdText, withRange(row.found), withRange(row.trust));
}

function withRange({ text, interval }: OperatingFigure): string {
  return interval === null ? text : `${text} ${interval}`;
}

/** With the row in use in its place, where it is no point of the curve. */
function withNow(points: readonly OperatingRow[], now: OperatingRow | null): OperatingRow[] {
  if (now === null || points.includes(now)) return [...points];
  const after = points.findIndex(({ threshold }) => threshold < now.threshold);
  return after < 0 ? [...points, now] : points.toSpliced(after, 0, now);
}

function pointOf(x: number, { value, low, high }: OperatingFigure, row: number): CurvePoint {
  return { x, y: value ?? Number.NaN, low, high, row };
}

function columns(): PlotColumn[] {
  const withLimits = (name: string): string[] => [name, `${name}: low`, `${name}: high`];
  return [
    "Threshold",
    ...withLimits("Found"),
    ...withLimits("Trust"),
    ...withLimits("False alarms each"),
    WORDS.countsOff,
    WORDS.toLookAt,
  ].map((name) => ({ name, numeric: true }));
}

function cellsOf(figure: OperatingFigure, text: (limit: number) => string): PlotCell[] {
  const limit = (value: number | null): PlotCell => ({
    text: value === null ? "none" : text(value),
    value,
  });
  return [cellOf(figure), limit(figure.low), limit(figure.high)];
}

function cellOf({ text, value }: OperatingFigure): PlotCell {
  return { text, value };
}

function limitDigits(limit: number): string {
  return percentDigits(limit, 1);
}
