import { log10 } from "../../core/elementary.js";
import { ofTrend } from "../../dataset/profile/concept-support.js";
import { shareAxis } from "../../reports/curve-axes.js";
import type { DocumentItem } from "../../reports/document-types.js";
import {
  differenceText,
  intervalText,
  signedDifference,
  valueText,
} from "../../reports/estimate-text.js";
import { counted, grouped } from "../../reports/numbers.js";
import { wordCell } from "../../reports/plot-cells.js";
import type { CurveAxis, CurveView } from "../../reports/plot-view.js";
import { shown } from "../../reports/text.js";
import { NONE } from "../../reports/words/columns.js";
import { straightLine } from "../../statistics/least-squares.js";
import type { ResultClassSupport, ResultSupportFit, ResultSupportGroup } from "./result.js";
import { CLASS_SUPPORT as WORDS } from "./words.js";

const SCALE = "percent";
/** Classes that a page has room for; `class-support.csv` has all. */
const MOST_ROWS = 500;

export interface ClassSupportView {
  readonly finding: string;
  readonly groups: readonly DocumentItem[];
  readonly from: string;
  readonly plot: CurveView;
}

export function classSupportView(found: ResultClassSupport): ClassSupportView {
  const finding = findingOf(found);
  const names = ["unknown", "never", "trained"] as const;
  return {
    finding,
    groups: names.flatMap((name) => groupItem(WORDS.groups[name], found[name], found.unit)),
    from: WORDS.from({ record: shown(found.record, 80) }),
    plot: plotOf(found, finding),
  };
}

function findingOf({ fit, usable, unit, leastClasses, leastUnits }: ResultClassSupport): string {
  if (fit === null) {
    return WORDS.noFit({
      usable: counted(usable, "class"),
      units: counted(leastUnits, shown(unit, 40)),
      least: grouped(leastClasses),
    });
  }
  const { slope, low, high, classes } = fit;
  const say = low > 0 ? WORDS.rises : high < 0 ? WORDS.falls : WORDS.open;
  return say({
    points: low > 0 ? differenceText(SCALE, slope) : signedDifference(SCALE, slope),
    range: `[${differenceText(SCALE, low)}, ${differenceText(SCALE, high)}]`,
    classes: counted(classes, "class"),
    r: correlationText(fit),
  });
}

function correlationText({ pearson, pearsonLow, pearsonHigh }: ResultSupportFit): string {
  if (pearson === null) return NONE;
  const range =
    pearsonLow === null || pearsonHigh === null
      ? ""
      : ` [${grouped(pearsonLow, 2)}, ${grouped(pearsonHigh, 2)}]`;
  return `${grouped(pearson, 2)}${range}`;
}

function groupItem(strong: string, group: ResultSupportGroup, unit: string): DocumentItem[] {
  const { classes, units, value, low, high } = group;
  if (value === null) return [];
  const text = WORDS.group({
    classes: counted(classes, "class"),
    units: counted(units, shown(unit, 40)),
    value: valueText(SCALE, value, units),
    range: intervalText(SCALE, low, high, units),
  });
  return [{ strong, text }];
}

/** Trained classes from the least trained on; the table has the others before them. */
function plotOf({ classes, level, fit }: ResultClassSupport, reading: string): CurveView {
  const kept = classes.slice(0, MOST_ROWS);
  const used = new Set(ofTrend(classes));
  const columns = Object.entries(WORDS.columns).filter(([key]) => fit !== null || key !== "used");
  const points = kept.flatMap((one, row) => {
    const { training, recall } = one;
    if (training === null || training === 0 || recall === null) return [];
    return [{ one, row, x: log10(training), y: recall }];
  });
  const fitted = points.filter(({ one }) => used.has(one));
  const line =
    fit === null
      ? null
      : straightLine(
          [...used].map(({ training }) => log10(training!)),
          [...used].map(({ recall }) => recall!),
          level,
        );
  return {
    id: "class-support",
    title: WORDS.plot,
    reading,
    caption: WORDS.caption,
    explore: null,
    x: decades(points.map(({ x }) => x)),
    y: shareAxis(WORDS.y),
    lines: [
      {
        name: WORDS.points,
        style: "local",
        kind: "dots",
        points: points.map(({ x, y, row }) => ({ x, y, row, low: null, high: null })),
      },
      ...(line === null
        ? []
        : [
            {
              name: WORDS.fitted,
              style: "claim" as const,
              kind: "line" as const,
              points: fitted.map(({ x, row }) => {
                const { value, low, high } = line.at(x);
                return { x, row, y: value, low, high };
              }),
            },
          ]),
    ],
    references: [],
    table: {
      columns: columns.map(([key, name]) => ({
        name,
        numeric: key !== "label" && key !== "used",
      })),
      rows: kept.map((one) => {
        const { label, training, local, recall } = one;
        return {
          said: null,
          cells: [
            wordCell(shown(label, 60)),
            { text: training === null ? WORDS.notStated : grouped(training), value: training },
            { text: grouped(local), value: local },
            { text: recall === null ? NONE : valueText(SCALE, recall, local), value: recall },
            wordCell(used.has(one) ? WORDS.yes : WORDS.no),
          ].slice(0, columns.length),
        };
      }),
      more: classes.length - kept.length,
    },
  };
}

/** An axis of whole decades around all places. */
function decades(places: readonly number[]): CurveAxis {
  const from = places.length === 0 ? 0 : Math.floor(Math.min(...places));
  const to = Math.max(from + 1, Math.ceil(Math.max(from, ...places)));
  const ticks = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  return {
    label: WORDS.x,
    from,
    to,
    ticks: ticks.map((at) => ({ at, text: grouped(Number(`1e${at}`)) })),
  };
}
