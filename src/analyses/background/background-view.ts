import { BALANCED_ACCURACY } from "../../metrics/predictions/balanced-accuracy.js";
import { intervalText, signedDifference, valueText } from "../../reports/estimate-text.js";
import {
  type ForestDrawing,
  type ForestMark,
  forestAxis,
  placeOf,
} from "../../reports/forest-view.js";
import { grouped, plural } from "../../reports/numbers.js";
import { saidText, wordCell } from "../../reports/plot-cells.js";
import type { PlotFrame } from "../../reports/plot-view.js";
import { shown } from "../../reports/text.js";
import { NONE } from "../../reports/words/columns.js";
import { metricWords } from "../../reports/words/metrics.js";
import type { ResultBackground, ResultMaskedFigure, ResultMaskedShare } from "./result.js";
import { BACKGROUND as WORDS } from "./words.js";

const SCALE = "percent";

export interface BackgroundView {
  readonly finding: string;
  readonly details: readonly string[];
  readonly plot: PlotFrame & { readonly drawing: ForestDrawing };
}

export function backgroundView(found: ResultBackground): BackgroundView {
  return { finding: findingOf(found), details: detailsOf(found), plot: plotOf(found) };
}

function findingOf({ still, pictures, blind, answersWithout, classes, n }: ResultBackground) {
  const said = { right: grouped(still.right), of: grouped(still.of) };
  const mean = pictures.find(({ picture }) => picture === "background")?.meanRecall.value ?? null;
  if (answersWithout === null || mean === null) {
    return WORDS.cannotTell({ ...said, why: classes < 2 ? WORDS.oneClass : WORDS.noRange });
  }
  const figures = { ...said, mean: percentOf(mean, n), blind: percentOf(blind, n) };
  return answersWithout ? WORDS.without(figures) : WORDS.withoutNot(figures);
}

function detailsOf({ n, same, pictures, boxes, leftOut }: ResultBackground): string[] {
  const alone = pictures.find(({ picture }) => picture === "objects");
  const change = alone?.change ?? null;
  const { withoutObject, withoutBackground, withoutAnswer } = leftOut;
  return [
    WORDS.same({ same: grouped(same), n: grouped(n) }),
    ...(alone === undefined || change === null || change.value === null
      ? []
      : [
          WORDS.alone({
            right: percentOf(alone.shareRight.value ?? 0, n),
            change: `${signedDifference(SCALE, change.value)} points`,
            range: changeLimits(change),
          }),
        ]),
    WORDS.boxes({ boxes: shown(boxes, 80) }),
    ...(withoutObject + withoutBackground + withoutAnswer === 0
      ? []
      : [
          WORDS.leftOut({
            object: withoutObject,
            background: withoutBackground,
            answer: withoutAnswer,
          }),
        ]),
  ];
}

function percentOf(value: number, n: number): string {
  return valueText(SCALE, value, n);
}

function changeLimits({ low, high }: NonNullable<ResultMaskedFigure["change"]>): string | null {
  if (low === null || high === null) return null;
  return `[${signedDifference(SCALE, low)}, ${signedDifference(SCALE, high)}]`;
}

function plotOf(found: ResultBackground): BackgroundView["plot"] {
  const { pictures, n, blind, answersWithout, unit } = found;
  const words = metricWords(BALANCED_ACCURACY.id);
  const axis = forestAxis(words, [
    0,
    blind,
    ...pictures.flatMap(({ meanRecall: { value, low, high } }) => [value, low, high]),
  ]);
  const range = ({ value, low, high }: ResultMaskedShare): string =>
    value === null
      ? NONE
      : [percentOf(value, n), intervalText(SCALE, low, high, n)].filter(Boolean).join(" ");
  const units = plural(shown(unit, 40));
  return {
    id: "background",
    title: WORDS.table({ n: grouped(n), unit: units }),
    reading: findingOf(found),
    caption: WORDS.caption,
    explore: null,
    table: {
      columns: [
        { name: WORDS.columns.picture, numeric: false },
        { name: WORDS.columns.right, numeric: true },
        { name: WORDS.columns.share, numeric: true },
        { name: WORDS.columns.mean, numeric: true },
        { name: WORDS.columns.change, numeric: true },
      ],
      rows: pictures.map(({ picture, right, shareRight, meanRecall, change }) => {
        const name = WORDS.pictures[picture];
        const changed =
          change === null || change.value === null
            ? NONE
            : [signedDifference(SCALE, change.value), changeLimits(change)]
                .filter((part) => part !== null)
                .join(" ");
        return {
          cells: [
            wordCell(name),
            { text: grouped(right), value: right },
            { text: range(shareRight), value: shareRight.value },
            { text: range(meanRecall), value: meanRecall.value },
            { text: changed, value: change?.value ?? null },
          ],
          said: saidText(name, [range(meanRecall), changed === NONE ? null : changed]),
        };
      }),
      more: 0,
    },
    drawing: {
      name: words.label,
      axisText: WORDS.columns.mean,
      ticks: axis.ticks,
      reference: { at: axis.place(blind), text: WORDS.reference },
      marks: pictures.map(({ picture, right, meanRecall }, row): ForestMark => {
        const isTold = picture === "background" && answersWithout === true;
        return {
          label: WORDS.pictures[picture],
          sub: WORDS.of({ right, n }),
          at: placeOf(axis, meanRecall.value),
          low: placeOf(axis, meanRecall.low),
          high: placeOf(axis, meanRecall.high),
          valueText: meanRecall.value === null ? NONE : percentOf(meanRecall.value, n),
          intervalText: intervalText(SCALE, meanRecall.low, meanRecall.high, n),
          sign: isTold ? "worse" : null,
          note: isTold ? WORDS.told : null,
          row,
        };
      }),
    },
  };
}
