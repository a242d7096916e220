import { RECALL } from "../../metrics/predictions/recall.js";
import type { BarDrawing } from "../../reports/bars-view.js";
import { intervalText, valueText } from "../../reports/estimate-text.js";
import { type ForestDrawing, placeOf } from "../../reports/forest-view.js";
import { counted, grouped } from "../../reports/numbers.js";
import type { PlotCell, PlotFrame, PlotRow } from "../../reports/plot-view.js";
import { axisOf } from "../../reports/ruler-view.js";
import { shown } from "../../reports/text.js";
import { COLUMNS, NONE } from "../../reports/words/columns.js";
import { metricWords } from "../../reports/words/metrics.js";
import type { ResultEstimate } from "../../results/result.js";
import { estimatesByClass } from "./class-table.js";
import type { ConfusionCells } from "./confusion-cells.js";
import { MOST_CLASSES } from "./confusion-view.js";
import { LEAST_FOUND, CLASS_SPREAD as SPREAD } from "./words.js";

const MOST_DRAWN = 40;
const MOST_TABLE_ROWS = 200;
const BINS = 10;

/** Every class at a glance, and those that are found least. */
export interface ClassRecallView {
  readonly spread: PlotFrame & { readonly drawing: BarDrawing };
  readonly least: PlotFrame & { readonly drawing: ForestDrawing };
}

interface ClassRecall {
  readonly label: string;
  /** Null where no image has the label. */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
}

/** Of more than 20 classes; null of fewer, which have a row of the matrix and of the table each. */
export function classRecallView(
  estimates: readonly ResultEstimate[],
  confusion: ConfusionCells | null,
  unit: string,
): ClassRecallView | null {
  const classes = recalls(estimates, confusion);
  const known = classes.filter(({ value }) => value !== null);
  if (classes.length <= MOST_CLASSES || known.length === 0) return null;
  return { spread: spreadOf(classes, unit), least: leastOf(classes, unit) };
}

/** From the estimates, else from the matrix, which gives no range. */
function recalls(
  estimates: readonly ResultEstimate[],
  confusion: ConfusionCells | null,
): ClassRecall[] {
  const own = estimatesByClass(estimates, RECALL);
  if (confusion === null) return [...own].map(([label, one]) => recallOf(label, one));
  const { labels, truthTotal, right } = confusion;
  return labels.map((label, i): ClassRecall => {
    const estimate = own.get(label);
    if (estimate !== undefined) return recallOf(label, estimate);
    const n = truthTotal[i]!;
    return { label, value: n === 0 ? null : right[i]! / n, low: null, high: null, n };
  });
}

function recallOf(label: string, { value, low, high, n }: ResultEstimate): ClassRecall {
  return { label, value, low, high, n };
}

function spreadOf(classes: readonly ClassRecall[], unit: string): ClassRecallView["spread"] {
  const counts = new Float64Array(BINS);
  let none = 0;
  let most = 0;
  let half = 0;
  for (const { value } of classes) {
    if (value === null) none++;
    else {
      counts[Math.min(BINS - 1, Math.floor(value * BINS + 1e-9))]!++;
      if (value >= 0.9) most++;
      if (value < 0.5) half++;
    }
  }
  const rows = [...counts].map((count, bin) => ({
    label: SPREAD.bin({
      from: grouped(bin * 10),
      to: grouped((bin + 1) * 10),
      last: bin === BINS - 1,
    }),
    count,
  }));
  if (none > 0) rows.push({ label: SPREAD.none({ unit }), count: none });
  const longest = Math.max(1, ...rows.map(({ count }) => count));
  return {
    id: "class-recall",
    title: SPREAD.title,
    reading: SPREAD.reading({ classes: classes.length, most, half, none, unit }),
    caption: SPREAD.caption({ unit }),
    explore: null,
    table: {
      columns: [
        { name: COLUMNS.found, numeric: false },
        { name: COLUMNS.classes, numeric: true },
        { name: COLUMNS.shareOfClasses, numeric: true },
      ],
      rows: rows.map(
        ({ label, count }): PlotRow => ({
          cells: [
            { text: label, value: null },
            { text: grouped(count), value: count },
            share(count / classes.length, classes.length),
          ],
          said: null,
        }),
      ),
      more: 0,
    },
    drawing: {
      name: SPREAD.name,
      bars: rows.map(({ label, count }, row) => ({
        label,
        sub: "",
        row,
        length: count / longest,
        valueText: grouped(count),
      })),
    },
  };
}

function leastOf(classes: readonly ClassRecall[], unit: string): ClassRecallView["least"] {
  const ranked = [...classes].sort((a, b) => surely(a) - surely(b) || a.n * -1 + b.n);
  const rows = ranked.slice(0, MOST_TABLE_ROWS);
  const missed = classes.filter(isMissed).length;
  // Where none is missed there is still the question which ranges reach lowest.
  const drawn = rows
    .filter(missed > 0 ? isMissed : ({ value }) => value !== null)
    .slice(0, MOST_DRAWN);
  const axis = axisOf("percent", 0, 1);
  const [first] = drawn;
  const ranges = drawn.some(({ high }) => high !== null);
  return {
    id: "least-found",
    title: LEAST_FOUND.title,
    reading:
      first === undefined
        ? LEAST_FOUND.noFigure
        : LEAST_FOUND.reading({
            first: saidOf(first, unit),
            classes: classes.length,
            missed,
            drawn: drawn.length,
          }),
    caption: ranges ? LEAST_FOUND.rangesCaption : LEAST_FOUND.caption,
    explore: null,
    table: {
      columns: [COLUMNS.class, COLUMNS.found, COLUMNS.from, COLUMNS.to, COLUMNS.withLabel].map(
        (name, i) => ({ name, numeric: i > 0 }),
      ),
      rows: rows.map(
        (one): PlotRow => ({
          cells: [
            { text: shown(one.label, 60), value: null },
            ...[one.value, one.low, one.high].map((value) => share(value, one.n)),
            { text: grouped(one.n), value: one.n },
          ],
          said: saidOf(one, unit),
        }),
      ),
      more: classes.length - rows.length,
    },
    drawing: {
      name: LEAST_FOUND.title,
      axisText: metricWords(RECALL.id).label,
      ticks: axis.ticks,
      reference: null,
      marks: drawn.map(({ label, value, low, high, n }, row) => ({
        label: shown(label, 60),
        sub: counted(n, unit),
        at: placeOf(axis, value),
        low: placeOf(axis, low),
        high: placeOf(axis, high),
        valueText: value === null ? NONE : valueText("percent", value, n),
        intervalText: intervalText("percent", low, high, n),
        sign: null,
        note: null,
        row,
      })),
    },
  };
}

function isMissed({ value }: ClassRecall): boolean {
  return value !== null && value < 1;
}

/** By the upper end of the range, so that chance alone brings no class to the top. */
function surely({ value, high }: ClassRecall): number {
  return value === null ? 2 : (high ?? value);
}

function share(value: number | null, n: number): PlotCell {
  return { text: value === null ? NONE : valueText("percent", value, n), value };
}

function saidOf({ label, value, low, high, n }: ClassRecall, unit: string): string {
  const name = shown(label, 60);
  if (value === null) return LEAST_FOUND.noneSaid({ label: name, unit });
  return LEAST_FOUND.said({
    label: name,
    figure: valueText("percent", value, n),
    range: intervalText("percent", low, high, n),
    items: counted(n, unit),
  });
}
